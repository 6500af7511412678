#include "scenario/json_path.h"

#include <charconv>
#include <string>

namespace keytrail::scenario {

std::optional<JsonPath> JsonPath::parse(std::string_view text) {
  if (text.empty() || text.front() != '$') return std::nullopt;
  text.remove_prefix(1);
  JsonPath path;
  while (!text.empty()) {
    if (text.front() == '.') {
      const std::size_t end = std::min(text.find_first_of(".[", 1), text.size());
      if (end == 1) return std::nullopt;
      path.steps_.emplace_back(std::string(text.substr(1, end - 1)));
      text.remove_prefix(end);
      continue;
    }
    const std::size_t end = text.find(']');
    if (text.front() != '[' || end == std::string_view::npos) return std::nullopt;
    std::string_view inside = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (inside.size() > 2 && inside.front() == '\'' && inside.back() == '\'') {
      path.steps_.emplace_back(std::string(inside.substr(1, inside.size() - 2)));
      continue;
    }
    std::size_t index = 0;
    const auto [stop, failure] =
        std::from_chars(inside.data(), inside.data() + inside.size(), index);
    if (failure != std::errc() || stop != inside.data() + inside.size()) return std::nullopt;
    path.steps_.emplace_back(index);
  }
  return path;
}

std::optional<Json> JsonPath::find(const Json& root) const {
  std::optional<Json> parsed;  // Holds the tree that `at` points into after a step into a text.
  const Json* at = &root;
  for (const Step& step : steps_) {
    if (at->is_string()) {
      std::optional<Json> inner = parse_json(at->get_ref<const std::string&>());
      if (!inner) return std::nullopt;
      parsed = std::move(inner);
      at = &*parsed;
    }
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      if (!at->is_array() || *index >= at->size()) return std::nullopt;
      at = &(*at)[*index];
      continue;
    }
    if (!at->is_object()) return std::nullopt;
    const auto member = at->find(std::get<std::string>(step));
    if (member == at->end()) return std::nullopt;
    at = &*member;
  }
  return *at;
}

}  // namespace keytrail::scenario
