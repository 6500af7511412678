#include "logs/pattern/lexer.h"

#include <charconv>
#include <cmath>

#include "logs/pattern/regex.h"

namespace keytrail::logs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Operand wildcard_operand(std::string text) {
  Operand operand;
  operand.has_open_start = text.starts_with('*');
  operand.has_open_end = text.ends_with('*');
  if (operand.has_open_end) text.pop_back();
  if (operand.has_open_start && !text.empty()) text.erase(0, 1);
  operand.text = std::move(text);
  return operand;
}

}  // namespace

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

std::optional<double> parse_number(std::string_view text) {
  const std::string_view whole = text;
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  // from_chars takes neither a plus sign nor, as we want it, "inf", ".5" or "5.".
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return std::nullopt;
  if (const std::size_t point = text.find('.');
      point != std::string_view::npos && !is_digit(text[point + 1])) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return whole.starts_with('-') ? -value : value;
}

void Lexer::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

std::string_view Lexer::since(std::size_t position) const {
  std::string_view taken = text_.substr(position, at_ - position);
  while (!taken.empty() && is_blank(taken.front())) taken.remove_prefix(1);
  return taken;
}

bool Lexer::take(std::string_view symbol) {
  skip_blanks();
  if (!text_.substr(at_).starts_with(symbol)) return false;
  at_ += symbol.size();
  return true;
}

std::string_view Lexer::take_name() { return take_run(is_name_character); }

std::optional<Comparison> Lexer::comparison() {
  if (take("!=")) return Comparison::NotEqual;
  if (take("<=")) return Comparison::LessOrEqual;
  if (take(">=")) return Comparison::GreaterOrEqual;
  if (take("<")) return Comparison::Less;
  if (take(">")) return Comparison::Greater;
  if (take("=")) return Comparison::Equal;
  return std::nullopt;
}

std::optional<std::string> Lexer::quoted() {
  const std::size_t start = at_++;
  std::string text;
  for (; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"') {
      ++at_;
      return text;
    }
    const bool is_escape = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                           (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
    if (is_escape) ++at_;
    text += text_[at_];
  }
  return expected_at(start, "a closing \" for this quote");
}

std::optional<Regex> Lexer::regex() {
  const std::size_t start = at_++;
  const std::size_t end = text_.find('%', at_);
  if (end == std::string_view::npos) return expected_at(start, "a closing % for this regex");
  const std::string_view source = text_.substr(at_, end - at_);
  auto compiled = compile_regex(source);
  if (const PatternError* wrong = std::get_if<PatternError>(&compiled)) {
    return expected_at(at_ + wrong->column - 1, wrong->expected);
  }
  at_ = end + 1;
  ++regex_count_;
  return std::get<Regex>(std::move(compiled));
}

std::optional<Operand> Lexer::operand(Comparison comparison, std::string_view terminators) {
  skip_blanks();
  const std::size_t start = at_;
  const bool wants_number = is_ordered(comparison);
  if (wants_number && (peek() == '"' || peek() == '%')) return expected("a number");
  if (peek() == '"') {
    std::optional<std::string> text = quoted();
    if (!text) return std::nullopt;
    return wildcard_operand(std::move(*text));
  }
  if (peek() == '%') {
    std::optional<Regex> compiled = regex();
    if (!compiled) return std::nullopt;
    Operand operand;
    operand.regex = std::move(*compiled);
    return operand;
  }
  const std::string_view word = take_run(
      [&](char c) { return !is_blank(c) && terminators.find(c) == std::string_view::npos; });
  Operand operand = wildcard_operand(std::string(word));
  operand.number = parse_number(word);
  if (wants_number && !operand.number) return expected_at(start, "a number");
  if (word.empty()) return expected("a value");
  return operand;
}

std::nullopt_t Lexer::expected(std::string what) { return expected_at(at_, std::move(what)); }

std::nullopt_t Lexer::expected_at(std::size_t position, std::string what) {
  if (error_.expected.empty()) error_ = {offset_ + position + 1, std::move(what)};
  return std::nullopt;
}

}  // namespace keytrail::logs
