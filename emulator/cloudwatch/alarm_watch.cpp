#include "cloudwatch/alarm_watch.h"

#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/alarm_transition.h"
#include "cloudwatch/math/query_set.h"
#include "cloudwatch/metric_watchers.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/statistics.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// How far ahead of now a datapoint may lie (PutMetricData, Timestamp).
constexpr hours kDatapointsAheadMax{2};

Duration range_of(const Alarm& alarm) {
  return (alarm.evaluation_periods + kExtraBuckets) * alarm.period;
}

// The first evaluation whose range no longer holds a datapoint at `at`.
Instant last_of_interest(const Alarm& alarm, Instant at) {
  return next_whole(at + range_of(alarm), evaluation_step(alarm));
}

// Work that time does comes before the evaluations of its instant, so those still see it; a call
// at that very instant comes after them and waits for the next.
Instant next_evaluation(const Context& context, const Alarm& alarm) {
  const Duration step = evaluation_step(alarm);
  const bool is_done_by_time = context.caller.is_aws_itself();
  if (is_done_by_time && floor_to(context.now, step) == context.now) return context.now;
  return next_whole(context.now, step);
}

void schedule(Context& context, const std::string& id, Alarm& alarm, Instant due) {
  alarm.evaluation_timer =
      context.scheduler.schedule(due, Rank::AlarmEvaluation, std::string(kEvaluateAlarmTimer), id);
}

void note_evaluation(Context& context, const Alarm& alarm, const AlarmRule& rule,
                     const std::vector<Bucket>& range, const Verdict& verdict) {
  Json datapoints = Json::array();
  for (const Bucket& bucket : range) {
    datapoints.push_back(bucket.value ? Json(*bucket.value) : Json());
  }
  context.timeline.note("alarm-evaluation", context.scope(),
                        Json{{"alarm", alarm.name},
                             {"datapoints", std::move(datapoints)},
                             {"result", state_name(verdict.state)},
                             {"why", explain(rule, alarm.state, verdict)}});
}

}  // namespace

Duration evaluation_step(const Alarm& alarm) {
  if (alarm.evaluation_periods * alarm.period > hours(24)) return hours(1);
  return alarm.period < minutes(1) ? Duration(seconds(10)) : Duration(minutes(1));
}

namespace {

std::vector<Bucket> read_metric_range(Store& store, const Scope& scope, const Alarm& alarm,
                                      Instant now) {
  const Statistic statistic = *find_statistic(alarm.watched_statistic());
  BucketQuery query;
  query.metric = metric_id(scope, alarm.metric);
  query.from = now - range_of(alarm);
  query.until = now;
  query.period = alarm.period;
  query.unit = alarm.unit;
  Buckets found = read_buckets(store, query);
  const std::map<Instant, Aggregate>& with_data = found[""];

  std::vector<Bucket> range;
  for (Instant start = query.from; start < now; start += alarm.period) {
    Bucket bucket{start, {}, 0};
    if (const auto data = with_data.find(start); data != with_data.end()) {
      bucket.value = data->second.value(statistic);
      bucket.sample_count = data->second.sample_count();
    }
    range.push_back(bucket);
  }
  return range;
}

TimeSeries read_query(Store& store, const Scope& scope, const MetricQuery& query,
                      const Grid& grid) {
  BucketQuery buckets;
  buckets.metric = metric_id(scope, query.metric);
  buckets.from = grid.from;
  buckets.until = grid.until;
  buckets.period = grid.period;
  buckets.unit = query.unit;
  const Statistic statistic = *find_statistic(query.stat);
  TimeSeries series{query.label.value_or(query.metric.name), grid, {}};
  Buckets found = read_buckets(store, buckets);
  for (const auto& [at, aggregate] : found[""]) {
    if (const auto value = aggregate.value(statistic)) series.points.emplace(at, *value);
  }
  return series;
}

QuerySet query_set_of(const Alarm& alarm) {
  Result<QuerySet> set = QuerySet::make(alarm.queries);
  KT_ASSERT(set.ok());  // PutMetricAlarm takes no others.
  return std::move(set).value();
}

// What the one query that returns data gives. When its value turns out to be no series, which the
// data may decide (IF), there is no datapoint.
std::vector<Bucket> read_math_range(Store& store, const Scope& scope, const Alarm& alarm,
                                    Instant now) {
  const Grid grid{now - range_of(alarm), now, alarm.period};
  const Result<QuerySet::Values> values = query_set_of(alarm).compute(
      [&](const MetricQuery& query) { return read_query(store, scope, query, grid); }, grid);
  const TimeSeries* watched = nullptr;
  for (const MetricQuery& query : alarm.queries) {
    if (values.ok() && query.returns_data) {
      watched = std::get_if<TimeSeries>(&values.value().at(query.id));
    }
  }
  std::vector<Bucket> range;
  for (Instant start = grid.from; start < now; start += alarm.period) {
    Bucket bucket{start, {}, 0};
    const auto found = watched ? watched->points.find(start) : TimeSeries::Points::const_iterator();
    if (watched && found != watched->points.end()) bucket.value = found->second;
    range.push_back(bucket);
  }
  return range;
}

}  // namespace

