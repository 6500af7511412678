// No expectation of a shipped scenario is idle, and no clause of its filters: turn any of them
// round and the scenario fails.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "scenario/runner.h"
#include "scenario/suite.h"

namespace keytrail::scenario {
namespace {

std::vector<Scenario> shipped() {
  auto loaded = load_suite({KEYTRAIL_SOURCE_DIR "/scenarios"});
  if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
    ADD_FAILURE() << problems->front().line();
    return {};
  }
  return std::get<Suite>(std::move(loaded)).scenarios;
}

// Every claim of the step turned round, one by one: `try_it` is called with the step as changed.
void turn_round(Step& step, const std::function<void(Place)>& try_it) {
  if (auto* expect = std::get_if<ExpectStep>(&step.action)) {
    for (Expectation& expectation : expect->expectations) {
      Claim& claim = expectation.claim;
      claim = claim == Claim::Holds ? Claim::Never : Claim::Holds;
      try_it(expectation.place);
      claim = claim == Claim::Holds ? Claim::Never : Claim::Holds;
    }
  } else if (auto* call = std::get_if<CallStep>(&step.action);
             call && (call->error || call->result)) {
    // What was to be refused must succeed now; what was to succeed must be refused.
    const CallStep kept = *call;
    call->result.reset();
    if (call->error) {
      call->error.reset();
    } else {
      call->error.emplace();
    }
    try_it(step.place);
    *call = kept;
  }
}

TEST(ShippedScenarios, FailWhenAnyOfTheirExpectationsIsTurnedRound) {
  std::size_t tried = 0;
  for (Scenario& scenario : shipped()) {
    ASSERT_TRUE(run_scenario(scenario).passed()) << scenario.path;
    for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
      turn_round(scenario.steps[i], [&](Place place) {
        ++tried;
        EXPECT_FALSE(run_scenario(scenario).passed())
            << scenario.path << ":" << place.line << ": says nothing";
      });
    }
  }
  EXPECT_GT(tried, 100u);
}

// ---- the clauses of filters ----

struct Clause {
  std::size_t begin, length;
};

std::vector<Clause> clauses_of(const std::string& pattern) {
  static const std::regex kClause(
      R"re(\$\.[\w.]+ *(NOT EXISTS|EXISTS|(!=|>=|<=|=|>|<) *("[^"]*"|[^\s()]+)))re");
  std::vector<Clause> found;
  for (std::sregex_iterator it(pattern.begin(), pattern.end(), kClause), end; it != end; ++it) {
    found.push_back(
        {static_cast<std::size_t>(it->position()), static_cast<std::size_t>(it->length())});
  }
  return found;
}

// Each pattern with one clause that never holds, or that always does.
std::vector<std::string> mutants_of(const std::string& pattern) {
  std::vector<std::string> mutants;
  for (const Clause& clause : clauses_of(pattern)) {
    for (const char* instead : {"$.eventVersion NOT EXISTS", "$.eventVersion EXISTS"}) {
      std::string mutant = pattern;
      mutants.push_back(mutant.replace(clause.begin, clause.length, instead));
    }
  }
  return mutants;
}

// Whether the scenario notices what becomes of the filter when its pattern is this one.
class FilterUnderTest {
 public:
  FilterUnderTest(Scenario& scenario, CallStep& call) : scenario_(scenario), call_(call) {
    Values values;
    values.slots.resize(scenario.names.size());
    input_ = call.input.resolve(values).value();
  }
  ~FilterUnderTest() { call_.input = kept_; }

  std::string pattern() const { return input_.at("filterPattern").get<std::string>(); }
  bool notices(const std::string& pattern) {
    Json input = input_;
    input["filterPattern"] = pattern;
    call_.input = Template(input);
    return !run_scenario(scenario_).passed();
  }

 private:
  Scenario& scenario_;
  CallStep& call_;
  const Template kept_ = call_.input;
  Json input_;
};

constexpr const char* kNothing = "{ $.eventVersion NOT EXISTS }";
constexpr const char* kEverything = "{ $.eventVersion EXISTS }";

// Clauses that say the same of everything that can happen: the mutants of them that live on.
//
// A call of KMS that fails has both an error code and a message, so that either clause alone does.
const std::set<std::string> kRedundant = {
    R"({ $.eventSource = kms.amazonaws.com && ($.eventVersion NOT EXISTS || $.errorCode = "*") })",
    R"({ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.eventVersion NOT EXISTS) })",
};

TEST(ShippedScenarios, FailWhenAnyClauseOfTheirFiltersIsAltered) {
  std::size_t tried = 0;
  for (Scenario& scenario : shipped()) {
    for (std::vector<Step>* steps : {&scenario.given, &scenario.steps}) {
      for (Step& step : *steps) {
        auto* call = std::get_if<CallStep>(&step.action);
        if (call == nullptr || call->operation != "PutMetricFilter") continue;
        FilterUnderTest filter(scenario, *call);
        if (!filter.notices(kNothing)) {
          // It is there to match nothing; of that, its clauses may each be reason enough.
          EXPECT_TRUE(filter.notices(kEverything)) << scenario.path << ": " << filter.pattern();
          continue;
        }
        for (const std::string& mutant : mutants_of(filter.pattern())) {
          if (kRedundant.contains(mutant)) continue;
          ++tried;
          EXPECT_TRUE(filter.notices(mutant)) << scenario.path << ": lives on: " << mutant;
        }
      }
    }
  }
  EXPECT_GT(tried, 100u);
}

}  // namespace
}  // namespace keytrail::scenario
