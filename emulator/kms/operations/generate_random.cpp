#include "kms/errors.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> generate_random(State&, Context& context, const Json& input) {
  // Not even the number of bytes is logged (KMS guide, "GenerateRandom" log entry).
  context.record.request_parameters = Json();
  context.record.has_resources_member = true;
  const auto count = optional_integer(input, "NumberOfBytes");
  if (!count) return number_of_bytes_required();
  return Json{{"Plaintext", blob(context.random.bytes(static_cast<std::size_t>(*count)))}};
}

}  // namespace keytrail::kms
