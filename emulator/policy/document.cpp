#include "policy/document.h"

#include <algorithm>
#include <initializer_list>

#include "base/arn.h"
#include "base/text.h"

namespace keytrail::policy {
namespace {

ApiError malformed(const std::string& where, const std::string& expected) {
  return {"MalformedPolicyDocument", where + ": expected " + expected};
}

// Values may be one text or a list of them; in conditions also booleans and numbers.
enum class Scalars { TextsOnly, Any };

Result<std::vector<std::string>> read_texts(const Json& member, const std::string& where,
                                            Scalars scalars = Scalars::TextsOnly) {
  std::vector<std::string> texts;
  const auto read = [&](const Json& item) {
    const bool is_other = scalars == Scalars::Any && (item.is_boolean() || item.is_number());
    if (is_other) {
      texts.push_back(to_text(item));
    } else if (item.is_string()) {
      texts.push_back(item.get<std::string>());
    }
    return is_other || item.is_string();
  };
  const bool is_readable = member.is_array()
                               ? std::all_of(member.begin(), member.end(), read) && !member.empty()
                               : read(member);
  if (!is_readable) return malformed(where, "a text or a list of texts");
  return texts;
}

Result<void> check_names(const Json& object, const std::string& where,
                         std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::vector<std::string> names(known.begin(), known.end());
    return malformed(where, "one of " + join(names, ", ") + ", not '" + name + "'");
  }
  return {};
}

bool is_action(const std::string& text) {
  if (text == "*") return true;
  const std::size_t colon = text.find(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < text.size();
}

bool is_resource(const std::string& text) {
  return text == "*" || text.starts_with("arn:") || text.starts_with("${");
}

// One of a pair such as Action and NotAction.
struct Element {
  const Json* value = nullptr;
  bool is_inverted = false;
  std::string where;
};

Result<Element> find_element(const Json& statement, const std::string& where,
                             const std::string& name) {
  const Json* plain = find_member(statement, name);
  const Json* inverted = find_member(statement, "Not" + name);
  if (plain != nullptr && inverted != nullptr) {
    return malformed(where, "either " + name + " or Not" + name);
  }
  if (inverted != nullptr) return Element{inverted, true, where + ".Not" + name};
  return Element{plain, false, where + "." + name};
}

class StatementReader {
 public:
  StatementReader(const Json& tree, Grammar grammar, std::string where)
      : tree_(tree), grammar_(grammar), where_(std::move(where)) {}

  Result<Statement> read() {
    if (!tree_.is_object()) return malformed(where_, "an object");
    KT_TRY_VOID(check_names(tree_, where_,
                            {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction",
                             "Resource", "NotResource", "Condition"}));
    KT_TRY_VOID(read_effect());
    KT_TRY_VOID(read_principals());
    KT_TRY_VOID(
        read_patterns("Action", is_action, "an action such as kms:Encrypt", statement_.actions));
    if (grammar_ == Grammar::Trust) {
      if (find_member(tree_, "Resource") || find_member(tree_, "NotResource")) {
        return malformed(where_, "no Resource in the policy of a role");
      }
      statement_.resources.texts = {"*"};
    } else {
      KT_TRY_VOID(read_patterns("Resource", is_resource, "an ARN or *", statement_.resources));
    }
    KT_TRY_VOID(read_conditions());
    return std::move(statement_);
  }

 private:
  Result<void> read_effect() {
    if (const Json* sid = find_member(tree_, "Sid")) {
      if (!sid->is_string()) return malformed(where_ + ".Sid", "a text");
      statement_.sid = sid->get<std::string>();
    }
    const std::string effect = [&] {
      const Json* member = find_member(tree_, "Effect");
      return member != nullptr && member->is_string() ? member->get<std::string>() : "";
    }();
    if (effect != "Allow" && effect != "Deny") {
      return malformed(where_ + ".Effect", "Allow or Deny");
    }
    statement_.effect = effect == "Allow" ? Effect::Allow : Effect::Deny;
    return {};
  }

  Result<void> read_principals() {
    KT_TRY(const Element element, find_element(tree_, where_, "Principal"));
    if (grammar_ == Grammar::Identity) {
      if (element.value == nullptr) return {};
      return malformed(where_, "no Principal in the policy of an identity");
    }
    if (element.value == nullptr) return malformed(where_, "a Principal");
    statement_.principals.is_inverted = element.is_inverted;
    if (element.value->is_string() && *element.value == "*") {
      statement_.principals.aws = {"*"};
      return {};
    }
    if (!element.value->is_object() || element.value->empty()) {
      return malformed(element.where, "\"*\" or an object with AWS, Service or Federated");
    }
    KT_TRY_VOID(check_names(*element.value, element.where,
                            {"AWS", "Service", "Federated", "CanonicalUser"}));
    if (const Json* aws = find_member(*element.value, "AWS")) {
      KT_TRY(statement_.principals.aws, read_texts(*aws, element.where + ".AWS"));
    }
    if (const Json* service = find_member(*element.value, "Service")) {
      KT_TRY(statement_.principals.services, read_texts(*service, element.where + ".Service"));
    }
    return {};
  }

  Result<void> read_patterns(const std::string& name, bool (*is_valid)(const std::string&),
                             const char* expected, Patterns& patterns) {
    KT_TRY(const Element element, find_element(tree_, where_, name));
    if (element.value == nullptr) {
      // Not one pattern, so it matches nothing.
      if (grammar_ == Grammar::Key) return {};
      return malformed(where_, name + " or Not" + name);
    }
    patterns.is_inverted = element.is_inverted;
    KT_TRY(patterns.texts, read_texts(*element.value, element.where));
    if (grammar_ == Grammar::Key) return {};
    for (const std::string& text : patterns.texts) {
      if (!is_valid(text)) {
        return malformed(element.where, std::string(expected) + ", not '" + text + "'");
      }
    }
    return {};
  }

  Result<void> read_conditions() {
    const Json* block = find_member(tree_, "Condition");
    if (block == nullptr) return {};
    const std::string where = where_ + ".Condition";
    if (!block->is_object()) return malformed(where, "an object of operators");
    for (const auto& [name, keys] : block->items()) {
      const std::optional<Condition> condition = parse_operator(name);
      if (!condition) {
        return malformed(where, "an operator such as StringEquals, not '" + name + "'");
      }
      if (!keys.is_object()) return malformed(where + "." + name, "an object of keys");
      for (const auto& [key, values] : keys.items()) {
        Condition line = *condition;
        line.key = key;
        const std::string place = where + "." + name + "." + key;
        KT_TRY(line.values, read_texts(values, place, Scalars::Any));
        for (const std::string& value : line.values) {
          if (!is_comparable(*line.op, value)) {
            return malformed(place, "a value for " + name + ", not '" + value + "'");
          }
        }
        statement_.conditions.push_back(std::move(line));
      }
    }
    return {};
  }

  const Json& tree_;
  Grammar grammar_;
  std::string where_;
  Statement statement_;
};

}  // namespace

Result<Document> parse_document(std::string_view text, Grammar grammar) {
  JsonParseError error;
  const std::optional<Json> tree = parse_json(text, &error);
  if (!tree) {
    return malformed(
        "line " + std::to_string(error.line) + ", column " + std::to_string(error.column),
        error.expected.empty() ? "JSON" : error.expected);
  }
  return read_document(*tree, grammar);
}

Result<Document> read_document(const Json& tree, Grammar grammar) {
  if (!tree.is_object()) return malformed("the policy", "an object");
  KT_TRY_VOID(check_names(tree, "the policy", {"Version", "Id", "Statement"}));
  Document document;
  document.grammar = grammar;
  const std::string version = [&] {
    const Json* member = find_member(tree, "Version");
    if (member == nullptr) return std::string("2008-10-17");
    return member->is_string() ? member->get<std::string>() : std::string();
  }();
  if (version != "2012-10-17" && version != "2008-10-17") {
    return malformed("Version", "2012-10-17 or 2008-10-17");
  }
  if (version == "2012-10-17") document.variables = Variables::Replaced;

  const Json* statements = find_member(tree, "Statement");
  if (statements == nullptr) return malformed("the policy", "a Statement");
  if (!statements->is_array()) {
    KT_TRY(Statement statement, StatementReader(*statements, grammar, "Statement").read());
    document.statements.push_back(std::move(statement));
    return document;
  }
  if (statements->empty()) return malformed("Statement", "at least one statement");
  for (std::size_t i = 0; i < statements->size(); ++i) {
    const std::string where = "Statement[" + std::to_string(i) + "]";
    KT_TRY(Statement statement, StatementReader((*statements)[i], grammar, where).read());
    document.statements.push_back(std::move(statement));
  }
  return document;
}

}  // namespace keytrail::policy
