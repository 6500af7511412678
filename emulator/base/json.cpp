#include "base/json.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/text.h"

namespace keytrail {
namespace {

constexpr std::size_t kJsonDepthMax = 512;

// Builds the tree without nlohmann's look-up per member, which is quadratic for ordered objects.
class TreeBuilder {
 public:
  explicit TreeBuilder(Json& root) : root_(root) {}

  bool null() { return place(Json()); }
  bool boolean(bool value) { return place(value); }
  bool number_integer(std::int64_t value) { return place(value); }
  bool number_unsigned(std::uint64_t value) { return place(value); }
  bool number_float(double value, const std::string&) { return place(value); }
  bool string(std::string& value) { return place(std::move(value)); }
  bool binary(Json::binary_t& value) { return place(std::move(value)); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_array() {
    open_.pop_back();
    return true;
  }
  bool end_object() {
    drop_earlier_duplicates(open_.back()->get_ref<Json::object_t&>());
    open_.pop_back();
    return true;
  }
  bool key(std::string& name) {
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) {
    error_offset_ = position == 0 ? 0 : position - 1;
    error_ = e.what();
    return false;
  }

  std::size_t error_offset() const { return error_offset_; }
  const std::string& error() const { return error_; }

 private:
  Json* insert(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      auto& items = parent.get_ref<Json::array_t&>();
      items.push_back(std::move(value));
      return &items.back();
    }
    // ordered_map is a vector of pairs; appending skips its linear search.
    auto& members = static_cast<std::vector<std::pair<const std::string, Json>>&>(
        parent.get_ref<Json::object_t&>());
    members.emplace_back(std::move(key_), std::move(value));
    return &members.back().second;
  }
  bool place(Json value) {
    insert(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.size() >= kJsonDepthMax) {
      error_ = "nesting of at most " + std::to_string(kJsonDepthMax) + " levels";
      return false;
    }
    open_.push_back(insert(std::move(value)));
    return true;
  }
  static void drop_earlier_duplicates(Json::object_t& object) {
    auto& members = static_cast<std::vector<std::pair<const std::string, Json>>&>(object);
    if (members.size() < 2) return;
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& [name, value] : members) names.push_back(name);
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) == names.end()) return;
    std::set<std::string, std::less<>> seen;
    std::vector<std::pair<const std::string, Json>> kept;
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      if (!seen.insert(member->first).second) continue;
      kept.emplace_back(member->first, std::move(member->second));
    }
    members.clear();
    for (auto member = kept.rbegin(); member != kept.rend(); ++member) {
      members.emplace_back(member->first, std::move(member->second));
    }
  }

  Json& root_;
  std::vector<Json*> open_;
  std::string key_;
  std::string error_;
  std::size_t error_offset_ = 0;
};

// ASCII without control characters, quotes and backslashes. Eight characters at a time: a bit above
// each byte's seventh says that the byte is one of those.
bool needs_no_escape(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighBits = kOnes * 0x80;
  const auto zero_bytes = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  std::uint64_t found = 0;
  while (!text.empty()) {
    std::uint64_t word = kOnes * ' ';  // Blanks fill up the last word.
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);
    found |= word | (word - kOnes * 0x20) | zero_bytes(word ^ kOnes * '"') |
             zero_bytes(word ^ kOnes * '\\');
    text.remove_prefix(size);
  }
  return (found & kHighBits) == 0;
}

// Every call makes several texts, and most of what they hold is plain ASCII: containers and plain
// strings are written here, five times faster; escapes and numbers are the library's.
void append_tree(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      char before = '{';
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        out += before;
        append_json_string(out, name);
        out += ':';
        append_tree(out, member);
        before = ',';
      }
      out += before == '{' ? "{}" : "}";
      return;
    }
    case Json::value_t::array: {
      char before = '[';
      for (const Json& item : value.get_ref<const Json::array_t&>()) {
        out += before;
        append_tree(out, item);
        before = ',';
      }
      out += before == '[' ? "[]" : "]";
      return;
    }
    case Json::value_t::string:
      append_json_string(out, value.get_ref<const std::string&>());
      return;
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::null:
      out += "null";
      return;
    default:
      out += value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

// "[json.exception.parse_error.101] parse error at …: syntax error while …: what" -> "what".
std::string last_clause(const std::string& what) {
  const std::size_t at = what.find("; expected ");
  if (at != std::string::npos) return what.substr(at + 11);
  const std::size_t colon = what.rfind(": ");
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, JsonParseError* error) {
  Json root;
  TreeBuilder builder(root);
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return root;
  if (error != nullptr) {
    const std::size_t offset = std::min(builder.error_offset(), text.size());
    const std::string_view before = text.substr(0, offset);
    error->offset = offset;
    error->line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t newline = before.rfind('\n');
    error->column = newline == std::string_view::npos ? offset + 1 : offset - newline;
    error->expected = last_clause(builder.error());
  }
  return std::nullopt;
}

void append_json_string(std::string& out, std::string_view text) {
  if (needs_no_escape(text)) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

std::string to_text(const Json& value) {
  std::string out;
  out.reserve(256);
  append_tree(out, value);
  return out;
}

void append_json(std::string& out, const Json& value) { append_tree(out, value); }

const Json* find_member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) {
    if (key == name) return value.is_null() ? nullptr : &value;
  }
  return nullptr;
}

std::string string_member(const Json& object, std::string_view name) {
  return optional_string(object, name).value_or(std::string());
}

std::optional<std::string> optional_string(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<std::int64_t> optional_integer(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<std::int64_t>();
}

std::optional<double> optional_double(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<double>();
}

std::optional<bool> optional_bool(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

const Bytes* blob_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_binary()) return nullptr;
  return &member->get_binary();
}

Json blob(Bytes bytes) { return Json::binary(std::move(bytes)); }
Json blob(std::string_view bytes) { return Json::binary(bytes_of(bytes)); }

std::string_view view_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

}  // namespace keytrail
