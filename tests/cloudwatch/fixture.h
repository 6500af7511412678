// CloudWatch on a harness, with the calls that most tests make.
#pragma once

#include "cloudwatch/service.h"
#include "support/harness.h"

namespace keytrail::cloudwatch {

struct CloudWatch : testing::Harness {
  State state;

  Result<Json> run(std::string_view operation, Json input) {
    return call(operations(), state, operation, std::move(input));
  }
  Json must(std::string_view operation, Json input) {
    Result<Json> result = run(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": "
                             << (result.ok() ? ""
                                             : result.error().code + " " + result.error().message);
    return result.ok() ? result.value() : Json();
  }
  void wait(Duration by) { advance(timers(), state, by); }
  void wait_until(std::string_view instant) {
    advance_to(timers(), state, *parse_instant(instant));
  }

  // A value of Test/Errors, as a metric filter brings it.
  void put_value(double value, Duration ago = Duration(0)) {
    MetricValue datapoint;
    datapoint.metric_namespace = "Test";
    datapoint.metric_name = "Errors";
    datapoint.at = now - ago;
    datapoint.value = value;
    datapoint.source = "test";
    datapoint.cause = "event-1";
    with_context([&](Context& context) { put_metric(state, context, caller.scope, datapoint); });
  }

  // Sum of Test/Errors over 60 s >= 1 for 1 of 1, missing data notBreaching.
  static Json alarm_input(const std::string& name = "errors") {
    return Json{{"AlarmName", name},
                {"MetricName", "Errors"},
                {"Namespace", "Test"},
                {"Statistic", "Sum"},
                {"Period", 60},
                {"EvaluationPeriods", 1},
                {"DatapointsToAlarm", 1},
                {"Threshold", 1.0},
                {"ComparisonOperator", "GreaterThanOrEqualToThreshold"},
                {"TreatMissingData", "notBreaching"},
                {"AlarmActions", {"arn:aws:sns:us-east-1:123456789012:oncall"}}};
  }
  Json described(const std::string& name = "errors") {
    Json output = must("DescribeAlarms", Json{{"AlarmNames", {name}}});
    EXPECT_EQ(output["MetricAlarms"].size(), 1u);
    return output["MetricAlarms"].empty() ? Json() : output["MetricAlarms"][0];
  }
  std::string state_value(const std::string& name = "errors") {
    return string_member(described(name), "StateValue");
  }
};

}  // namespace keytrail::cloudwatch