std::vector<Bucket> read_range(Store& store, const Scope& scope, const Alarm& alarm, Instant now) {
  return alarm.queries.empty() ? read_metric_range(store, scope, alarm, now)
                               : read_math_range(store, scope, alarm, now);
}

void wake_alarm(State& state, Context& context, const std::string& id, Instant at,
                const std::string& cause) {
  const Alarm* alarm = state.alarms.find(id);
  KT_ASSERT(alarm);  // DeleteAlarms takes its name out of the metric.
  const Instant until = last_of_interest(*alarm, at);
  if (until < context.now) return;
  // The second datapoint of a minute changes nothing here and so writes nothing.
  if (alarm->evaluation_timer != 0 && until <= alarm->watch_until) return;

  Alarm& woken = *state.alarms.edit(id);
  woken.watch_until = std::max(woken.watch_until, until);
  woken.cause = cause;
  if (woken.evaluation_timer == 0) schedule(context, id, woken, next_evaluation(context, woken));
}

void watch_alarm(Context& context, const std::string& id, Alarm& alarm) {
  const Instant next = next_whole(context.now, evaluation_step(alarm));
  const bool never_rests = !alarm.queries.empty() && query_set_of(alarm).follows_calendar();
  alarm.watch_until = never_rests ? Instant::max() : next;
  for (const MetricKey& key : watched_metrics(alarm)) {
    context.store.scan_datapoints(
        metric_id(context.scope(), key), context.now - range_of(alarm),
        context.now + kDatapointsAheadMax + minutes(1), [&](const DatapointRow& row) {
          alarm.watch_until = std::max(alarm.watch_until, last_of_interest(alarm, row.at));
          return true;
        });
  }
  stop_watching(context, alarm);
  schedule(context, id, alarm, next);
}

void stop_watching(Context& context, Alarm& alarm) {
  context.scheduler.cancel(std::exchange(alarm.evaluation_timer, 0));
}

void evaluate_alarm(State& state, Context& context, const Timer& timer) {
  Alarm* alarm = state.alarms.edit(timer.subject);
  KT_ASSERT(alarm);  // Deleting an alarm cancels its timer.
  alarm->evaluation_timer = 0;
  const std::vector<Bucket> range = read_range(context.store, context.scope(), *alarm, context.now);
  const AlarmRule rule = rule_of(*alarm);
  const Verdict verdict = evaluate(rule, alarm->state, range);
  note_evaluation(context, *alarm, rule, range, verdict);

  const Instant next = next_whole(context.now, evaluation_step(*alarm));
  if (next <= alarm->watch_until) schedule(context, timer.subject, *alarm, next);
  if (verdict.state != alarm->state) {
    change_state(state, context, *alarm,
                 {verdict.state, state_reason(rule, *alarm, verdict),
                  to_text(state_reason_data(*alarm, verdict, context.now)), alarm->cause});
  }
}

}  // namespace keytrail::cloudwatch
