// Json is the tree every handler takes and gives. Members keep the order in which they were
// written, because a CloudTrail record reads best in the order AWS writes it.
//
// Values inside the emulator, whatever protocol the client spoke:
//   blob       -> Json binary (raw bytes, never base64 text)
//   timestamp  -> integer, milliseconds since the epoch (what Instant counts)
//   everything else as in JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keytrail {

using Json = nlohmann::ordered_json;
using Bytes = std::vector<std::uint8_t>;

// Where and why a text is not JSON. Line and column count from 1, the offset from 0.
struct JsonParseError {
  std::size_t offset = 0;
  std::size_t line = 1;
  std::size_t column = 1;
  std::string expected;
};

// Parses one JSON document. Linear in the text, refuses nesting deeper than kJsonDepthMax, invalid
// UTF-8 and anything after the document. Of a member given twice the last one counts.
std::optional<Json> parse_json(std::string_view text, JsonParseError* error = nullptr);

// Compact text; invalid UTF-8 in a string is replaced rather than thrown at the caller.
std::string to_text(const Json& value);
void append_json(std::string& out, const Json& value);
// Appends the text as a JSON string, quotes and escapes included.
void append_json_string(std::string& out, std::string_view text);

// The member, or nullptr when it is absent, null, or `object` is no object.
const Json* find_member(const Json& object, std::string_view name);

// The member as a string; empty when absent. For input the wire layer has already checked.
std::string string_member(const Json& object, std::string_view name);
std::optional<std::string> optional_string(const Json& object, std::string_view name);
std::optional<std::int64_t> optional_integer(const Json& object, std::string_view name);
std::optional<double> optional_double(const Json& object, std::string_view name);
std::optional<bool> optional_bool(const Json& object, std::string_view name);
// The raw bytes of a blob member; nullptr when absent.
const Bytes* blob_member(const Json& object, std::string_view name);

Json blob(Bytes bytes);
Json blob(std::string_view bytes);
std::string_view view_of(const Bytes& bytes);
Bytes bytes_of(std::string_view text);

}  // namespace keytrail
