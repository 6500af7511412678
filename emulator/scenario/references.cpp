#include "scenario/references.h"

#include <array>
#include <set>

#include "base/arn.h"
#include "base/nearest.h"
#include "base/text.h"
#include "models/model.h"

namespace keytrail::scenario {
namespace {

// Records that no call makes.
constexpr std::array<std::string_view, 15> kServiceEvents = {"DeleteKey",
                                                             "RotateKey",
                                                             "SynchronizeMultiRegionKey",
                                                             "DeleteExpiredKeyMaterial",
                                                             "StartSecretVersionDelete",
                                                             "CancelSecretVersionDelete",
                                                             "EndSecretVersionDelete",
                                                             "RotationStarted",
                                                             "RotationSucceeded",
                                                             "RotationFailed",
                                                             "RotationAbandoned",
                                                             "TestRotationStarted",
                                                             "TestRotationSucceeded",
                                                             "TestRotationFailed",
                                                             "TestRotationAbandoned"};

// The names of one kind that the file makes.
struct NamesMade {
  std::set<std::string, std::less<>> names;
  bool is_open = false;  // There is one that only the run knows.

  void add(const Json& name) {
    if (name.is_string()) {
      names.insert(name.get<std::string>());
    } else {
      is_open = true;
    }
  }
  void add_member(const Json& input, std::string_view member) {
    const Json* const name = find_member(input, member);
    add(name == nullptr ? Json() : *name);
  }
  std::vector<std::string_view> all() const { return {names.begin(), names.end()}; }
  bool has(const std::string& wanted) const {
    return is_open || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
             return matches_wildcard(wanted, name);
           });
  }
};

const Json& items_of(const Json& input, std::string_view member) {
  static const Json kNone = Json::array();
  const Json* const found = find_member(input, member);
  return found != nullptr && found->is_array() ? *found : kNone;
}

class References {
 public:
  References(YamlSource& source, const Scenario& scenario) : source_(source), scenario_(scenario) {
    slots_.resize(scenario.names.size());
    for (const auto& [slot, value] : scenario.values) slots_[slot] = value.known_part(slots_);
  }

  void check() {
    for (const auto* steps : {&scenario_.given, &scenario_.steps}) {
      for (const Step& step : *steps) {
        // A name that is saved again is not what it was.
        if (const auto* call = std::get_if<CallStep>(&step.action)) {
          for (const Save& save : call->saves) slots_[save.slot] = Json();
        }
      }
    }
    add_events();
    for (const auto* steps : {&scenario_.given, &scenario_.steps}) {
      for (const Step& step : *steps) {
        if (const auto* call = std::get_if<CallStep>(&step.action)) add_call(*call);
        if (const auto* inject = std::get_if<InjectStep>(&step.action)) add_records(*inject);
      }
    }
    for (const Step& step : scenario_.given) check_given(step);
    for (const Step& step : scenario_.steps) check_step(step);
  }

 private:
  void add_events() {
    for (const std::string_view name : kServiceEvents) events_.names.emplace(name);
    for (const models::Service& service : models::services()) {
      // CloudTrail's name for a service is that of its endpoint.
      sources_.names.insert(std::string(service.endpoint_prefix) + ".amazonaws.com");
      for (const models::Operation& operation : service.operations) {
        events_.names.emplace(operation.name);
      }
    }
  }

  void add_call(const CallStep& call) {
    const Json input = call.input.known_part(slots_);
    const std::string& name = call.operation;
    if (name == "PutMetricAlarm" || name == "PutCompositeAlarm") {
      alarms_.add_member(input, "AlarmName");
    } else if (name == "CreateLogGroup") {
      groups_.add_member(input, "logGroupName");
    } else if (name == "CreateTopic") {
      topics_.add_member(input, "Name");
    } else if (name == "CreateAlias") {
      aliases_.add_member(input, "AliasName");
    } else if (name == "Subscribe") {
      addresses_.add_member(input, "Endpoint");
    } else if (name == "PutMetricFilter") {
      for (const Json& made : items_of(input, "metricTransformations")) {
        add_metric(find_member(made, "metricNamespace"), find_member(made, "metricName"));
      }
    } else if (name == "PutMetricData") {
      for (const Json& datum : items_of(input, "MetricData")) {
        add_metric(find_member(input, "Namespace"), find_member(datum, "MetricName"));
      }
    }
  }

