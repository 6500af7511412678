#include "scenario/template.h"

#include "base/nearest.h"
#include "base/text.h"
#include "scenario/functions.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kSlipSizeMin = 6;  // "base64".

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The argument texts of "name(a, b)": commas inside brackets belong to the argument.
std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '{') ++depth;
    if (c == ')' || c == '}') --depth;
    if (c == ',' && depth == 0) {
      arguments.emplace_back();
    } else {
      arguments.back() += c;
    }
  }
  for (std::string& argument : arguments) argument = std::string(trim(argument));
  return arguments;
}

}  // namespace

std::size_t Names::define(const std::string& name) {
  return slots_.emplace(name, slots_.size()).first->second;
}

std::optional<std::size_t> Names::find(const std::string& name) const {
  const auto found = slots_.find(name);
  if (found == slots_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> Names::all() const {
  std::vector<std::string_view> names;
  for (const auto& [name, slot] : slots_) names.push_back(name);
  return names;
}

std::string Names::list() const {
  const std::vector<std::string_view> names = all();
  return join({names.begin(), names.end()}, ", ");
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

// What is inside has been read already: "$${" is "${" in there.
Json Template::constant_of(const std::vector<std::pair<std::string, Template>>& members) {
  Json tree = Json::object();
  for (const auto& [name, member] : members) tree[name] = std::get<Json>(member.node_);
  return tree;
}

Json Template::constant_of(const std::vector<Template>& items) {
  Json tree = Json::array();
  for (const Template& item : items) tree.push_back(std::get<Json>(item.node_));
  return tree;
}

Template Template::parse(YamlSource& source, const Yaml& node, const Names& names) {
  if (node.IsMap()) {
    Object object;
    bool is_constant = true;
    for (const auto& [key, value] : members_of(node)) {
      object.members.emplace_back(key.Scalar(), parse(source, value, names));
      is_constant = is_constant && object.members.back().second.is_constant();
    }
    if (is_constant) return Template(constant_of(object.members));
    return Template(Node(std::move(object)), 0);
  }
  if (node.IsSequence()) {
    List list;
    bool is_constant = true;
    for (const Yaml& item : node) {
      list.items.push_back(parse(source, item, names));
      is_constant = is_constant && list.items.back().is_constant();
    }
    if (is_constant) return Template(constant_of(list.items));
    return Template(Node(std::move(list)), 0);
  }
  Json value = source.value(node);
  if (!value.is_string()) return Template(std::move(value));
  return parse_text(source, node, value.get_ref<const std::string&>(), names);
}

Template Template::parse_text(YamlSource& source, const Yaml& at, const std::string& text,
                              const Names& names) {
  if (auto function = parse_function(source, at, text, names)) return std::move(*function);
  Text parts;
  std::string literal;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "$${") == 0) {  // "$${" is a plain "${".
      literal += "${";
      i += 3;
      continue;
    }
    if (text.compare(i, 2, "${") != 0) {
      literal += text[i++];
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string::npos) {
      source.report(at, "expected '}' after '${'");
      return {};
    }
    const std::string name = text.substr(i + 2, end - i - 2);
    const auto slot = names.find(name);
    if (!slot) {
      source.report(at, "unknown value '${" + name + "}'; expected one of " + names.list() +
                            did_you_mean(name, names.all()));
      return {};
    }
    if (!literal.empty()) parts.pieces.emplace_back(std::exchange(literal, {}));
    parts.pieces.emplace_back(Slot{*slot});
    i = end + 1;
  }
  if (parts.pieces.empty()) return Template(Json(std::move(literal)));
  if (!literal.empty()) parts.pieces.emplace_back(std::move(literal));
  // A hole alone keeps the type of what was saved.
  if (parts.pieces.size() == 1) return Template(Node(std::get<Slot>(parts.pieces[0])), 0);
  return Template(Node(std::move(parts)), 0);
}

