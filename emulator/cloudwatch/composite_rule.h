// A composite alarm's rule says in which states of other alarms it alarms:
// `(ALARM(cpu) OR ALARM("disk full")) AND NOT ALARM(maintenance)`. NOT binds closer than AND, and
// AND closer than OR (PutCompositeAlarm, AlarmRule).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

class CompositeRule {
 public:
  static Result<CompositeRule> parse(std::string_view text);

  // The alarms it names, each once, as written: names or ARNs.
  const std::vector<std::string>& children() const { return children_; }

  using StateOf = std::function<AlarmState(const std::string& child)>;
  bool holds(const StateOf& state_of) const;

 private:
  friend class CompositeRuleParser;

  // The rule in postfix order, so that judging it needs a stack of truths and no recursion.
  struct Step {
    enum class Kind { Constant, InState, Not, And, Or, AtLeast };
    Kind kind = Kind::Constant;
    bool truth = false;                  // Constant.
    AlarmState state = AlarmState::Ok;   // InState: is the child …
    std::size_t child = 0;               // … with this place in children_ so?
    std::size_t needed = 0, choice = 0;  // AtLeast: are so many of the last `choice` true?
  };

  std::vector<std::string> children_;
  std::vector<Step> steps_;
};

}  // namespace keytrail::cloudwatch
