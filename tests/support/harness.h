// A Harness is one service's surroundings without an engine: a clock the test moves, a generator
// that repeats, streams in memory, and ports that record what was asked of them.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/operation.h"
#include "store/memory_store.h"

namespace keytrail::testing {

// A counter run through a mixer: different bytes each time, the same in each run.
class FixedRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) {
      state_ += 0x9E3779B97F4A7C15u;
      std::uint64_t x = state_;
      x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
      x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
      byte = static_cast<std::uint8_t>(x >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

struct Harness : ServiceCalls,
                 Resources,
                 LogSink,
                 MetricSink,
                 AlarmActions,
                 ServiceEvents,
                 SlowWork,
                 Permissions,
                 Waiting,
                 Queues {
  // ---- what a test may look at or set ----
  Instant now = *parse_instant("2026-01-01T00:00:00Z");
  Caller caller = make_caller();
  Settings settings;
  FixedRandom random;
  Scheduler scheduler;
  MemoryStore store;
  Timeline timeline;
  Outbox outbox;
  std::uint64_t command = 0;  // The number of the last.
  RecordDraft last_record;    // What the last handler added to its record.

  struct NestedCall {
    std::string as_service, service, operation;
    Json input;
    std::string region;  // Empty: the caller's.
    // Of a call that the service makes for itself; else empty.
    Scope own_scope = {};
    std::string source_arn = {};
  };
  std::vector<NestedCall> nested_calls;
  // Answers nested calls; by default every nested call fails with NotImplemented.
  std::function<Result<Json>(const NestedCall&)> answer_nested_call;
  std::set<std::string> buckets, log_groups, topics;  // Names; Scope::id(name); ARNs.
  std::optional<ApiError> log_refusal;                // Of groups that are there.
  std::map<std::string, std::string> key_arns;        // Key id as given -> ARN.
  struct Delivered {
    Scope scope;
    std::string group, stream, message, event_id;
    Instant at;
  };
  std::vector<Delivered> delivered;
  std::vector<std::pair<Scope, MetricValue>> metric_values;
  std::vector<std::pair<Scope, AlarmNotification>> alarm_notifications;
  std::optional<ApiError> alarm_action_error;
  std::vector<std::pair<Scope, ServiceEvent>> service_events;
  std::vector<std::pair<Scope, CallEcho>> echoes;
  std::function<void()> during_slow_work;  // What others do meanwhile; once.
  // With it policies are enforced, and this is what they say; without it nobody is asked.
  std::function<std::optional<std::string>(const AccessRequest&)> denial;
  std::function<void()> during_wait;  // The same for Waiting, whose time is then up.
  std::set<std::string> queues;       // ARNs; others refuse.
  std::vector<std::pair<std::string, QueueMessage>> queued;

  // ---- running operations ----
  // Calls `run(context)` with a fresh Context and keeps the record draft.
  template <class Run>
  auto with_context(Run run) {
    Ports ports{*this, *this, *this, *this, *this, *this, *this, *this, *this, *this};
    Context context{now,    caller, random.uuid(), random, scheduler, store,    timeline,
                    outbox, ports,  settings,      {},     nullptr,   ++command};
    auto finish = [&] { last_record = std::move(context.record); };
    if constexpr (std::is_void_v<decltype(run(context))>) {
      run(context);
      finish();
    } else {
      auto result = run(context);
      finish();
      return result;
    }
  }

  // Runs the row named `operation`; a missing row is a test failure.
  template <class State>
  Result<Json> call(const std::vector<Operation<State>>& rows, State& state,
                    std::string_view operation, Json input = Json::object()) {
    for (const Operation<State>& row : rows) {
      if (row.name == operation) {
        return with_context([&](Context& context) {
          context.input = &input;
          return row.handler(state, context, input);
        });
      }
    }
    ADD_FAILURE() << "no row for " << operation;
    return not_implemented(std::string(operation));
  }

  // Runs all timers due up to `target` in order, then stands at `target`.
  template <class State>
  void advance_to(const std::vector<TimerHandler<State>>& rows, State& state, Instant target) {
    while (std::optional<Timer> timer = scheduler.pop_due(target)) {
      now = std::max(now, timer->due);
      bool ran = false;
      for (const TimerHandler<State>& row : rows) {
        if (row.kind != timer->kind) continue;
        with_context([&](Context& context) { row.handler(state, context, *timer); });
        ran = true;
      }
      if (!ran) ADD_FAILURE() << "no handler for timer " << timer->kind;
    }
    now = target;
  }
  template <class State>
  void advance(const std::vector<TimerHandler<State>>& rows, State& state, Duration by) {
    advance_to(rows, state, now + by);
  }

  // ---- the ports ----
  Result<Json> call(const std::string& as_service, const std::string& service,
                    const std::string& operation, Json input, const std::string& region) override {
    nested_calls.push_back({as_service, service, operation, std::move(input), region});
    if (!answer_nested_call) return not_implemented(service + " " + operation);
    return answer_nested_call(nested_calls.back());
  }
  Result<Json> call_for_itself(const ServiceItself& who, const std::string& service,
                               const std::string& operation, Json input) override {
    nested_calls.push_back(
        {who.name, service, operation, std::move(input), {}, who.scope, who.source_arn});
    if (!answer_nested_call) return not_implemented(service + " " + operation);
    return answer_nested_call(nested_calls.back());
  }
  bool bucket_exists(const std::string& name) const override { return buckets.contains(name); }
  bool log_group_exists(const Scope& scope, const std::string& name) const override {
    return log_groups.contains(scope.id(name));
  }
  bool topic_exists(const std::string& arn) const override { return topics.contains(arn); }
  std::optional<std::string> key_arn(const Scope&, const std::string& key_id) const override {
    const auto found = key_arns.find(key_id);
    if (found == key_arns.end()) return std::nullopt;
    return found->second;
  }
  Result<void> deliver(const Scope& scope, const std::string& group, const std::string& stream,
                       const DeliveredEvent& event) override {
    if (!log_groups.contains(scope.id(group))) {
      return ApiError{"ResourceNotFoundException", "The specified log group does not exist."};
    }
    if (log_refusal) return *log_refusal;
    delivered.push_back({scope, group, stream, *event.message, event.event_id, event.at});
    return {};
  }
  void put(const Scope& scope, const MetricValue& value) override {
    metric_values.emplace_back(scope, value);
  }
  Result<void> run(const Scope& scope, const AlarmNotification& notification) override {
    alarm_notifications.emplace_back(scope, notification);
    if (alarm_action_error) return *alarm_action_error;
    return {};
  }
  void echo(const Scope& scope, const CallEcho& echo) override { echoes.emplace_back(scope, echo); }
  void emit(const Scope& scope, const ServiceEvent& event) override {
    service_events.emplace_back(scope, event);
  }
  void run(const std::function<void()>& work) override {
    work();
    if (auto meanwhile = std::exchange(during_slow_work, nullptr)) meanwhile();
  }
  bool is_enforced() const override { return static_cast<bool>(denial); }
  std::optional<std::string> why_not(const AccessRequest& request) const override {
    return denial ? denial(request) : std::nullopt;
  }

  bool await_change(std::optional<Instant>, std::chrono::steady_clock::time_point) override {
    auto meanwhile = std::exchange(during_wait, nullptr);
    if (!meanwhile) return false;
    meanwhile();
    return true;
  }
  Result<void> send(const std::string& queue_arn, const QueueMessage& message) override {
    if (!queues.contains(queue_arn)) return ApiError{"QueueDoesNotExist", "No such queue.", 400};
    queued.emplace_back(queue_arn, message);
    return {};
  }

 private:
  static Caller make_caller() {
    Caller caller;
    caller.scope = Scope{"123456789012", "us-east-1"};
    caller.identity = root_identity("123456789012", "AKIAIOSFODNN7EXAMPLE");
    caller.user_agent = "test/1.0";
    caller.host_header = "127.0.0.1:4566";
    return caller;
  }
};

}  // namespace keytrail::testing
