#include "scenario/expectation_loader.h"

#include <array>
#include <span>

#include "base/nearest.h"
#include "base/text.h"
#include "scenario/model_words.h"

namespace keytrail::scenario {
namespace {

constexpr std::array<std::string_view, 3> kAlarmStates = {"OK", "ALARM", "INSUFFICIENT_DATA"};
constexpr std::array<std::string_view, 9> kKeyStates = {
    "Enabled",  "Disabled", "PendingDeletion",        "PendingImport", "Unavailable",
    "Creating", "Updating", "PendingReplicaDeletion", "gone"};

constexpr std::array<const char*, 7> kKinds = {"records", "log_events", "metric", "alarm",
                                               "mail",    "posts",      "key"};

constexpr Duration kUsualWindow = std::chrono::minutes(1);  // Of a metric, from a time on.

constexpr std::array<const char*, 5> kMailMembers = {"time", "to", "from", "subject", "body"};
constexpr std::array<const char*, 6> kPostMembers = {"time",    "url",     "type",
                                                     "subject", "message", "body"};

class Reader {
 public:
  Reader(YamlSource& source, Claim claim, const Names& names)
      : source_(source), claim_(claim), names_(names) {}

  Expectation read(std::string_view kind, const Yaml& node) {
    Expectation expectation{place_of(node), claim_, {}};
    Fields fields(source_, node, std::string(kind));
    if (kind == "metric") {
      expectation.what = read_metric(fields, node);
    } else if (kind == "alarm") {
      expectation.what = read_alarm(fields, node);
    } else if (kind == "key") {
      expectation.what = read_key(fields, node);
    } else {
      expectation.what = read_selection(kind, fields, node);
    }
    return expectation;
  }

 private:
  std::optional<Matcher> matcher(Fields& fields, std::string_view name) {
    const auto node = fields.find(name);
    if (!node) return std::nullopt;
    return Matcher::parse(source_, *node, names_);
  }

  // What can never hold, for it is compared with something of another kind.
  void check_kind(Fields& fields, std::string_view name, bool (*is_fitting)(const std::string&),
                  const char* expected) {
    const auto node = fields.find(name);
    if (!node || (node->IsScalar() && node->Scalar().find("${") != std::string::npos)) return;
    if (node->IsScalar() && is_fitting(node->Scalar())) return;
    source_.report(*node, fields.path_of(name) + ": expected " + expected);
  }

  void check_time(Fields& fields, std::string_view name) {
    check_kind(fields, name, is_about_times,
               "a time such as 2026-01-01T00:00:00Z, or a comparison such as '> "
               "2026-01-01T00:00:00Z'");
  }

  // `never` is itself the count.
  std::optional<Matcher> count(Fields& fields, const Yaml& node, std::string_view name = "count") {
    std::optional<Matcher> found = matcher(fields, name);
    check_kind(fields, name, is_about_numbers, "a number, or a comparison such as '>= 1'");
    if (found && claim_ == Claim::Never) {
      source_.report(node, "never: expected no '" + std::string(name) + "', never is none at all");
    }
    return found;
  }

  // Records and log events are searched with `where`; the members of mails and
  // posts stand side by side.
  SelectionExpectation read_selection(std::string_view kind, Fields& fields, const Yaml& node) {
    using Of = SelectionExpectation::Of;
    SelectionExpectation selection;
    selection.count = count(fields, node);
    if (kind == "mail" || kind == "posts") {
      const bool is_mail = kind == "mail";
      selection.of = is_mail ? Of::Mail : Of::Posts;
      std::vector<std::pair<std::string, Yaml>> members;
      const auto names = is_mail ? std::span<const char* const>(kMailMembers)
                                 : std::span<const char* const>(kPostMembers);
      for (const char* name : names) {
        if (const auto value = fields.find(name)) members.emplace_back(name, *value);
      }
      check_time(fields, "time");
      selection.where = Matcher::parse_members(source_, members, names_);
      return selection;
    }
    selection.of = kind == "records" ? Of::Records : Of::LogEvents;
    if (selection.of == Of::LogEvents) {
      if (const auto group = fields.require("group")) {
        selection.log_group = Template::parse(source_, *group, names_);
      }
    }
    if (auto where = matcher(fields, "where")) {
      const Yaml members = *fields.find("where");
      if (!members.IsMap()) source_.report(members, "where: expected a map of members");
      if (selection.of == Of::Records) {
        check_record(source_, members, "where");
        if (const Yaml code = members["errorCode"]) check_error_code(source_, code);
      }
      selection.where = std::move(*where);
    }
    return selection;
  }

