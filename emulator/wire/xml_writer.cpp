#include "wire/xml_writer.h"

#include "base/instant.h"
#include "base/text.h"
#include "wire/scalars.h"

namespace keytrail::wire {

using models::Location;
using models::Member;
using models::Shape;
using models::Type;

void XmlWriter::open(std::string_view name, std::string_view xml_namespace) {
  text_.append("<").append(name);
  if (!xml_namespace.empty()) text_.append(" xmlns=\"").append(xml_namespace).append("\"");
  text_ += '>';
}

void XmlWriter::close(std::string_view name) { text_.append("</").append(name).append(">"); }

void XmlWriter::characters(std::string_view text) { text_ += xml_escape(text); }

void XmlWriter::text(std::string_view name, std::string_view text) {
  open(name);
  characters(text);
  close(name);
}

void XmlWriter::members(const Shape& structure, const Json& tree) {
  if (!tree.is_object()) return;
  for (const auto& [name, value] : tree.get_ref<const Json::object_t&>()) {
    if (value.is_null()) continue;
    const Member* found = models::find_member(structure, name);
    if (found == nullptr || found->xml_attribute || found->location != Location::Body) continue;
    member(*found, value);
  }
}

void XmlWriter::member(const Member& member, const Json& tree) {
  switch (member.shape->type) {
    case Type::Structure:
      return structure(member, tree);
    case Type::List:
      return list(member, tree);
    case Type::Map:
      return map(member, tree);
    default:
      return text(member.wire_name, scalar(*member.shape, tree));
  }
}

void XmlWriter::structure(const Member& member, const Json& tree) {
  text_.append("<").append(member.wire_name);
  for (const Member& attribute : member.shape->members) {
    if (!attribute.xml_attribute) continue;
    const Json* value = keytrail::find_member(tree, attribute.name);
    if (value == nullptr) continue;
    // The only prefix that the services use.
    if (attribute.wire_name.starts_with("xsi:")) {
      text_ += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    }
    text_.append(" ").append(attribute.wire_name).append("=\"");
    text_ += xml_escape(scalar(*attribute.shape, *value)) + "\"";
  }
  text_ += '>';
  members(*member.shape, tree);
  close(member.wire_name);
}

void XmlWriter::list(const Member& member, const Json& tree) {
  const Member& element = *member.shape->element;
  const bool is_flattened = member.flattened || member.shape->flattened;
  Member entry = element;
  if (is_flattened) entry.wire_name = member.wire_name;
  if (!is_flattened) open(member.wire_name);
  for (const Json& value : tree) this->member(entry, value);
  if (!is_flattened) close(member.wire_name);
}

void XmlWriter::map(const Member& member, const Json& tree) {
  const bool is_flattened = member.flattened || member.shape->flattened;
  const std::string_view entry = is_flattened ? member.wire_name : "entry";
  if (!is_flattened) open(member.wire_name);
  if (tree.is_object()) {
    for (const auto& [name, value] : tree.get_ref<const Json::object_t&>()) {
      open(entry);
      text(member.shape->key->wire_name, name);
      this->member(*member.shape->element, value);
      close(entry);
    }
  }
  if (!is_flattened) close(member.wire_name);
}

std::string XmlWriter::scalar(const Shape& shape, const Json& tree) const {
  if (shape.type != Type::Timestamp || !tree.is_number()) return scalar_to_text(shape, tree);
  const Instant at = instant_of(tree.get<std::int64_t>());
  return timestamps_ == XmlTimestamps::Millis ? to_rfc3339_millis(at) : to_rfc3339(at);
}

}  // namespace keytrail::wire
