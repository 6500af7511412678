// A Template is a value of a scenario file with holes: "${key}" for what an earlier step saved, and
// functions such as base64(foo). It is taken apart once, when the file is loaded; a run only fills
// the holes. Saved values live in numbered slots, so a run looks no name up.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "core/random.h"
#include "scenario/yaml_source.h"

namespace keytrail::scenario {

// The names a file has given so far, and their slots.
class Names {
 public:
  std::size_t define(const std::string& name);
  std::optional<std::size_t> find(const std::string& name) const;
  std::size_t size() const { return slots_.size(); }
  std::vector<std::string_view> all() const;
  std::string list() const;

 private:
  std::map<std::string, std::size_t> slots_;
};

// What a run fills holes with.
struct Values {
  std::vector<Json> slots;
  Random* random = nullptr;  // For wrap().
};

class Template {
 public:
  Template() = default;
  explicit Template(Json constant) : node_(std::move(constant)) {}
  // Unknown names and malformed functions are problems at `at`.
  static Template parse(YamlSource& source, const Yaml& node, const Names& names);
  static Template parse_text(YamlSource& source, const Yaml& at, const std::string& text,
                             const Names& names);

  // An error when a function gets what it cannot work on.
  Result<Json> resolve(const Values& values) const;
  // What can be told before a run, when `slots` hold what is known and null for the rest: null
  // stands where it cannot.
  Json known_part(const std::vector<Json>& slots) const;

 private:
  struct Slot {
    std::size_t index;
  };
  struct Text {
    std::vector<std::variant<std::string, Slot>> pieces;
  };
  struct Function {
    Result<Json> (*apply)(const std::vector<Json>& arguments, Random& random);
    std::vector<Template> arguments;
  };
  struct Object {
    std::vector<std::pair<std::string, Template>> members;
  };
  struct List {
    std::vector<Template> items;
  };
  using Node = std::variant<Json, Slot, Text, Function, Object, List>;

  explicit Template(Node node, int) : node_(std::move(node)) {}
  bool is_constant() const { return std::holds_alternative<Json>(node_); }
  static Json constant_of(const std::vector<std::pair<std::string, Template>>& members);
  static Json constant_of(const std::vector<Template>& items);
  static std::optional<Template> parse_function(YamlSource& source, const Yaml& at,
                                                const std::string& text, const Names& names);

  Node node_;
};

// How a value reads inside a text: strings as they are, everything else as JSON.
std::string text_of(const Json& value);

}  // namespace keytrail::scenario
