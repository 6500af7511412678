#include "wire/query_codec.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"
#include "wire/errors.h"
#include "wire/scalars.h"
#include "wire/xml_writer.h"

namespace keytrail::wire {
namespace {

using models::Member;
using models::Shape;
using models::Type;

// No shape of ours nests as deep; longer names belong to no member.
constexpr std::size_t kSegmentsMax = 64;

// "Dimensions.member.1.Name=a" as a tree of segments. Views into the form.
struct Node {
  std::map<std::string_view, Node> children;
  const std::string* value = nullptr;
};

Node build_tree(const Form& fields) {
  Node root;
  for (const auto& [name, value] : fields) {
    if (static_cast<std::size_t>(std::count(name.begin(), name.end(), '.')) >= kSegmentsMax) {
      continue;
    }
    Node* node = &root;
    std::string_view rest = name;
    for (;;) {
      const std::size_t dot = rest.find('.');
      node = &node->children[rest.substr(0, dot)];
      if (dot == std::string_view::npos) break;
      rest.remove_prefix(dot + 1);
    }
    node->value = &value;
  }
  return root;
}

const Node* find_child(const Node& node, std::string_view name) {
  const auto found = node.children.find(name);
  return found == node.children.end() ? nullptr : &found->second;
}

// The numbered children in the order of their numbers, gaps closed.
Result<std::vector<const Node*>> numbered_children(const Node& node) {
  std::vector<std::pair<std::uint32_t, const Node*>> numbered;
  for (const auto& [segment, child] : node.children) {
    std::uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(segment.data(), segment.data() + segment.size(), number);
    if (error != std::errc() || end != segment.data() + segment.size()) {
      return serialization_exception("Key is not a valid number where a list index is expected");
    }
    numbered.emplace_back(number, &child);
  }
  std::stable_sort(numbered.begin(), numbered.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Node*> children;
  children.reserve(numbered.size());
  for (const auto& [number, child] : numbered) children.push_back(child);
  return children;
}

Result<Json> read(const Member& member, const Node& node);

Result<Json> read_structure(const Shape& shape, const Node& node) {
  Json tree = Json::object();
  if (node.children.empty() && node.value != nullptr && !node.value->empty()) {
    return serialization_exception("Unexpected complex element termination");
  }
  for (const Member& member : shape.members) {
    const Node* child = find_child(node, member.wire_name);
    if (child == nullptr) continue;
    KT_TRY(Json value, read(member, *child));
    append_member(tree, member.name, std::move(value));
  }
  return tree;
}

// The entries of a list or map: under "member" or "entry", or at once when it is flattened.
Result<std::vector<const Node*>> read_entries(const Node& node, std::string_view wrapper,
                                              bool is_flattened) {
  if (node.children.empty()) {
    if (node.value == nullptr || node.value->empty())
      return std::vector<const Node*>();  // "Name=".
    return serialization_exception("Unexpected list element termination");
  }
  if (is_flattened) return numbered_children(node);
  const Node* wrapped = find_child(node, wrapper);
  if (wrapped == nullptr) return std::vector<const Node*>();
  return numbered_children(*wrapped);
}

Result<Json> read_list(const Member& member, const Node& node) {
  const Shape& shape = *member.shape;
  KT_TRY(const std::vector<const Node*> entries,
         read_entries(node, shape.element->wire_name, member.flattened || shape.flattened));
  Json tree = Json::array();
  for (const Node* entry : entries) {
    KT_TRY(Json value, read(*shape.element, *entry));
    tree.push_back(std::move(value));
  }
  return tree;
}

Result<Json> read_map(const Member& member, const Node& node) {
  const Shape& shape = *member.shape;
  KT_TRY(const std::vector<const Node*> entries,
         read_entries(node, "entry", member.flattened || shape.flattened));
  Json tree = Json::object();
  for (const Node* entry : entries) {
    const Node* key = find_child(*entry, shape.key->wire_name);
    const Node* value = find_child(*entry, shape.element->wire_name);
    if (key == nullptr || key->value == nullptr) continue;
    KT_TRY(const Json name, scalar_from_text(*shape.key->shape, *key->value));
    Json entry_tree;  // Stays null without a value, for validation to name.
    if (value != nullptr) {
      KT_TRY(entry_tree, read(*shape.element, *value));
    }
    tree[name.get<std::string>()] = std::move(entry_tree);
  }
  return tree;
}

Result<Json> read(const Member& member, const Node& node) {
  switch (member.shape->type) {
    case Type::Structure:
      return read_structure(*member.shape, node);
    case Type::List:
      return read_list(member, node);
    case Type::Map:
      return read_map(member, node);
    default:
      if (node.value == nullptr) {
        return serialization_exception("Start of structure or map found where not expected");
      }
      return scalar_from_text(*member.shape, *node.value);
  }
}

}  // namespace

Result<Json> decode_query(const Shape* input, const Form& fields) {
  if (input == nullptr) return Json::object();
  return read_structure(*input, build_tree(fields));
}

std::string encode_query(const models::Service& service, const models::Operation& operation,
                         const Json& output, const std::string& request_id) {
  const std::string name(operation.name);
  XmlWriter xml(XmlTimestamps::Shortest);
  xml.open(name + "Response", service.xml_namespace);
  if (operation.output != nullptr) {
    const std::string wrapper =
        operation.result_wrapper.empty() ? name + "Result" : std::string(operation.result_wrapper);
    xml.open(wrapper);
    xml.members(*operation.output, output);
    xml.close(wrapper);
  }
  xml.open("ResponseMetadata");
  xml.text("RequestId", request_id);
  xml.close("ResponseMetadata");
  xml.close(name + "Response");
  return xml.take();
}

}  // namespace keytrail::wire
