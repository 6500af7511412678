#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> describe_key(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::DescribeKey, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::DescribeKey, *key));
  return Json{{"KeyMetadata", key_metadata(*key)}};
}

}  // namespace keytrail::kms
