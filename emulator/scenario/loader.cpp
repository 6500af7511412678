#include "scenario/loader.h"

#include "base/nearest.h"
#include "base/regions.h"
#include "base/text.h"
#include "scenario/cases.h"
#include "scenario/expectation_loader.h"
#include "scenario/given.h"
#include "scenario/model_words.h"
#include "scenario/references.h"

namespace keytrail::scenario {
namespace {

constexpr int kFormatVersion = 1;

bool is_account(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
}

void check_region(YamlSource& source, const Yaml& at, const std::string& region) {
  const auto codes = region_codes();
  if (std::find(codes.begin(), codes.end(), region) != codes.end()) return;
  source.report(at, "AWS has no Region '" + region + "'" + did_you_mean(region, codes));
}

void read_options(YamlSource& source, const Yaml& node, EmulatorOptions& options) {
  Fields fields(source, node, "options");
  options.account = fields.text("account", options.account);
  options.region = fields.text("region", options.region);
  if (const auto region = fields.find("region")) check_region(source, *region, options.region);
  options.trail_delay = fields.duration("trail_delay", options.trail_delay);
  options.transition_delay = fields.duration("transition_delay", options.transition_delay);
  options.auto_confirm = fields.boolean("auto_confirm", options.auto_confirm);
  if (!is_account(options.account)) source.report(node, "options.account: expected 12 digits");
}

class StepReader {
 public:
  StepReader(YamlSource& source, Scenario& scenario) : source_(source), scenario_(scenario) {}

  Step read(const Yaml& node);

