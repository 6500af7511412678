#include "scenario/loader.h"

#include <array>

#include "base/text.h"
#include "scenario/cases.h"
#include "scenario/expectation_loader.h"
#include "scenario/given.h"

namespace keytrail::scenario {
namespace {

constexpr std::array<std::string_view, 10> kServices = {
    "kms", "cloudtrail", "logs", "cloudwatch",   "sns", "secretsmanager",
    "sts", "s3",         "sqs",  "organizations"};
constexpr int kFormatVersion = 1;

bool is_service(std::string_view name) {
  return std::find(kServices.begin(), kServices.end(), name) != kServices.end();
}
std::string service_list() { return join({kServices.begin(), kServices.end()}, ", "); }

void read_options(YamlSource& source, const Yaml& node, EmulatorOptions& options) {
  Fields fields(source, node, "options");
  options.account = fields.text("account", options.account);
  options.region = fields.text("region", options.region);
  options.trail_delay = fields.duration("trail_delay", options.trail_delay);
  options.transition_delay = fields.duration("transition_delay", options.transition_delay);
  options.auto_confirm = fields.boolean("auto_confirm", options.auto_confirm);
  const bool is_account = options.account.size() == 12 &&
                          options.account.find_first_not_of("0123456789") == std::string::npos;
  if (!is_account) source.report(node, "options.account: expected 12 digits");
}

class StepReader {
 public:
  StepReader(YamlSource& source, Scenario& scenario) : source_(source), scenario_(scenario) {}

  Step read(const Yaml& node);

 private:
  CallStep read_call(Fields& fields, const Yaml& call);
  void read_result(CallStep& call, const Yaml& expect);
  void read_saves(CallStep& call, const Yaml& saves);
  InjectStep read_inject(const Yaml& node);
  ThrottleStep read_throttle(Fields& fields, const Yaml& node);
  void read_each(const Yaml& each, InjectStep& step);

