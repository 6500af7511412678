#include "cloudwatch/composite_rule.h"

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/text.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/errors.h"

namespace keytrail::cloudwatch {
namespace {

// Children, constants and parentheses (PutCompositeAlarm, AlarmRule).
constexpr std::size_t kElementsMax = 500;
constexpr std::size_t kChildrenMax = 100;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool ends_bare_name(char c) { return is_blank(c) || c == '(' || c == ')' || c == ',' || c == '"'; }

bool is_state(std::string_view word) {
  return word == "ALARM" || word == "OK" || word == "INSUFFICIENT_DATA";
}

}  // namespace

class CompositeRuleParser {
 public:
  explicit CompositeRuleParser(std::string_view text) : text_(text) {}

  Result<CompositeRule> parse() {
    KT_TRY_VOID(parse_or());
    if (peek() != '\0') return unsupported();
    if (rule_.children_.size() > kChildrenMax) {
      return invalid_alarm_rule("More than " + std::to_string(kChildrenMax) + " alarms");
    }
    return std::move(rule_);
  }

 private:
  using Step = CompositeRule::Step;
  using Kind = Step::Kind;

  Result<void> parse_or() {
    KT_TRY_VOID(parse_and());
    while (take_word("OR")) {
      KT_TRY_VOID(parse_and());
      push({.kind = Kind::Or});
    }
    return {};
  }

  Result<void> parse_and() {
    KT_TRY_VOID(parse_not());
    while (take_word("AND")) {
      KT_TRY_VOID(parse_not());
      push({.kind = Kind::And});
    }
    return {};
  }

  Result<void> parse_not() {
    bool is_negated = false;
    while (take_word("NOT")) is_negated = !is_negated;
    KT_TRY_VOID(parse_primary());
    if (is_negated) push({.kind = Kind::Not});
    return {};
  }

  Result<void> parse_primary() {
    KT_TRY_VOID(count_element());
    if (take('(')) {
      KT_TRY_VOID(parse_or());
      return expect(')');
    }
    const std::string_view word = peek_word();
    // The guide writes the constants in lower case too.
    if (equals_ignoring_case(word, "TRUE") || equals_ignoring_case(word, "FALSE")) {
      push({.kind = Kind::Constant, .truth = word.size() == 4});
      at_ += word.size();
      return {};
    }
    if (take_word("AT_LEAST")) return parse_at_least();
    if (!is_state(word)) return unsupported();
    at_ += word.size();
    KT_TRY_VOID(expect('('));
    KT_TRY_VOID(parse_child(state_of(word)));
    return expect(')');
  }

  // AT_LEAST(2, ALARM, (a, b, c)) or AT_LEAST(50%, …): the word is read already.
  Result<void> parse_at_least() {
    KT_TRY_VOID(expect('('));
    KT_TRY(const std::size_t amount, parse_number());
    const bool is_percentage = take('%');
    KT_TRY_VOID(expect(','));
    const std::string_view word = peek_word();
    if (!is_state(word)) return unsupported();
    at_ += word.size();
    KT_TRY_VOID(expect(','));
    KT_TRY_VOID(expect('('));
    std::size_t choice = 0;
    do {
      KT_TRY_VOID(count_element());
      KT_TRY_VOID(parse_child(state_of(word)));
      ++choice;
    } while (take(','));
    KT_TRY_VOID(expect(')'));
    KT_TRY_VOID(expect(')'));
    const std::size_t needed = is_percentage ? (amount * choice + 99) / 100 : amount;
    if (needed < 1 || needed > choice) {
      return invalid_alarm_rule("AT_LEAST cannot ask for " + std::to_string(amount) +
                                (is_percentage ? "% of " : " of ") + std::to_string(choice) +
                                " alarms");
    }
    push({.kind = Kind::AtLeast, .needed = needed, .choice = choice});
    return {};
  }

  Result<std::size_t> parse_number() {
    peek();
    std::uint16_t number = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (error != std::errc()) return unsupported();
    at_ += static_cast<std::size_t>(end - begin);
    return std::size_t{number};
  }

  // A name or ARN, bare or in quotes.
  Result<void> parse_child(AlarmState state) {
    std::size_t end = 0;
    std::string name;
    if (take('"')) {
      end = text_.find('"', at_);
      if (end == std::string_view::npos) return invalid_alarm_rule("Unexpected end of rule");
      name = text_.substr(at_, end++ - at_);
    } else {
      peek();
      end = at_;
      while (end < text_.size() && !ends_bare_name(text_[end])) ++end;
      name = text_.substr(at_, end - at_);
    }
    if (name.empty()) return unsupported();
    at_ = end;
    auto& children = rule_.children_;
    auto known = std::find(children.begin(), children.end(), name);
    if (known == children.end()) known = children.insert(known, std::move(name));
    push({.kind = Kind::InState,
          .state = state,
          .child = static_cast<std::size_t>(known - children.begin())});
    return {};
  }

  Result<void> count_element() {
    if (++elements_ <= kElementsMax) return {};
    return invalid_alarm_rule("More than " + std::to_string(kElementsMax) + " elements");
  }

  // The next character that is no blank; '\0' at the end.
  char peek() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    const bool is_there = peek() == wanted;
    if (is_there) ++at_;
    return is_there;
  }
  Result<void> expect(char wanted) {
    if (take(wanted)) return {};
    return unsupported();
  }
  std::string_view peek_word() {
    peek();
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view wanted) {
    const bool is_there = peek_word() == wanted;
    if (is_there) at_ += wanted.size();
    return is_there;
  }
  ApiError unsupported() {
    if (peek() == '\0') return invalid_alarm_rule("Unexpected end of rule");
    const std::string_view word = peek_word();
    return invalid_alarm_rule("Unsupported token '" +
                              std::string(word.empty() ? text_.substr(at_, 1) : word) +
                              "' at char " + std::to_string(at_));
  }

  void push(Step step) { rule_.steps_.push_back(step); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  CompositeRule rule_;
};

Result<CompositeRule> CompositeRule::parse(std::string_view text) {
  if (text.empty() || is_blank(text.front()) || is_blank(text.back())) {
    return validation_exception(
        "AlarmRule must not contain leading or trailing whitespace or be null");
  }
  return CompositeRuleParser(text).parse();
}

bool CompositeRule::holds(const StateOf& state_of) const {
  std::vector<bool> truths;
  const auto pop = [&] {
    const bool truth = truths.back();
    truths.pop_back();
    return truth;
  };
  for (const Step& step : steps_) {
    switch (step.kind) {
      case Step::Kind::Constant:
        truths.push_back(step.truth);
        break;
      case Step::Kind::InState:
        truths.push_back(state_of(children_[step.child]) == step.state);
        break;
      case Step::Kind::Not:
        truths.back() = !truths.back();
        break;
      case Step::Kind::And: {
        const bool last = pop();
        truths.back() = truths.back() && last;
        break;
      }
      case Step::Kind::Or: {
        const bool last = pop();
        truths.back() = truths.back() || last;
        break;
      }
      case Step::Kind::AtLeast: {
        std::size_t count = 0;
        for (std::size_t i = 0; i < step.choice; ++i) count += pop();
        truths.push_back(count >= step.needed);
        break;
      }
    }
  }
  KT_ASSERT(truths.size() == 1);
  return truths.back();
}

}  // namespace keytrail::cloudwatch