  MetricExpectation read_metric(Fields& fields, const Yaml& node) {
    MetricExpectation metric;
    const std::string name = fields.require_text("name");
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == name.size()) {
      source_.report(node, "metric.name: expected NAMESPACE/NAME, got '" + name + "'");
      return metric;
    }
    metric.metric_namespace = name.substr(0, slash);
    metric.metric_name = name.substr(slash + 1);
    metric.begin = moment(fields, node);
    const auto lasting = fields.find("for");
    if (lasting && !metric.begin) source_.report(*lasting, "metric.for: expected 'at' or 'after'");
    metric.lasting = lasting ? source_.duration(*lasting, "metric.for") : kUsualWindow;
    metric.sum = count(fields, node, "sum");
    metric.count = count(fields, node);
    if (claim_ == Claim::Holds && !metric.sum && !metric.count) {
      source_.report(node, "metric: expected 'sum' or 'count'");
    }
    return metric;
  }

  std::optional<Moment> moment(Fields& fields, const Yaml& node) {
    const auto at = fields.find("at");
    const auto after = fields.find("after");
    if (at && after) source_.report(node, "expected 'at' or 'after', not both");
    if (at) return source_.instant(*at, fields.path_of("at"));
    if (after) return source_.duration(*after, fields.path_of("after"));
    return std::nullopt;
  }

  AlarmExpectation read_alarm(Fields& fields, const Yaml& node) {
    AlarmExpectation alarm;
    alarm.name = fields.require_text("name");
    if (const auto changes = fields.find("changes")) {
      for (const Yaml& change : source_.items(*changes))
        alarm.changes.push_back(read_change(change));
      if (alarm.changes.empty()) source_.report(*changes, "alarm.changes: expected at least one");
      return alarm;
    }
    alarm.state = one_of(fields, node, "state", kAlarmStates);
    alarm.since = matcher(fields, "since");
    check_time(fields, "since");
    if (alarm.since && claim_ == Claim::Never) {
      source_.report(node, "never: expected no 'since', never is at no time at all");
    }
    return alarm;
  }

  // {from: OK, to: ALARM, at: a time, after: 3m}, each as far as it matters.
  Matcher read_change(const Yaml& node) {
    Fields fields(source_, node, "alarm.changes");
    std::vector<std::pair<std::string, Yaml>> members;
    for (const char* name : {"from", "to"}) {
      if (!fields.find(name)) continue;
      one_of(fields, node, name, kAlarmStates);
      members.emplace_back(name, *fields.find(name));
    }
    if (const auto at = fields.find("at")) members.emplace_back("at", *at);
    check_time(fields, "at");
    if (const auto after = fields.find("after")) {
      const Duration duration = source_.duration(*after, fields.path_of("after"));
      members.emplace_back("after", Yaml(to_text(duration)));
    }
    if (members.empty()) source_.report(node, "alarm.changes: expected from, to, at or after");
    return Matcher::parse_members(source_, members, names_);
  }

  KeyExpectation read_key(Fields& fields, const Yaml& node) {
    KeyExpectation key;
    if (const auto id = fields.require("id")) key.id = Template::parse(source_, *id, names_);
    key.state = one_of(fields, node, "state", kKeyStates);
    return key;
  }

  template <std::size_t N>
  std::string one_of(Fields& fields, const Yaml& node, std::string_view name,
                     const std::array<std::string_view, N>& known) {
    const std::string value = fields.require_text(name);
    if (std::find(known.begin(), known.end(), value) == known.end()) {
      source_.report(fields.find(name).value_or(node),
                     fields.path_of(name) + ": expected one of " +
                         join({known.begin(), known.end()}, ", ") + ", got '" + value + "'" +
                         did_you_mean(value, {known.begin(), known.end()}));
    }
    return value;
  }

  YamlSource& source_;
  Claim claim_;
  const Names& names_;
};

}  // namespace

// A map of expectations, or a list of such maps; in the order of the file.
void read_expectations(YamlSource& source, const Yaml& block, Claim claim, const Names& names,
                       ExpectStep& step) {
  const std::size_t before = step.expectations.size();
  for (const Yaml& claims : source.items(block)) {
    Fields fields(source, claims, claim == Claim::Holds ? "expect" : "never");
    Reader reader(source, claim, names);
    for (const char* kind : kKinds) fields.find(kind);
    fields.report_unknown();
    for (const auto& [kind, written] : members_of(claims)) {
      if (written.IsSequence() && written.size() == 0) {
        source.report(written, kind.Scalar() + ": expected at least one");
      }
      for (const Yaml& node : source.items(written)) {
        step.expectations.push_back(reader.read(kind.Scalar(), node));
      }
    }
  }
  if (step.expectations.size() == before) {
    source.report(block, "expected at least one expectation");
  }
}

}  // namespace keytrail::scenario
