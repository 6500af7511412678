// Any bytes as the form of a Query call.
#include "inputs.h"
#include "wire/query_codec.h"

using namespace keytrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 3> kServices = {"cloudwatch", "sns", "sts"};
  const auto [shape, body] = fuzz::make_request(kServices, data, size);
  static_cast<void>(wire::decode_query(shape, wire::parse_form(body)));
  return 0;
}
