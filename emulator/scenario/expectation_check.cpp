#include "scenario/expectation_check.h"

#include "base/text.h"

namespace keytrail::scenario {
namespace {

using Answer = std::optional<Mismatch>;
constexpr std::size_t kShownItemsMax = 3;

std::string noun(SelectionExpectation::Of of) {
  switch (of) {
    case SelectionExpectation::Of::Records:
      return "record";
    case SelectionExpectation::Of::LogEvents:
      return "log event";
    case SelectionExpectation::Of::Mail:
      return "mail";
    case SelectionExpectation::Of::Posts:
      return "post";
  }
  return {};
}

// "mail {to: ops@example.com}", or "mail" where any will do.
std::string wanted(const SelectionExpectation& selection, const Values& values,
                   const char* ending = "") {
  const std::string where = selection.where.text(values);
  return noun(selection.of) + ending + (where == "{}" || where == "exists" ? "" : " " + where);
}

// What a failure shows of something that did not match.
std::string brief(SelectionExpectation::Of of, const Json& item) {
  if (of == SelectionExpectation::Of::Mail) {
    return "to " + string_member(item, "to") + ": " + string_member(item, "subject");
  }
  if (of == SelectionExpectation::Of::Posts) {
    return "to " + string_member(item, "url") + ": " + string_member(item, "type") + " " +
           string_member(item, "message");
  }
  if (!find_member(item, "eventName")) return string_member(item, "message");
  std::string text = string_member(item, "eventTime") + " " + string_member(item, "eventName");
  for (const char* name : {"errorCode", "errorMessage"}) {
    if (const auto value = optional_string(item, name)) text += " " + *value;
  }
  return text;
}

// " in the 1m at 3m after the start"
std::string window_text(const Moment& begin, Duration lasting) {
  const auto* at = std::get_if<Instant>(&begin);
  return " in the " + to_text(lasting) + " from " +
         (at ? to_rfc3339(*at) : to_text(std::get<Duration>(begin)) + " after the start") + " on";
}

std::string wanted_changes(const AlarmExpectation& alarm, const Values& values) {
  std::vector<std::string> texts;
  for (const Matcher& change : alarm.changes) texts.push_back(change.text(values));
  return join(texts, ", ");
}

class Check {
 public:
  Check(Claim claim, Observer& observer, const Values& values)
      : is_never_(claim == Claim::Never), observer_(observer), values_(values) {}

  Result<Answer> operator()(const SelectionExpectation& selection) {
    KT_TRY(const Observer::Items items, select_from(selection));
    std::int64_t count = 0;
    for (const Json* item : items) {
      KT_TRY(const bool is_match, selection.where.matches(*item, values_));
      if (!is_match) continue;
      ++count;
      if (is_never_) {
        return Answer({"no " + wanted(selection, values_), brief(selection.of, *item)});
      }
    }
    if (is_never_) return Answer();
    const std::string there_are = std::to_string(count) + " of " + list(selection.of, items);
    if (!selection.count) {
      if (count > 0) return Answer();
      return Answer({"a " + wanted(selection, values_), there_are});
    }
    const Json counted = count;
    KT_TRY(Answer mismatch, selection.count->check(&counted, values_));
    if (!mismatch) return mismatch;
    return Answer({mismatch->expected + " " +
                       wanted(selection, values_, mismatch->expected == "1" ? "" : "s"),
                   there_are});
  }

  Result<Answer> operator()(const MetricExpectation& metric) {
    Instant begin = Instant::min();
    Instant end = Instant::max();
    if (metric.begin) {
      begin = instant(*metric.begin);
      end = begin + metric.lasting;
    }
    KT_TRY(const auto reading,
           observer_.metric(metric.metric_namespace, metric.metric_name, begin, end));
    const std::string name = metric.metric_namespace + "/" + metric.metric_name +
                             (metric.begin ? window_text(*metric.begin, metric.lasting) : "");
    if (is_never_) {
      if (reading.count_non_zero == 0) return Answer();
      return Answer(
          {"no datapoint of " + name + " but zeros",
           std::to_string(reading.count_non_zero) + ", sum " + to_text(Json(reading.sum))});
    }
    const Json sum = reading.sum;
    const Json count = reading.count;
    if (!metric.sum && !metric.count && reading.count == 0) {
      return Answer({"a datapoint of " + name, "none"});
    }
    if (metric.sum) {
      KT_TRY(Answer mismatch, metric.sum->check(&sum, values_, "sum of " + name));
      if (mismatch) return mismatch;
    }
    if (!metric.count) return Answer();
    return metric.count->check(&count, values_, "datapoints of " + name);
  }

  Result<Answer> operator()(const AlarmExpectation& alarm) {
    KT_TRY(const Observer::AlarmReading reading, observer_.alarm(alarm.name));
    if (!reading.exists) {
      return Answer(
          {"alarm " + alarm.name + (alarm.state.empty() ? "" : " in state " + alarm.state),
           "no such alarm"});
    }
    if (alarm.changes.empty() && !is_never_) return check_state(alarm, reading);
    KT_TRY(const std::vector<Json> changes, observer_.alarm_changes(alarm.name));
    if (alarm.changes.empty()) return check_never_in_state(alarm, reading, changes);
    return is_never_ ? check_no_change(alarm, changes) : check_changes(alarm, changes);
  }

