// Smithy RPC v2 CBOR bodies. Our own codec: nlohmann's refuses and cannot write the tagged
// timestamps of this protocol.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "models/model.h"

namespace keytrail::wire {

// Definite and indefinite lengths, any width of number; unknown members are skipped.
Result<Json> decode_cbor(const models::Shape* input, std::string_view body);
// Indefinite maps and arrays, doubles at full width, timestamps as tag 1, as AWS writes them.
std::string encode_cbor(const models::Shape& shape, const Json& tree);
// A map of text to text: error bodies, which have no shape.
std::string encode_cbor_text_map(const Json& members);

}  // namespace keytrail::wire
