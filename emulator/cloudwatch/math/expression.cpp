#include "cloudwatch/math/expression.h"

#include <array>
#include <charconv>
#include <optional>

namespace keytrail::cloudwatch {
namespace {

constexpr int kDepthMax = 64;

struct Operator {
  std::string_view text;
  std::string_view name;  // Of two spellings, the one in the tree.
  int precedence;
};
// Longer ones first, so that "<=" is not taken for "<".
constexpr std::array kOperators{
    Operator{"||", "OR", 1},   Operator{"OR", "OR", 1}, Operator{"&&", "AND", 2},
    Operator{"AND", "AND", 2}, Operator{"==", "==", 3}, Operator{"!=", "!=", 3},
    Operator{"<=", "<=", 3},   Operator{">=", ">=", 3}, Operator{"<", "<", 3},
    Operator{">", ">", 3},     Operator{"+", "+", 4},   Operator{"-", "-", 4},
    Operator{"*", "*", 5},     Operator{"/", "/", 5},   Operator{"^", "^", 7}};
constexpr int kUnaryPrecedence = 6;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return begins_name(c) || is_digit(c); }

class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : text_(text) {}

  Result<Expression> parse() {
    KT_TRY(Expression whole, parse_operation(1));
    if (peek() != '\0') return unexpected();
    return whole;
  }

 private:
  using Kind = Expression::Kind;

  // Operands joined by operators that bind at least as close as `precedence`.
  Result<Expression> parse_operation(int precedence) {
    const Nesting nesting(depth_);
    if (depth_ > kDepthMax) return validation_exception("The expression is nested too deeply.");
    KT_TRY(Expression left, parse_operand());
    while (const Operator* found = peek_operator()) {
      if (found->precedence < precedence) break;
      at_ += found->text.size();
      KT_TRY(Expression right, parse_operation(found->precedence + 1));
      Expression both{.kind = Kind::Operation, .word = std::string(found->name)};
      both.parts.push_back(std::move(left));
      both.parts.push_back(std::move(right));
      left = std::move(both);
    }
    return left;
  }

  Result<Expression> parse_operand() {
    const char next = peek();
    if (take('-')) {
      KT_TRY(Expression operand, parse_operation(kUnaryPrecedence));
      Expression negated{.kind = Kind::Operation, .word = "-"};
      negated.parts.push_back(std::move(operand));
      return negated;
    }
    if (take('(')) {
      KT_TRY(Expression inner, parse_operation(1));
      if (!take(')')) return unexpected();
      return inner;
    }
    if (take('[')) {
      Expression list{.kind = Kind::List};
      KT_TRY(list.parts, parse_parts(']'));
      return list;
    }
    if (next == '"' || next == '\'') return parse_text(next);
    if (is_digit(next) || next == '.') return parse_number();
    if (begins_name(next)) return parse_name();
    return unexpected();
  }

  Result<Expression> parse_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    Expression name{.kind = Kind::Name, .word = std::string(text_.substr(begin, at_ - begin))};
    if (!take('(')) return name;
    name.kind = Kind::Call;
    KT_TRY(name.parts, parse_parts(')'));
    return name;
  }

  // What lies before `end`, which is taken too, parted by commas.
  Result<std::vector<Expression>> parse_parts(char end) {
    std::vector<Expression> parts;
    if (take(end)) return parts;
    do {
      KT_TRY(Expression part, parse_operation(1));
      parts.push_back(std::move(part));
    } while (take(','));
    if (!take(end)) return unexpected();
    return parts;
  }

  Result<Expression> parse_number() {
    Expression number;
    const char* end = text_.data() + text_.size();
    const auto [stop, error] = std::from_chars(text_.data() + at_, end, number.number);
    if (error != std::errc()) return unexpected();
    at_ = static_cast<std::size_t>(stop - text_.data());
    return number;
  }

  Result<Expression> parse_text(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) {
      return validation_exception("A text in quotes does not end.");
    }
    Expression text{.kind = Kind::Text, .word = std::string(text_.substr(at_ + 1, end - at_ - 1))};
    at_ = end + 1;
    return text;
  }

  const Operator* peek_operator() {
    peek();
    for (const Operator& one : kOperators) {
      if (!text_.substr(at_).starts_with(one.text)) continue;
      const std::size_t end = at_ + one.text.size();
      const bool is_word = begins_name(one.text[0]);
      if (is_word && end < text_.size() && continues_name(text_[end])) continue;
      return &one;
    }
    return nullptr;
  }

  char peek() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    const bool is_there = peek() == wanted;
    if (is_there) ++at_;
    return is_there;
  }
  ApiError unexpected() {
    if (peek() == '\0') return validation_exception("The expression ends too early.");
    return validation_exception("Unexpected '" + std::string(text_.substr(at_, 1)) + "' at char " +
                                std::to_string(at_) + ".");
  }

  struct Nesting {
    explicit Nesting(int& now) : depth(now) { ++depth; }
    ~Nesting() { --depth; }
    int& depth;
  };

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<Expression> parse_expression(std::string_view text) {
  return ExpressionParser(text).parse();
}

}  // namespace keytrail::cloudwatch
