// The Chain is the sentence the project exists for, in code: a record delivered to a log group is
// counted by metric filters, the count is a datapoint, datapoints wake alarms, and an alarm that
// changes tells a topic. Each link is one service's; only here do they meet.
//
//   cloudtrail::distribute -> LogSink    -> logs::deliver
//   logs::deliver          -> MetricSink -> cloudwatch::put_metric
//   alarm evaluation timer -> AlarmActions -> sns::run_alarm_action
#pragma once

#include "cloudwatch/service.h"
#include "cloudwatch/state.h"
#include "core/context.h"
#include "logs/service.h"
#include "logs/state.h"
#include "sns/service.h"
#include "sns/state.h"

namespace keytrail::pipeline {

class Chain final : public LogSink, public MetricSink, public AlarmActions {
 public:
  Chain(logs::State& logs, cloudwatch::State& cloudwatch, sns::State& sns)
      : logs_(logs), cloudwatch_(cloudwatch), sns_(sns) {}

  // The context every link runs in; set once, before the chain is used.
  void attach(Context& context) { context_ = &context; }

  Result<void> deliver(const Scope& scope, const std::string& group, const std::string& stream,
                       const DeliveredEvent& event) override;
  void put(const Scope& scope, const MetricValue& value) override;
  Result<void> run(const Scope& scope, const AlarmNotification& notification) override;

 private:
  logs::State& logs_;
  cloudwatch::State& cloudwatch_;
  sns::State& sns_;
  Context* context_ = nullptr;
};

}  // namespace keytrail::pipeline
