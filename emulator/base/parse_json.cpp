#include <simdjson.h>

#include <algorithm>
#include <set>

#include "base/json.h"

namespace keytrail {
namespace {

constexpr std::size_t kJsonDepthMax = 512;

// nlohmann's ordered object is a vector of pairs; appending to it skips the look-up per member,
// which is quadratic.
using Members = std::vector<std::pair<const std::string, Json>>;

Members& members_of(Json& object) { return object.get_ref<Json::object_t&>(); }

bool has_duplicates(const Members& members) {
  constexpr std::size_t kFew = 24;
  if (members.size() <= kFew) {
    for (auto name = members.begin(); name != members.end(); ++name) {
      for (auto other = members.begin(); other != name; ++other) {
        if (name->first == other->first) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& [name, value] : members) names.push_back(name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

void drop_earlier_duplicates(Members& members) {
  if (!has_duplicates(members)) return;
  std::set<std::string, std::less<>> seen;
  Members kept;
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    if (!seen.insert(member->first).second) continue;
    kept.emplace_back(member->first, std::move(member->second));
  }
  members.clear();
  for (auto member = kept.rbegin(); member != kept.rend(); ++member) {
    members.emplace_back(member->first, std::move(member->second));
  }
}

namespace dom = simdjson::dom;

void build(Json& tree, const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::OBJECT: {
      const dom::object object = element.get_object().value_unsafe();
      tree = Json::object();
      Members& members = members_of(tree);
      members.reserve(object.size());
      for (const auto& [name, value] : object) {
        build(members.emplace_back(name, nullptr).second, value);
      }
      drop_earlier_duplicates(members);
      return;
    }
    case dom::element_type::ARRAY: {
      const dom::array array = element.get_array().value_unsafe();
      tree = Json::array();
      auto& items = tree.get_ref<Json::array_t&>();
      items.reserve(array.size());
      for (const dom::element item : array) build(items.emplace_back(nullptr), item);
      return;
    }
    case dom::element_type::STRING:
      tree = element.get_string().value_unsafe();
      return;
    case dom::element_type::INT64: {
      // A whole number is unsigned unless it is negative, as nlohmann's parser has it.
      const std::int64_t number = element.get_int64().value_unsafe();
      if (number < 0) {
        tree = number;
      } else {
        tree = static_cast<std::uint64_t>(number);
      }
      return;
    }
    case dom::element_type::UINT64:
      tree = element.get_uint64().value_unsafe();
      return;
    case dom::element_type::DOUBLE:
      tree = element.get_double().value_unsafe();
      return;
    case dom::element_type::BOOL:
      tree = element.get_bool().value_unsafe();
      return;
    case dom::element_type::NULL_VALUE:
      return;
  }
}

// The quick way, for what nearly every text is: valid and not large. Whatever it does not take
// (numbers beyond 64 bits, a byte order mark, halves of surrogate pairs) is left to the other.
std::optional<Json> parse_quickly(std::string_view text) {
  constexpr std::size_t kSizeMax = 16 * 1024;  // Each thread keeps some ten times as much.
  if (text.empty() || text.size() > kSizeMax) return std::nullopt;
  if (text.find("\\ud") != text.npos || text.find("\\uD") != text.npos) return std::nullopt;
  thread_local dom::parser parser;
  thread_local std::string padded;
  if (padded.size() < text.size() + simdjson::SIMDJSON_PADDING) {
    padded.resize(text.size() + simdjson::SIMDJSON_PADDING);
  }
  if (parser.capacity() < text.size() &&
      parser.allocate(std::max<std::size_t>(text.size(), 2048), kJsonDepthMax)) {
    return std::nullopt;
  }
  text.copy(padded.data(), text.size());
  dom::element root;
  if (parser.parse(padded.data(), text.size(), false).get(root)) return std::nullopt;
  Json tree;
  build(tree, root);
  return tree;
}

// The way of nlohmann's parser, which says where and why a text is refused.
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
    drop_earlier_duplicates(members_of(*open_.back()));
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
    Members& members = members_of(parent);
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
  Json& root_;
  std::vector<Json*> open_;
  std::string key_;
  std::string error_;
  std::size_t error_offset_ = 0;
};

// "[json.exception.parse_error.101] parse error at …: syntax error while …: what" -> "what".
std::string last_clause(const std::string& what) {
  const std::size_t at = what.find("; expected ");
  if (at != std::string::npos) return what.substr(at + 11);
  const std::size_t colon = what.rfind(": ");
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, JsonParseError* error) {
  if (std::optional<Json> parsed = parse_quickly(text)) return parsed;
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

}  // namespace keytrail
