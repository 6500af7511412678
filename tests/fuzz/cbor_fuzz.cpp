// Any bytes as the CBOR body of a CloudWatch call. What was understood and is written again must be
// understood as the same.
#include "inputs.h"
#include "wire/cbor.h"

using namespace keytrail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 1> kServices = {"cloudwatch"};
  const auto [shape, body] = fuzz::make_request(kServices, data, size);
  const Result<Json> tree = wire::decode_cbor(shape, body);
  if (!tree.ok() || shape == nullptr) return 0;
  const std::string written = wire::encode_cbor(*shape, tree.value());
  const Result<Json> again = wire::decode_cbor(shape, written);
  KT_ASSERT(again.ok());
  KT_ASSERT(wire::encode_cbor(*shape, again.value()) == written);
  return 0;
}
