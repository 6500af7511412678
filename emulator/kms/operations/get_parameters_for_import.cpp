#include "kms/errors.h"
#include "kms/import_token.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> get_parameters_for_import(State& kms, Context& context, const Json& input) {
  const auto require = [&]() -> Result<const Key*> {
    KT_TRY(const Key* key, require_key(kms, context, KeyOperation::GetParametersForImport,
                                       string_member(input, "KeyId")));
    KT_TRY_VOID(check_key_state(KeyOperation::GetParametersForImport, *key));
    return key;
  };
  if (Result<const Key*> key = require(); !key.ok()) return key.error();
  const std::string algorithm = string_member(input, "WrappingAlgorithm");
  const std::string spec = string_member(input, "WrappingKeySpec");
  ImportToken token;
  token.algorithm = find_wrapping_algorithm(algorithm);
  const int bits = bits_of_wrapping_spec(spec);
  if (token.algorithm == nullptr || bits == 0) return wrapping_not_supported(algorithm, spec);

  crypto::RsaKeyPair pair;
  context.ports.slow_work.run([&] { pair = crypto::generate_rsa(context.random, bits); });
  // The key may be another by now, or none.
  KT_TRY(const Key* key, require());
  token.private_key = std::move(pair.private_key);
  token.valid_to = context.now + kImportTokenLifetime;
  return Json{{"KeyId", key->arn},
              {"ImportToken", blob(seal_import_token(*key, token, context.random))},
              {"PublicKey", blob(std::move(pair.public_key))},
              {"ParametersValidTo", millis_of(token.valid_to)}};
}

}  // namespace keytrail::kms
