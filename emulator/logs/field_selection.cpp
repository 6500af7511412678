#include "logs/field_selection.h"

#include <algorithm>
#include <vector>

#include "logs/pattern/lexer.h"

namespace keytrail::logs {

//   or    := and ( 'OR' and )*        and := prim ( 'AND' prim )*
//   prim  := '(' or ')' | field ( ('=' | '!=') "text" | ['NOT'] 'IN' '[' "text" ( ',' "text" )* ']'
//   )
class FieldSelectionParser {
 public:
  using Predicate = FieldSelection::Predicate;

  explicit FieldSelectionParser(std::string_view text) : lexer_(text, 0) {}

  Predicate parse() {
    Predicate whole = parse_or();
    lexer_.skip_blanks();
    return lexer_.at_end() ? whole : nullptr;
  }

 private:
  Predicate parse_or() {
    Predicate left = parse_and();
    while (left && take_word("OR")) {
      Predicate right = parse_and();
      if (!right) return nullptr;
      left = [a = std::move(left), b = std::move(right)](const Scope& origin) {
        return a(origin) || b(origin);
      };
    }
    return left;
  }
  Predicate parse_and() {
    Predicate left = parse_primary();
    while (left && take_word("AND")) {
      Predicate right = parse_primary();
      if (!right) return nullptr;
      left = [a = std::move(left), b = std::move(right)](const Scope& origin) {
        return a(origin) && b(origin);
      };
    }
    return left;
  }
  Predicate parse_primary() {
    if (lexer_.take("(")) {
      if (++depth_ > kPatternDepthMax) return nullptr;
      Predicate inner = parse_or();
      --depth_;
      return inner && lexer_.take(")") ? inner : nullptr;
    }
    for (const std::string_view field : {kAccountField, kRegionField}) {
      if (lexer_.take(field)) return parse_test(field);
    }
    return nullptr;
  }
  Predicate parse_test(std::string_view field) {
    std::vector<std::string> values;
    bool wants_one = !lexer_.take("!=");
    const bool is_comparison = !wants_one || lexer_.take("=");
    if (!is_comparison) {
      wants_one = !take_word("NOT");
      if (!take_word("IN") || !lexer_.take("[")) return nullptr;
    }
    do {
      lexer_.skip_blanks();
      std::optional<std::string> value;
      if (lexer_.peek() == '"') value = lexer_.quoted();
      if (!value) return nullptr;
      values.push_back(std::move(*value));
    } while (!is_comparison && lexer_.take(","));
    if (!is_comparison && !lexer_.take("]")) return nullptr;
    return [field, wants_one, values = std::move(values)](const Scope& origin) {
      const bool is_one =
          std::find(values.begin(), values.end(), *system_field(field, origin)) != values.end();
      return is_one == wants_one;
    };
  }
  // A word stands alone: "ORx" is none.
  bool take_word(std::string_view word) {
    Lexer ahead = lexer_;
    if (!ahead.take(word) || is_name_character(ahead.peek())) return false;
    lexer_ = ahead;
    return true;
  }

  Lexer lexer_;
  std::size_t depth_ = 0;
};

std::optional<std::string> system_field(std::string_view name, const Scope& origin) {
  if (name == kAccountField) return origin.account;
  if (name == kRegionField) return origin.region;
  return std::nullopt;
}

std::optional<FieldSelection> FieldSelection::parse(std::string_view text) {
  if (text.empty()) return FieldSelection([](const Scope&) { return true; });
  Predicate takes = FieldSelectionParser(text).parse();
  if (!takes) return std::nullopt;
  return FieldSelection(std::move(takes));
}

}  // namespace keytrail::logs