  YamlSource& source_;
  Scenario& scenario_;
};

Step StepReader::read(const Yaml& node) {
  Step step;
  step.place = place_of(node);
  Fields fields(source_, node, "step");
  step.say = fields.text("say");
  const auto call = fields.find("call");
  const auto advance = fields.find("advance");
  const auto set = fields.find("set");
  const auto inject = fields.find("inject");
  const auto confirm = fields.find("confirm");
  const auto down = fields.find("down");
  const auto up = fields.find("up");
  const auto throttle = fields.find("throttle");
  const auto trail_delay = fields.find("trail_delay");
  const auto expect = fields.find("expect");
  const auto never = fields.find("never");
  const bool is_expectation = !call && (expect || never);
  const int actions = (call ? 1 : 0) + (advance ? 1 : 0) + (set ? 1 : 0) + (inject ? 1 : 0) +
                      (confirm ? 1 : 0) + (down ? 1 : 0) + (up ? 1 : 0) + (throttle ? 1 : 0) +
                      (trail_delay ? 1 : 0) + (is_expectation ? 1 : 0);
  if (actions > 1 || (actions == 0 && step.say.empty())) {
    // A mistyped key is named before all that it could have been.
    if (actions > 1 || !fields.report_unknown()) {
      source_.report(node,
                     "expected one of call, advance, set, inject, confirm, down, up, throttle, "
                     "trail_delay, expect or never");
    }
    return step;
  }
  if (call) {
    if (never) source_.report(*never, "expected 'never' in a step of its own, not beside a call");
    step.action = read_call(fields, *call);
  } else if (advance) {
    step.action = AdvanceStep{source_.duration(*advance, "advance")};
  } else if (set) {
    step.action = SetStep{source_.instant(*set, "set")};
  } else if (inject) {
    step.action = read_inject(*inject);
  } else if (confirm) {
    step.action = ConfirmStep{Template::parse(source_, *confirm, scenario_.names)};
  } else if (down || up) {
    step.action = EndpointStep{Template::parse(source_, down ? *down : *up, scenario_.names),
                               down.has_value()};
  } else if (throttle) {
    step.action = read_throttle(fields, *throttle);
  } else if (trail_delay) {
    step.action = TrailDelayStep{source_.duration(*trail_delay, "trail_delay")};
  } else if (is_expectation) {
    step.region = fields.text("region");
    ExpectStep expectations;
    if (expect) {
      read_expectations(source_, *expect, Claim::Holds, scenario_.names, expectations);
    }
    if (never) read_expectations(source_, *never, Claim::Never, scenario_.names, expectations);
    step.action = std::move(expectations);
  }
  return step;
}

CallStep StepReader::read_call(Fields& fields, const Yaml& node) {
  CallStep call;
  const std::vector<std::string> words = split(source_.text(node, "call"), ' ');
  if (words.size() != 2 || words[1].empty() || !is_service(words[0])) {
    source_.report(
        node, "call: expected a service and an operation such as 'kms Encrypt'; services are " +
                  service_list());
    return call;
  }
  call.service = words[0];
  call.operation = words[1];
  if (const auto with = fields.find("with")) {
    if (!with->IsMap()) source_.report(*with, "with: expected a map of parameters");
    call.input = Template::parse(source_, *with, scenario_.names);
  }
  call.options.identity = fields.text("as");
  call.options.region = fields.text("region");
  call.options.account = fields.text("account");
  if (const auto saves = fields.find("save")) read_saves(call, *saves);
  if (const auto expect = fields.find("expect")) read_result(call, *expect);
  if (call.error && !call.saves.empty()) {
    source_.report(node, "expected no 'save' beside an expected error");
  }
  return call;
}

void StepReader::read_saves(CallStep& call, const Yaml& saves) {
  if (!saves.IsMap()) return source_.report(saves, "save: expected a map of names to paths");
  for (const auto& [name, path] : members_of(saves)) {
    const std::string text = source_.text(path, "save." + name.Scalar());
    const auto parsed = JsonPath::parse(text);
    if (!parsed) return source_.report(path, "expected a path such as $.KeyMetadata.KeyId");
    call.saves.push_back({name.Scalar(), scenario_.names.define(name.Scalar()), *parsed, text});
  }
}

void StepReader::read_result(CallStep& call, const Yaml& expect) {
  const Names& names = scenario_.names;
  if (!expect.IsMap()) return source_.report(expect, "expect: expected a map of members");
  const Yaml error = expect["error"];
  if (!error) {
    call.result = Matcher::parse(source_, expect, names);
    return;
  }
  if (expect.size() > 1) return source_.report(expect, "expected nothing beside 'error'");
  if (error.IsScalar()) {
    call.error = CallStep::ExpectedError{Matcher::parse(source_, error, names), std::nullopt};
    return;
  }
  Fields fields(source_, error, "expect.error");
  CallStep::ExpectedError expected;
  if (const auto code = fields.require("code")) {
    expected.code = Matcher::parse(source_, *code, names);
  }
  if (const auto message = fields.find("message")) {
    expected.message = Matcher::parse(source_, *message, names);
  }
  call.error = std::move(expected);
}

// A list of records, or {like: what they share, records: [...], each: {member: [values]}}.
InjectStep StepReader::read_inject(const Yaml& node) {
  InjectStep step;
  step.are_brief = true;
  const auto add_records = [&](const Yaml& records) {
    for (const Yaml& record : source_.items(records)) {
      if (!record.IsMap()) source_.report(record, "inject: expected CloudTrail records as maps");
      step.records.push_back(Template::parse(source_, record, scenario_.names));
    }
  };
  if (!node.IsMap()) {
    add_records(node);
  } else {
    Fields fields(source_, node, "inject");
    if (const auto like = fields.find("like")) {
      if (!like->IsMap()) source_.report(*like, "inject.like: expected a map");
      step.like = Template::parse(source_, *like, scenario_.names);
    }
    if (const auto records = fields.find("records")) add_records(*records);
    if (const auto each = fields.find("each")) read_each(*each, step);
  }
  if (step.records.empty()) source_.report(node, "inject: expected at least one record");
  return step;
}

// "kms Encrypt", or "kms" for all of it; `calls` of them, or all `for` so long.
ThrottleStep StepReader::read_throttle(Fields& fields, const Yaml& node) {
  ThrottleStep step;
  const std::vector<std::string> words = split(source_.text(node, "throttle"), ' ');
  if (words.size() > 2 || !is_service(words[0])) {
    source_.report(node,
                   "throttle: expected a service, or a service and an operation such as "
                   "'kms Encrypt'; services are " +
                       service_list());
    return step;
  }
  step.throttle.service = words[0];
  if (words.size() == 2) step.throttle.operation = words[1];
  if (const auto calls = fields.find("calls")) {
    const std::int64_t count = source_.integer(*calls, "throttle.calls");
    if (count < 1) source_.report(*calls, "calls: expected 1 or more");
    step.throttle.calls = static_cast<std::uint64_t>(count);
  }
  if (const auto lasting = fields.find("for")) {
    step.throttle.lasting = source_.duration(*lasting, "throttle.for");
  }
  if (!step.throttle.calls && !step.throttle.lasting) {
    source_.report(node, "throttle: expected 'calls' or 'for' beside it");
  }
  return step;
}

void StepReader::read_each(const Yaml& each, InjectStep& step) {
  if (!each.IsMap() || each.size() != 1) {
    return source_.report(each, "inject.each: expected one member with a list of its values");
  }
  for (const auto& [name, values] : members_of(each)) {
    for (const Yaml& value : source_.items(values)) {
      Yaml record;
      record[name.Scalar()] = value;
      step.records.push_back(Template::parse(source_, record, scenario_.names));
    }
  }
}

bool has_expectation(const Scenario& scenario) {
  return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
    const auto* call = std::get_if<CallStep>(&step.action);
    return std::holds_alternative<ExpectStep>(step.action) ||
           (call && (call->result || call->error));
  });
}

