#include "wire/json_codec.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "wire/errors.h"
#include "wire/scalars.h"
#include "wire/wire.h"

namespace keytrail::wire {
namespace {

using models::Member;
using models::Shape;
using models::Type;

// How AWS calls a JSON value of the wrong type.
std::string_view value_phrase(const Json& value) {
  if (value.is_string()) return "STRING_VALUE";
  if (value.is_boolean()) return value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
  if (value.is_number_float()) return "DECIMAL_VALUE";
  if (value.is_number()) return "NUMBER_VALUE";
  return "NULL_VALUE";
}

ApiError wrong_type(const Json& value, const Shape& shape) {
  if (value.is_array()) return serialization_exception("Start of list found where not expected");
  if (value.is_object()) {
    return serialization_exception("Start of structure or map found where not expected");
  }
  if (shape.type == Type::List) return serialization_exception("Expected list or null");
  if (shape.type == Type::Structure || shape.type == Type::Map) {
    return serialization_exception("Expected map or null");
  }
  return cannot_convert(value_phrase(value), type_phrase(shape.type));
}

Result<Json> read_integer(const Shape& shape, const Json& value) {
  if (!value.is_number()) return wrong_type(value, shape);
  std::int64_t number = 0;
  if (value.is_number_float()) {
    const double given = value.get<double>();
    // Not beyond 2^53, where a double no longer tells neighbours apart.
    if (given != std::trunc(given) || std::fabs(given) > 9'007'199'254'740'992.0) {
      return wrong_type(value, shape);
    }
    number = static_cast<std::int64_t>(given);
  } else if (value.is_number_unsigned() &&
             value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    return wrong_type(value, shape);
  } else {
    number = value.get<std::int64_t>();
  }
  const bool is_narrow = shape.type == Type::Integer;
  if (is_narrow && (number < std::numeric_limits<std::int32_t>::min() ||
                    number > std::numeric_limits<std::int32_t>::max())) {
    return wrong_type(value, shape);
  }
  return Json(number);
}

Result<Json> read_double(const Shape& shape, const Json& value) {
  if (value.is_number()) return Json(value.get<double>());
  if (value.is_string()) {
    if (const auto special = special_double(value.get_ref<const std::string&>())) {
      return Json(*special);
    }
  }
  return wrong_type(value, shape);
}

Result<Json> read_timestamp(const Shape& shape, const Json& value) {
  std::optional<Json> at;
  if (value.is_number()) at = timestamp_from_seconds(value.get<double>());
  if (value.is_string()) {
    const std::optional<Instant> parsed = parse_instant(value.get_ref<const std::string&>());
    if (parsed) at = Json(millis_of(*parsed));
  }
  if (!at) return wrong_type(value, shape);
  return std::move(*at);
}

Result<Json> read_blob(const Shape& shape, const Json& value) {
  if (!value.is_string()) return wrong_type(value, shape);
  std::optional<Bytes> bytes = from_base64(value.get_ref<const std::string&>());
  if (!bytes) return wrong_type(value, shape);
  return blob(std::move(*bytes));
}

// Takes the value apart: strings are moved into the tree, not copied.
Result<Json> read(const Shape& shape, Json&& value);

Result<Json> read_structure(const Shape& shape, Json&& value) {
  if (!value.is_object()) return wrong_type(value, shape);
  Json tree = object_with_room(value.size());
  for (auto& [name, member_value] : value.get_ref<Json::object_t&>()) {
    if (member_value.is_null()) continue;
    const Member* member = models::find_member(shape, name);
    if (member == nullptr) continue;
    KT_TRY(Json read_value, read(*member->shape, std::move(member_value)));
    append_member(tree, name, std::move(read_value));
  }
  return tree;
}

// A null entry stays, so that validation can name its place.
Result<Json> read_entry(const Shape& shape, Json&& value) {
  return value.is_null() ? Result<Json>(Json()) : read(shape, std::move(value));
}

Result<Json> read_list(const Shape& shape, Json&& value) {
  if (!value.is_array()) return wrong_type(value, shape);
  Json tree = Json::array();
  for (Json& element : value) {
    KT_TRY(Json read_value, read_entry(*shape.element->shape, std::move(element)));
    tree.push_back(std::move(read_value));
  }
  return tree;
}

Result<Json> read_map(const Shape& shape, Json&& value) {
  if (!value.is_object()) return wrong_type(value, shape);
  Json tree = object_with_room(value.size());
  for (auto& [name, entry] : value.get_ref<Json::object_t&>()) {
    KT_TRY(Json read_value, read_entry(*shape.element->shape, std::move(entry)));
    append_member(tree, name, std::move(read_value));
  }
  return tree;
}

Result<Json> read(const Shape& shape, Json&& value) {
  switch (shape.type) {
    case Type::Structure:
      return read_structure(shape, std::move(value));
    case Type::List:
      return read_list(shape, std::move(value));
    case Type::Map:
      return read_map(shape, std::move(value));
    case Type::String:
      if (!value.is_string()) return wrong_type(value, shape);
      return std::move(value);
    case Type::Boolean:
      if (!value.is_boolean()) return wrong_type(value, shape);
      return std::move(value);
    case Type::Blob:
      return read_blob(shape, value);
    case Type::Integer:
    case Type::Long:
      return read_integer(shape, value);
    case Type::Float:
    case Type::Double:
      return read_double(shape, value);
    case Type::Timestamp:
      return read_timestamp(shape, value);
  }
  return wrong_type(value, shape);
}

// The other way round in place: most of an output is already what JSON says.
void to_wire(const Shape& shape, Json& tree);

void structure_to_wire(const Shape& shape, Json& tree) {
  if (!tree.is_object()) {
    tree = Json::object();
    return;
  }
  const auto find = [&](const std::string& name) { return models::find_member(shape, name); };
  auto& members = tree.get_ref<Json::object_t&>();
  const bool has_strangers = std::any_of(members.begin(), members.end(), [&](const auto& member) {
    return member.second.is_null() || find(member.first) == nullptr;
  });
  if (has_strangers) {
    Json kept = Json::object();
    for (auto& [name, value] : members) {
      if (!value.is_null() && find(name) != nullptr) append_member(kept, name, std::move(value));
    }
    members = std::move(kept.get_ref<Json::object_t&>());
  }
  for (auto& [name, value] : members) to_wire(*find(name)->shape, value);
}

void double_to_wire(Json& tree) {
  if (!tree.is_number()) return;
  const double number = tree.get<double>();
  tree = std::isfinite(number) ? Json(number) : Json(to_java_double(number));
}

void to_wire(const Shape& shape, Json& tree) {
  switch (shape.type) {
    case Type::Structure:
      return structure_to_wire(shape, tree);
    case Type::List:
      if (!tree.is_array()) {
        tree = Json::array();
        return;
      }
      for (Json& element : tree) to_wire(*shape.element->shape, element);
      return;
    case Type::Map:
      if (!tree.is_object()) {
        tree = Json::object();
        return;
      }
      for (auto& [name, entry] : tree.get_ref<Json::object_t&>()) {
        to_wire(*shape.element->shape, entry);
      }
      return;
    case Type::Blob:
      if (tree.is_binary()) tree = Json(to_base64(tree.get_binary()));
      return;
    case Type::Float:
    case Type::Double:
      return double_to_wire(tree);
    case Type::Timestamp:
      // Seconds with a fraction even when it is zero, as AWS prints them.
      if (tree.is_number()) tree = Json(tree.get<double>() / 1000);
      return;
    default:
      return;
  }
}

}  // namespace

Result<Json> decode_json_body(const Shape* input, std::string_view body) {
  if (trim(body).empty()) return Json::object();
  JsonParseError error;
  std::optional<Json> value = parse_json(body, &error);
  if (!value) {
    return serialization_exception("Malformed JSON at line " + std::to_string(error.line) +
                                   ", column " + std::to_string(error.column));
  }
  if (input == nullptr) return Json::object();
  return read(*input, std::move(*value));
}

Result<Json> from_json(const Shape* shape, const Json& wire_json) {
  if (shape == nullptr || wire_json.is_null()) return Json::object();
  Json copy = wire_json;
  return read(*shape, std::move(copy));
}

Json to_json(const Shape* shape, Json tree) {
  if (shape == nullptr) return Json();
  to_wire(*shape, tree);
  return tree;
}

}  // namespace keytrail::wire
