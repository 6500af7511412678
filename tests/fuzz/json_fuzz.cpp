// Any bytes as the JSON body of a call. What parses and is written again must parse as the same.
#include "base/json.h"
#include "inputs.h"
#include "wire/json_codec.h"

using namespace keytrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 6> kServices = {"cloudtrail", "cloudwatch",     "kms",
                                                         "logs",       "secretsmanager", "sqs"};
  const auto [shape, body] = fuzz::make_request(kServices, data, size);
  static_cast<void>(wire::decode_json_body(shape, body));
  const std::optional<Json> tree = parse_json(body);
  if (!tree) return 0;
  const std::string written = to_text(*tree);
  const std::optional<Json> again = parse_json(written);
  KT_ASSERT(again.has_value());
  KT_ASSERT(to_text(*again) == written);
  return 0;
}