void read_values(YamlSource& source, const Yaml& values, Scenario& scenario) {
  if (!values.IsMap()) return source.report(values, "values: expected a map of names to values");
  for (const auto& [name, value] : members_of(values)) {
    Template parsed = Template::parse(source, value, scenario.names);
    scenario.values.emplace_back(scenario.names.define(name.Scalar()), std::move(parsed));
  }
}

void read_scenario(YamlSource& source, const LoadOptions& load, Scenario& scenario) {
  Fields fields(source, source.root(), "scenario");
  const std::int64_t version = fields.integer("keytrail", kFormatVersion);
  if (version != kFormatVersion) {
    source.report(*fields.find("keytrail"),
                  "keytrail: expected format 1, got " + std::to_string(version));
  }
  scenario.name = fields.require_text("name");
  fields.find("cases");  // They are filled in by now.
  scenario.tags = fields.texts("tags");
  scenario.options.clock_start = parse_instant("2026-01-01T00:00:00Z");
  if (const auto clock = fields.find("clock")) {
    Fields clock_fields(source, *clock, "clock");
    if (const auto start = clock_fields.require("start")) {
      scenario.options.clock_start = source.instant(*start, "clock.start");
    }
  }
  const std::int64_t seed = fields.integer("seed", 1);
  if (seed < 0) source.report(*fields.find("seed"), "seed: expected no negative number");
  scenario.options.seed = static_cast<std::uint64_t>(seed);
  if (const auto options = fields.find("options")) read_options(source, *options, scenario.options);
  if (load.account) scenario.options.account = *load.account;

  for (const auto& [name, value] : {std::pair{"account", scenario.options.account},
                                    std::pair{"region", scenario.options.region}}) {
    scenario.values.emplace_back(scenario.names.define(name), Template(Json(value)));
  }
  if (const auto values = fields.find("values")) read_values(source, *values, scenario);
  if (const auto given = fields.find("given")) {
    expand_given(source, *given, scenario,
                 load.account ? BucketPolicies::Asked : BucketPolicies::NotAsked);
  }
  const auto steps = fields.require("steps");
  if (!steps) return;
  if (!steps->IsSequence()) return source.report(*steps, "steps: expected a list");
  StepReader reader(source, scenario);
  for (const Yaml& step : *steps) scenario.steps.push_back(reader.read(step));
  if (!has_expectation(scenario)) {
    source.report(*steps,
                  "expected at least one expectation; a scenario without one proves nothing");
  }
}

Problem unreadable(const std::string& path) {
  return {path, {}, "cannot be read", Problem::Kind::Unreadable};
}

}  // namespace

std::variant<std::vector<Scenario>, Problem> parse_scenarios(const std::string& path,
                                                             const std::string& text,
                                                             const LoadOptions& options) {
  YamlSource table(path, text);
  std::optional<std::size_t> cases;
  if (!table.problem()) cases = count_cases(table);
  if (table.problem()) return *table.problem();
  std::vector<Scenario> scenarios;
  const auto add = [&](YamlSource& source) {
    Scenario& scenario = scenarios.emplace_back();
    scenario.path = path;
    read_scenario(source, options, scenario);
  };
  if (!cases) {
    refuse_cells(table);
    add(table);
    if (table.problem()) return *table.problem();
  }
  for (std::size_t i = 0; i < cases.value_or(0); ++i) {
    YamlSource source(path, text);  // Filling in changes the document.
    const std::string name = fill_in_case(source, i);
    add(source);
    if (source.problem()) return *source.problem();
    scenarios.back().name += " [" + name + "]";
  }
  return scenarios;
}

std::variant<std::vector<Scenario>, Problem> load_scenarios(const std::string& path,
                                                            const LoadOptions& options) {
  const std::optional<std::string> text = read_text(path);
  if (!text) return unreadable(path);
  return parse_scenarios(path, *text, options);
}

std::variant<Scenario, Problem> load_rules(const std::string& path) {
  const std::optional<std::string> text = read_text(path);
  if (!text) return unreadable(path);
  YamlSource source(path, *text);
  Scenario rules;
  rules.path = path;
  rules.name = "rules";
  if (!source.problem()) refuse_cells(source);
  if (!source.problem()) expand_given(source, source.root(), rules);
  if (source.problem()) return *source.problem();
  return rules;
}

}  // namespace keytrail::scenario