  void add_metric(const Json* metric_namespace, const Json* name) {
    const bool is_known =
        metric_namespace != nullptr && name != nullptr && metric_namespace->is_string();
    metrics_.add(is_known && name->is_string()
                     ? Json(text_of(*metric_namespace) + "/" + text_of(*name))
                     : Json());
  }

  void add_records(const InjectStep& inject) {
    const Json like = inject.like.known_part(slots_);
    for (const Template& written : inject.records) {
      Json record = like;
      record.update(written.known_part(slots_));
      if (find_member(record, "eventName") != nullptr) events_.add_member(record, "eventName");
      if (find_member(record, "eventSource") != nullptr) {
        sources_.add_member(record, "eventSource");
      }
    }
  }

  // `given` is not AWS: it makes what it names, or names what the file makes.
  void check_given(const Step& step) {
    const auto* call = std::get_if<CallStep>(&step.action);
    if (call == nullptr) return;
    const Json input = call->input.known_part(slots_);
    if (call->operation == "PutMetricFilter") {
      require(step.place, groups_, string_member(input, "logGroupName"),
              "filters.log_group: nothing makes a log group");
    }
    if (call->operation == "PutMetricAlarm") {
      const std::string metric =
          string_member(input, "Namespace") + "/" + string_member(input, "MetricName");
      if (!metric.starts_with("AWS/")) {
        require(step.place, metrics_, metric, "alarms.metric: nothing counts a metric");
      }
    }
    for (const char* member : {"AlarmActions", "OKActions"}) {
      for (const Json& action : items_of(input, member)) check_action(step.place, action);
    }
  }

  // Of topics in the scenario's own account; others may be anywhere.
  void check_action(Place place, const Json& action) {
    const auto arn = action.is_string() ? parse_arn(action.get<std::string>()) : std::nullopt;
    if (!arn || arn->service != "sns" || arn->account != scenario_.options.account) return;
    require(place, topics_, arn->resource, "alarms.notify: nothing makes a topic");
  }

  // What a call names may be anywhere, but not nearly what the file makes.
  void check_call(Place place, const CallStep& call) {
    if (call.operation != "PutMetricAlarm" || call.error) return;
    const Json input = call.input.known_part(slots_);
    const std::string name = string_member(input, "MetricName");
    const std::string metric = string_member(input, "Namespace") + "/" + name;
    if (!name.empty()) suspect(place, metrics_, metric, "MetricName: nothing counts a metric");
    for (const char* member : {"AlarmActions", "OKActions", "InsufficientDataActions"}) {
      for (const Json& action : items_of(input, member)) {
        const auto arn = action.is_string() ? parse_arn(action.get<std::string>()) : std::nullopt;
        if (!arn || arn->service != "sns") continue;
        suspect(place, topics_, arn->resource, std::string(member) + ": nothing makes a topic");
      }
    }
  }

  void suspect(Place place, const NamesMade& made, const std::string& name,
               const std::string& complaint) {
    if (made.has(name)) return;
    if (const auto meant = find_slip(name, made.all()); !meant.empty()) {
      source_.report(place, complaint + " '" + name + "'" + did_you_mean(meant));
    }
  }

