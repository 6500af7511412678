#include "engine/record_parameters.h"

#include <algorithm>

#include "base/instant.h"
#include "base/text.h"

namespace keytrail {
namespace {

Json convert(const models::Shape& shape, const Json& value);

// Secrets and bytes, and lists and maps of them.
bool is_hidden(const models::Shape& shape) {
  return shape.type == models::Type::Blob || shape.sensitive ||
         (shape.element != nullptr && is_hidden(*shape.element->shape));
}

Json convert_structure(const models::Shape& shape, const Json& tree,
                       std::span<const std::string_view> unlogged) {
  Json result = Json::object();
  auto& members = result.get_ref<Json::object_t&>();
  members.reserve(tree.size());  // An object that grows copies what it has.
  for (const auto& [name, value] : tree.get_ref<const Json::object_t&>()) {
    if (std::find(unlogged.begin(), unlogged.end(), name) != unlogged.end()) continue;
    const models::Member* member = models::find_member(shape, name);
    if (member == nullptr || value.is_null()) continue;
    if (is_hidden(*member->shape)) continue;
    members.emplace_back(lower_first(name), convert(*member->shape, value));
  }
  return result;
}

Json convert(const models::Shape& shape, const Json& value) {
  switch (shape.type) {
    case models::Type::Structure:
      return value.is_object() ? convert_structure(shape, value, {}) : value;
    case models::Type::List: {
      Json list = Json::array();
      for (const Json& item : value) list.push_back(convert(*shape.element->shape, item));
      return list;
    }
    case models::Type::Map: {
      Json map = Json::object();
      for (const auto& [name, item] : value.items())
        map[name] = convert(*shape.element->shape, item);
      return map;
    }
    case models::Type::Timestamp:
      return value.is_number() ? Json(to_english_time(instant_of(value.get<std::int64_t>())))
                               : value;
    default:
      return value;
  }
}

}  // namespace

Json record_parameters(const models::Shape* shape, const Json& tree,
                       std::span<const std::string_view> unlogged) {
  if (shape == nullptr || !tree.is_object() || tree.empty()) return nullptr;
  Json result = convert_structure(*shape, tree, unlogged);
  return result.empty() ? Json(nullptr) : result;
}

}  // namespace keytrail
