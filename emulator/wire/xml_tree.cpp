#include "wire/xml_tree.h"

#include "wire/errors.h"
#include "wire/scalars.h"

namespace keytrail::wire {
namespace {

using models::Location;
using models::Member;
using models::Shape;
using models::Type;

Result<Json> read_element(const Member& member, const XmlElement& element);

const std::string* find_attribute(const XmlElement& element, std::string_view name) {
  for (const auto& [attribute, value] : element.attributes) {
    if (attribute == name) return &value;
  }
  return nullptr;
}

Result<Json> read_elements(const Member& member, const XmlElement& parent, std::string_view name) {
  Json list = Json::array();
  for (const XmlElement& child : parent.children) {
    if (child.name != name) continue;
    KT_TRY(Json value, read_element(member, child));
    list.push_back(std::move(value));
  }
  return list;
}

Result<Json> read_xml_map(const Shape& shape, const XmlElement& parent, std::string_view entry) {
  Json map = Json::object();
  for (const XmlElement& child : parent.children) {
    if (child.name != entry) continue;
    const XmlElement* key = child.find(shape.key->wire_name);
    const XmlElement* value = child.find(shape.element->wire_name);
    if (key == nullptr || value == nullptr) return malformed_xml();
    KT_TRY(map[key->text], read_element(*shape.element, *value));
  }
  return map;
}

// A flattened list or map has no element of its own: its entries are the structure's children.
Result<Json> read_flattened(const Member& member, const XmlElement& parent) {
  if (parent.find(member.wire_name) == nullptr) return Json();
  if (member.shape->type == Type::Map) return read_xml_map(*member.shape, parent, member.wire_name);
  return read_elements(*member.shape->element, parent, member.wire_name);
}

Result<Json> read_element(const Member& member, const XmlElement& element) {
  const Shape& shape = *member.shape;
  switch (shape.type) {
    case Type::Structure:
      return structure_from_xml(shape, element);
    case Type::List:
      return read_elements(*shape.element, element, shape.element->wire_name);
    case Type::Map:
      return read_xml_map(shape, element, "entry");
    default:
      return scalar_from_text(shape, element.text);
  }
}

// Null when the element does not hold the member.
Result<Json> read_member(const Member& member, const XmlElement& element) {
  if (member.xml_attribute) {
    const std::string* text = find_attribute(element, member.wire_name);
    return text == nullptr ? Result<Json>(Json()) : scalar_from_text(*member.shape, *text);
  }
  const bool is_collection = member.shape->type == Type::List || member.shape->type == Type::Map;
  if (is_collection && (member.flattened || member.shape->flattened)) {
    return read_flattened(member, element);
  }
  const XmlElement* child = element.find(member.wire_name);
  return child == nullptr ? Result<Json>(Json()) : read_element(member, *child);
}

}  // namespace

Result<Json> structure_from_xml(const Shape& shape, const XmlElement& element) {
  Json tree = Json::object();
  for (const Member& member : shape.members) {
    if (member.location != Location::Body) continue;
    KT_TRY(Json value, read_member(member, element));
    if (!value.is_null()) append_member(tree, member.name, std::move(value));
  }
  return tree;
}

}  // namespace keytrail::wire
