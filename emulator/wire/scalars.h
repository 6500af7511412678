// Values that are one piece of text on the wire: in Query, XML, headers and URIs.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/json.h"
#include "models/model.h"

namespace keytrail::wire {

// "a String", "an Integer": how AWS names a type in SerializationException.
std::string_view type_phrase(models::Type type);

// The text of a scalar shape as a tree value; SerializationException for what is none.
Result<Json> scalar_from_text(const models::Shape& shape, std::string_view text);
// The tree value of a scalar shape as text, except timestamps.
std::string scalar_to_text(const models::Shape& shape, const Json& value);

// The spellings of doubles that are no JSON numbers: "NaN", "Infinity", "-Infinity".
std::optional<double> special_double(std::string_view text);
// A tree value that holds whole milliseconds, from seconds; nothing outside the years 1 to 9999.
std::optional<Json> timestamp_from_seconds(double seconds);
// "Wed, 21 Oct 2015 07:28:00 GMT".
std::optional<Instant> parse_http_date(std::string_view text);
std::string to_http_date(Instant at);

// An empty object with room for so many members: one that grows copies what it has.
Json object_with_room(std::size_t members);
// Appends without the look-up that nlohmann's ordered objects do first.
void append_member(Json& object, std::string_view name, Json value);

}  // namespace keytrail::wire
