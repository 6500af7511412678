#include "kms/cryptography.h"
#include "kms/custom_key_stores.h"
#include "kms/errors.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> generate_random(State& kms, Context& context, const Json& input) {
  // Not even the number of bytes is logged (KMS guide, "GenerateRandom" log entry).
  context.record.request_parameters = Json();
  context.record.has_resources_member = true;
  if (const auto id = optional_string(input, "CustomKeyStoreId")) {
    KT_TRY(const CustomKeyStore* store, require_custom_key_store(kms, context.scope(), *id));
    if (store->is_external) return unsupported_operation();
    if (store->state != ConnectionState::Connected) return custom_key_store_state_invalid(*store);
  }
  KT_TRY_VOID(check_recipient(input));
  const auto count = optional_integer(input, "NumberOfBytes");
  if (!count) return number_of_bytes_required();
  return Json{{"Plaintext", blob(context.random.bytes(static_cast<std::size_t>(*count)))}};
}

}  // namespace keytrail::kms