std::optional<Template> Template::parse_function(YamlSource& source, const Yaml& at,
                                                 const std::string& text, const Names& names) {
  std::size_t open = 0;
  while (open < text.size() && is_name_character(text[open])) ++open;
  if (open == 0 || open == text.size() || text[open] != '(' || text.back() != ')') {
    return std::nullopt;
  }
  const FunctionRow* row = find_function(std::string_view(text).substr(0, open));
  if (!row) {
    const std::string name = text.substr(0, open);
    // Short names are too near to other words.
    const auto meant = find_slip(name, function_names());
    if (meant.size() >= kSlipSizeMin) {
      source.report(at, "there is no function '" + name + "'" + did_you_mean(meant) +
                            "; text(…) is text as it stands");
    }
    return std::nullopt;
  }

  const std::string inside = text.substr(open + 1, text.size() - open - 2);
  if (row->name == "text") return Template(Json(inside));
  // One argument is taken as it stands, commas and all.
  const std::vector<std::string> arguments =
      row->arguments == 1 ? std::vector<std::string>{inside} : split_arguments(inside);
  if (arguments.size() != row->arguments) {
    source.report(at, std::string(row->name) + "(): expected " + std::to_string(row->arguments) +
                          " arguments, got " + std::to_string(arguments.size()));
    return Template();
  }
  Function function{row->apply, {}};
  for (const std::string& argument : arguments) {
    function.arguments.push_back(parse_text(source, at, argument, names));
  }
  return Template(Node(std::move(function)), 0);
}

Result<Json> Template::resolve(const Values& values) const {
  if (const auto* constant = std::get_if<Json>(&node_)) return *constant;
  if (const auto* slot = std::get_if<Slot>(&node_)) return values.slots[slot->index];
  if (const auto* text = std::get_if<Text>(&node_)) {
    std::string whole;
    for (const auto& piece : text->pieces) {
      const auto* literal = std::get_if<std::string>(&piece);
      whole += literal ? *literal : text_of(values.slots[std::get<Slot>(piece).index]);
    }
    return Json(std::move(whole));
  }
  if (const auto* function = std::get_if<Function>(&node_)) {
    std::vector<Json> arguments;
    for (const Template& argument : function->arguments) {
      KT_TRY(Json value, argument.resolve(values));
      arguments.push_back(std::move(value));
    }
    return function->apply(arguments, *values.random);
  }
  if (const auto* object = std::get_if<Object>(&node_)) {
    Json tree = Json::object();
    auto& members = tree.get_ref<Json::object_t&>();
    members.reserve(object->members.size());
    for (const auto& [name, member] : object->members) {
      KT_TRY(Json value, member.resolve(values));
      members.emplace_back(name, std::move(value));
    }
    return tree;
  }
  Json tree = Json::array();
  for (const Template& item : std::get<List>(node_).items) {
    KT_TRY(Json value, item.resolve(values));
    tree.push_back(std::move(value));
  }
  return tree;
}

Json Template::known_part(const std::vector<Json>& slots) const {
  if (const auto* constant = std::get_if<Json>(&node_)) return *constant;
  if (const auto* slot = std::get_if<Slot>(&node_)) return slots[slot->index];
  if (const auto* text = std::get_if<Text>(&node_)) {
    std::string whole;
    for (const auto& piece : text->pieces) {
      const auto* literal = std::get_if<std::string>(&piece);
      const Json* value = literal ? nullptr : &slots[std::get<Slot>(piece).index];
      if (value != nullptr && value->is_null()) return {};
      whole += literal ? *literal : text_of(*value);
    }
    return Json(std::move(whole));
  }
  if (const auto* object = std::get_if<Object>(&node_)) {
    Json tree = Json::object();
    for (const auto& [name, member] : object->members) tree[name] = member.known_part(slots);
    return tree;
  }
  if (const auto* list = std::get_if<List>(&node_)) {
    Json tree = Json::array();
    for (const Template& item : list->items) tree.push_back(item.known_part(slots));
    return tree;
  }
  return {};  // A function works on what the run brings.
}

}  // namespace keytrail::scenario