  void check_step(const Step& step) {
    if (const auto* call = std::get_if<CallStep>(&step.action)) check_call(step.place, *call);
    if (const auto* confirm = std::get_if<ConfirmStep>(&step.action)) {
      expect_made(step.place, addresses_, known_text(&confirm->address),
                  "confirm: nothing subscribes");
    } else if (const auto* endpoint = std::get_if<EndpointStep>(&step.action)) {
      expect_made(step.place, addresses_, known_text(&endpoint->url),
                  std::string(endpoint->is_down ? "down" : "up") + ": nothing subscribes");
    } else if (const auto* expect = std::get_if<ExpectStep>(&step.action)) {
      for (const Expectation& expectation : expect->expectations) {
        place_ = expectation.place;
        std::visit([this](const auto& what) { check_expectation(what); }, expectation.what);
      }
    }
  }

  void check_expectation(const SelectionExpectation& selection) {
    using Of = SelectionExpectation::Of;
    if (selection.of == Of::Records) {
      expect_made(place_, events_, known_text(selection.where.value_of("eventName")),
                  "records.where.eventName: no call and no injected record is an");
      expect_made(place_, sources_, known_text(selection.where.value_of("eventSource")),
                  "records.where.eventSource: no record comes from");
    } else if (selection.of == Of::LogEvents) {
      expect_made(place_, groups_, known_text(&selection.log_group),
                  "log_events.group: nothing makes a log group");
    } else if (selection.of == Of::Mail) {
      expect_made(place_, addresses_, known_text(selection.where.value_of("to")),
                  "mail.to: nothing subscribes");
    } else {
      expect_made(place_, addresses_, known_text(selection.where.value_of("url")),
                  "posts.url: nothing subscribes");
    }
  }

  void check_expectation(const MetricExpectation& metric) {
    const std::string name = metric.metric_namespace + "/" + metric.metric_name;
    if (!name.starts_with("AWS/")) {
      expect_made(place_, metrics_, name, "metric.name: nothing counts a metric");
    }
  }

  void check_expectation(const AlarmExpectation& alarm) {
    expect_made(place_, alarms_, alarm.name, "alarm.name: nothing makes an alarm");
  }

  // What is neither saved by a name nor written as AWS writes keys is no key, and "gone" for ever.
  void check_expectation(const KeyExpectation& key) {
    const std::string id = known_text(&key.id);
    if (id.empty() || id.starts_with("arn:") || id.starts_with("mrk-") || id.starts_with("${")) {
      return;
    }
    if (id.starts_with("alias/")) {
      if (!id.starts_with("alias/aws/")) {
        expect_made(place_, aliases_, id, "key.id: nothing makes an alias");
      }
      return;
    }
    const bool is_uuid = id.size() == 36 && std::count(id.begin(), id.end(), '-') == 4;
    if (is_uuid) return;
    const auto names = scenario_.names.all();
    const bool is_saved = scenario_.names.find(id).has_value();
    source_.report(place_,
                   "key.id: '" + id + "' is no key's id" +
                       (is_saved ? "; did you mean '${" + id + "}'?" : did_you_mean(id, names)));
  }

  std::string known_text(const Template* text) const {
    if (text == nullptr) return {};
    const Json value = text->known_part(slots_);
    return value.is_string() ? value.get<std::string>() : std::string();
  }

  // A file that makes none of a kind speaks of what is there before it runs, at an endpoint.
  void expect_made(Place place, const NamesMade& made, const std::string& name,
                   const std::string& complaint) {
    if (!made.names.empty()) require(place, made, name, complaint);
  }

  // An empty name is not known before the run.
  void require(Place place, const NamesMade& made, const std::string& name,
               const std::string& complaint) {
    if (name.empty() || made.has(name)) return;
    source_.report(place, complaint + " '" + name + "'" + did_you_mean(name, made.all()));
  }

  YamlSource& source_;
  const Scenario& scenario_;
  std::vector<Json> slots_;
  Place place_;
  NamesMade alarms_, metrics_, groups_, topics_, aliases_, addresses_, events_, sources_;
};

}  // namespace

void check_references(YamlSource& source, const Scenario& scenario) {
  References(source, scenario).check();
}

}  // namespace keytrail::scenario
