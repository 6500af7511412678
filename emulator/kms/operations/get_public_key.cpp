#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> get_public_key(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::GetPublicKey, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::GetPublicKey, *key));
  if (!key_pair_kind(key->spec)) return unsupported_operation();
  Json output{{"KeyId", key->arn},
              {"PublicKey", blob(crypto::public_key_of(working_material(*key).secret))},
              {"CustomerMasterKeySpec", text_of(key->spec)},
              {"KeySpec", text_of(key->spec)},
              {"KeyUsage", text_of(key->usage)}};
  add_algorithms(output, *key);
  return output;
}

}  // namespace keytrail::kms
