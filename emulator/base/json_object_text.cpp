#include "base/json_object_text.h"

#include <algorithm>

namespace keytrail {

void JsonObjectText::begin(std::string_view name) {
  text_ += places_.empty() ? "\"" : ",\"";
  text_ += name;
  text_ += "\":";
  places_.push_back({name, text_.size(), 0});
}

void JsonObjectText::add_text(std::string_view name, std::string_view text) {
  begin(name);
  append_json_string(text_, text);
  end();
}

void JsonObjectText::add_text_if_any(std::string_view name, std::string_view text) {
  if (!text.empty()) add_text(name, text);
}

void JsonObjectText::add_bool(std::string_view name, bool value) {
  add_raw(name, value ? "true" : "false");
}

void JsonObjectText::add_json(std::string_view name, const Json& value) {
  begin(name);
  append_json(text_, value);
  end();
}

void JsonObjectText::add_raw(std::string_view name, std::string_view text) {
  begin(name);
  text_ += text;
  end();
}

std::string_view JsonObjectText::last() const {
  const Place& place = places_.back();
  return std::string_view(text_).substr(place.offset, place.size);
}

void JsonObjectText::drop_last() {
  const Place dropped = places_.back();
  places_.pop_back();
  // With its name, quotes and colon, and the comma before them unless it was the first.
  const std::size_t before = dropped.name.size() + (places_.empty() ? 3 : 4);
  text_.resize(dropped.offset - before);
}

void JsonObjectText::reserve(std::size_t bytes, std::size_t members) {
  text_.reserve(bytes);
  places_.reserve(members);
}

std::optional<Json> JsonObjectText::read(std::string_view text, const std::vector<Place>& places,
                                         std::string_view name) {
  const auto place = std::find_if(places.begin(), places.end(),
                                  [&](const Place& candidate) { return candidate.name == name; });
  if (place == places.end()) return std::nullopt;
  const std::string_view member = text.substr(place->offset, place->size);
  const bool is_plain_text = member.front() == '"' && member.find('\\') == std::string_view::npos;
  if (is_plain_text) return Json(member.substr(1, member.size() - 2));
  return parse_json(member);
}

}  // namespace keytrail