  Result<Answer> operator()(const KeyExpectation& key) {
    KT_TRY(const Json id, key.id.resolve(values_));
    KT_TRY(const std::string state, observer_.key_state(text_of(id)));
    if ((state == key.state) != is_never_) return Answer();
    return Answer({"key " + text_of(id) + (is_never_ ? " not " : " ") + key.state, state});
  }

 private:
  Instant instant(const Moment& moment) const {
    if (const auto* at = std::get_if<Instant>(&moment)) return *at;
    return observer_.started_at() + std::get<Duration>(moment);
  }

  Result<Answer> check_state(const AlarmExpectation& alarm, const Observer::AlarmReading& reading) {
    const std::string wanted = "alarm " + alarm.name + " in state " + alarm.state;
    const std::string since = to_rfc3339(reading.since);
    if (reading.state != alarm.state) return Answer({wanted, reading.state + " since " + since});
    if (!alarm.since) return Answer();
    const Json at = since;
    return alarm.since->check(&at, values_, wanted + " since");
  }

  Result<Answer> check_never_in_state(const AlarmExpectation& alarm,
                                      const Observer::AlarmReading& reading,
                                      const std::vector<Json>& changes) {
    // When it came into the state, and when it left it again. The state it was made in is none that
    // it came into.
    std::vector<std::string> stays;
    for (const Json& change : changes) {
      const std::string at = string_member(change, "at");
      if (change["to"] == alarm.state) stays.push_back("from " + at);
      if (change["from"] == alarm.state && !stays.empty()) stays.back() += " to " + at;
    }
    if (stays.empty() && reading.state != alarm.state) return Answer();
    return Answer({"never alarm " + alarm.name + " in state " + alarm.state,
                   stays.empty() ? "it is" : "it was, " + join(stays, ", ")});
  }

  Result<Answer> check_no_change(const AlarmExpectation& alarm, const std::vector<Json>& changes) {
    for (const Matcher& unwanted : alarm.changes) {
      for (const Json& change : changes) {
        KT_TRY(const bool is_match, unwanted.matches(change, values_));
        if (!is_match) continue;
        return Answer({"no change of alarm " + alarm.name + " like " + unwanted.text(values_),
                       changes_text(changes)});
      }
    }
    return Answer();
  }

  Result<Answer> check_changes(const AlarmExpectation& alarm, const std::vector<Json>& changes) {
    bool is_same = changes.size() == alarm.changes.size();
    for (std::size_t i = 0; is_same && i < alarm.changes.size(); ++i) {
      KT_TRY(is_same, alarm.changes[i].matches(changes[i], values_));
    }
    if (is_same) return Answer();
    return Answer({"changes of alarm " + alarm.name + " " + wanted_changes(alarm, values_),
                   changes_text(changes)});
  }

  static std::string changes_text(const std::vector<Json>& changes) {
    std::vector<std::string> texts;
    for (const Json& change : changes) {
      texts.push_back(string_member(change, "from") + " -> " + string_member(change, "to") +
                      " at " + string_member(change, "at"));
    }
    return texts.empty() ? "none" : join(texts, ", ");
  }

  Result<Observer::Items> select_from(const SelectionExpectation& selection) {
    using Of = SelectionExpectation::Of;
    if (selection.of == Of::Mail) return observer_.mails();
    if (selection.of == Of::Posts) return observer_.posts();
    if (selection.of == Of::Records) return observer_.records();
    KT_TRY(const Json group, selection.log_group.resolve(values_));
    return observer_.log_events(text_of(group));
  }

  static std::string list(SelectionExpectation::Of of, const Observer::Items& items) {
    std::string text = std::to_string(items.size());
    for (std::size_t i = 0; i < std::min(items.size(), kShownItemsMax); ++i) {
      text += (i == 0 ? ", the last being " : " / ") + brief(of, *items[items.size() - 1 - i]);
    }
    return text;
  }

  bool is_never_;
  Observer& observer_;
  const Values& values_;
};

}  // namespace

Result<std::optional<Mismatch>> check(const Expectation& expectation, Observer& observer,
                                      const Values& values) {
  return std::visit(Check(expectation.claim, observer, values), expectation.what);
}

std::string describe(const Expectation& expectation, const Values& values) {
  const std::string never = expectation.claim == Claim::Never ? "never " : "";
  struct Describe {
    const Values& values;
    std::string operator()(const SelectionExpectation& selection) const {
      return noun(selection.of) + "s " + selection.where.text(values) +
             (selection.count ? ", count " + selection.count->text(values) : "");
    }
    std::string operator()(const MetricExpectation& metric) const {
      return "metric " + metric.metric_namespace + "/" + metric.metric_name +
             (metric.begin ? window_text(*metric.begin, metric.lasting) : "") +
             (metric.sum ? ", sum " + metric.sum->text(values) : "") +
             (metric.count ? ", count " + metric.count->text(values) : "");
    }
    std::string operator()(const AlarmExpectation& alarm) const {
      if (alarm.changes.empty()) return "alarm " + alarm.name + " " + alarm.state;
      return "alarm " + alarm.name + " changed: " + wanted_changes(alarm, values);
    }
    std::string operator()(const KeyExpectation& key) const {
      const Result<Json> id = key.id.resolve(values);
      return "key " + (id ? text_of(id.value()) : "?") + " " + key.state;
    }
  };
  return never + std::visit(Describe{values}, expectation.what);
}

}  // namespace keytrail::scenario