 private:
  CallStep read_call(Fields& fields, const Yaml& call);
  void read_caller(Fields& fields, CallOptions& options);
  void check_identity(const Yaml& at, const CallOptions& options);
  std::string read_region(Fields& fields);
  void read_result(CallStep& call, const Yaml& expect, const OperationWords& words);
  void read_saves(CallStep& call, const Yaml& saves, const OperationWords& words);
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
  if (const auto say = fields.find("say")) {
    step.said = Template::parse_text(source_, *say, step.say, scenario_.names);
  }
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
  std::vector<std::string> actions;
  for (const std::string_view word : kStepActions) {
    if (fields.find(word)) actions.emplace_back(word);
  }
  if (is_expectation) actions.emplace_back(expect ? "expect" : "never");
  if (actions.size() > 1) {
    source_.report(node,
                   "expected one of " + join(actions, " and ") + " in a step; make a step of each");
    return step;
  }
  if (actions.empty() && step.say.empty()) {
    // A mistyped key is named before all that it could have been.
    if (!fields.report_unknown()) {
      source_.report(node, "expected one of " +
                               join({kStepActions.begin(), kStepActions.end()}, ", ") +
                               ", expect or never");
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
    step.region = read_region(fields);
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
  const OperationWords words = read_operation(source_, node, "call", WholeService::No);
  if (words.model == nullptr) return call;
  call.service = words.service;
  call.operation = words.operation;
  const std::string name = words.service + " " + words.operation;
  if (const auto with = fields.find("with")) {
    if (!with->IsMap()) source_.report(*with, "with: expected a map of parameters");
    // What is to be refused may well be of the wrong kind.
    const auto expect = fields.find("expect");
    const bool is_refused = expect && expect->IsMap() && (*expect)["error"];
    check_parameters(source_, *with, words.model->input, name,
                     is_refused ? CheckValues::No : CheckValues::Yes);
    call.input = Template::parse(source_, *with, scenario_.names);
  }
  read_caller(fields, call.options);
  if (const auto saves = fields.find("save")) read_saves(call, *saves, words);
  if (const auto expect = fields.find("expect")) read_result(call, *expect, words);
  if (call.error && !call.saves.empty()) {
    source_.report(node, "expected no 'save' beside an expected error");
  }
  return call;
}

std::string StepReader::read_region(Fields& fields) {
  const auto region = fields.find("region");
  if (!region) return {};
  std::string code = source_.text(*region, "region");
  check_region(source_, *region, code);
  return code;
}

void StepReader::read_caller(Fields& fields, CallOptions& options) {
  options.identity = fields.text("as");
  options.region = read_region(fields);
  options.account = fields.text("account");
  if (!options.account.empty() && !is_account(options.account)) {
    source_.report(*fields.find("account"), "account: expected 12 digits");
  }
  if (const auto identity = fields.find("as")) check_identity(*identity, options);
}

// Where `given` says who there is, somebody with nearly the same name is a slip; strangers may act.
void StepReader::check_identity(const Yaml& at, const CallOptions& options) {
  const std::vector<std::string> parts = split(options.identity, '/');
  const bool is_role = parts[0] == "assumed-role" && parts.size() == 3;
  if (options.identity == "root") return;
  const bool has_holes = options.identity.find("${") != std::string::npos;
  if (has_holes || (!is_role && (parts[0] != "user" || parts.size() < 2))) {
    return source_.report(at, "as: expected root, user/NAME or assumed-role/ROLE/SESSION, got '" +
                                  options.identity + "'");
  }
  const Identities& identities = scenario_.options.identities;
  if (identities.empty()) return;
  const std::string account = options.account.empty() ? scenario_.options.account : options.account;
  const std::string kind = is_role ? "role/" : "user/";
  const std::string begin = "arn:aws:iam::" + account + ":" + kind;
  const std::string wanted = is_role ? parts[1] : options.identity.substr(kind.size());
  std::vector<std::string_view> names;
  const auto add = [&](std::string_view arn) {
    if (!arn.starts_with(begin)) return;
    // Sessions leave a role's path out.
    names.push_back(is_role ? arn.substr(arn.rfind('/') + 1) : arn.substr(begin.size()));
  };
  for (const auto& [arn, user] : identities.users) add(arn);
  for (const auto& [arn, role] : identities.roles) add(arn);
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return;
  if (const auto meant = find_slip(wanted, names); !meant.empty()) {
    source_.report(at, std::string("as: given.identities has no ") + (is_role ? "role" : "user") +
                           " '" + wanted + "'" + did_you_mean(meant));
  }
}

void StepReader::read_saves(CallStep& call, const Yaml& saves, const OperationWords& words) {
  if (!saves.IsMap()) return source_.report(saves, "save: expected a map of names to paths");
  for (const auto& [name, path] : members_of(saves)) {
    const std::string text = source_.text(path, "save." + name.Scalar());
    const auto parsed = JsonPath::parse(text);
    if (!parsed) return source_.report(path, "expected a path such as $.KeyMetadata.KeyId");
    check_output_path(source_, path, *parsed, words.model->output,
                      words.service + " " + words.operation);
    call.saves.push_back({name.Scalar(), scenario_.names.define(name.Scalar()), *parsed, text});
  }
}

void StepReader::read_result(CallStep& call, const Yaml& expect, const OperationWords& words) {
  const Names& names = scenario_.names;
  if (!expect.IsMap()) return source_.report(expect, "expect: expected a map of members");
  const Yaml error = expect["error"];
  if (!error) {
    check_output(source_, expect, words.model->output, words.service + " " + words.operation);
    call.result = Matcher::parse(source_, expect, names);
    return;
  }
  if (expect.size() > 1) return source_.report(expect, "expected nothing beside 'error'");
  if (error.IsScalar()) {
    check_error_code(source_, error);
    call.error = CallStep::ExpectedError{Matcher::parse(source_, error, names), std::nullopt};
    return;
  }
  Fields fields(source_, error, "expect.error");
  CallStep::ExpectedError expected;
  if (const auto code = fields.require("code")) {
    check_error_code(source_, *code);
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
      check_record(source_, record, "inject");
      step.records.push_back(Template::parse(source_, record, scenario_.names));
    }
  };
  if (!node.IsMap()) {
    add_records(node);
  } else {
    Fields fields(source_, node, "inject");
    if (const auto like = fields.find("like")) {
      if (!like->IsMap()) source_.report(*like, "inject.like: expected a map");
      check_record(source_, *like, "inject.like");
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
  const OperationWords words = read_operation(source_, node, "throttle", WholeService::Yes);
  step.throttle.service = words.service;
  step.throttle.operation = words.operation;
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
    check_record_member(source_, name, name.Scalar(), "inject.each");
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
  if (!source.problem()) check_references(source, scenario);
}

Problem unreadable(const std::string& path) {
  return {path, {}, "cannot be read", Problem::Kind::Unreadable};
}

// Of a whole scenario what it is given.
Yaml rules_in(const Yaml& root) {
  if (!root.IsMap() || !root["steps"]) return root;
  const Yaml given = root["given"];
  return given ? given : root;
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
  if (!source.problem()) expand_given(source, rules_in(source.root()), rules);
  if (!source.problem()) check_references(source, rules);
  if (source.problem()) return *source.problem();
  return rules;
}

}  // namespace keytrail::scenario
