// The set-up of the drill, for tests of the whole: a trail into a log group, a metric filter that
// counts failing KMS calls, an alarm on the count, a topic with one mail address.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "keytrail/emulator.h"

namespace keytrail::testing {

inline constexpr const char* kFoo = "Zm9v";  // "foo" as calls take blobs.
inline constexpr const char* kAddress = "ops@example.com";
inline constexpr const char* kKmsErrors =
    R"({ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") })";

inline EmulatorOptions fixed_options() {
  EmulatorOptions options;
  options.seed = 1;
  options.clock_start = parse_instant("2026-01-01T00:00:00Z");
  return options;
}

// The output of a call that must succeed.
inline Json must(Emulator& aws, const std::string& service, const std::string& operation,
                 const Json& input, const CallOptions& options = {}) {
  CallResult result = aws.call(service, operation, input, options);
  if (!result.ok()) {
    ADD_FAILURE() << operation << ": " << result.error->code << ": " << result.error->message;
  }
  return std::move(result.output);
}

// "Code: text" of a call that must fail; empty when it did not.
inline std::string error_of(const CallResult& result) {
  return result.ok() ? "" : result.error->code + ": " + result.error->message;
}

inline Json alarm_input(const std::string& name, const std::string& topic_arn) {
  return {{"AlarmName", name},
          {"Namespace", "CloudTrailLogMetrics"},
          {"MetricName", "KMSErrorCount"},
          {"Statistic", "Sum"},
          {"Period", 60},
          {"EvaluationPeriods", 1},
          {"DatapointsToAlarm", 1},
          {"Threshold", 1},
          {"ComparisonOperator", "GreaterThanOrEqualToThreshold"},
          {"TreatMissingData", "notBreaching"},
          {"AlarmActions", {topic_arn}}};
}

// With the token that SDKs fill in by themselves.
inline Json secret_input(const std::string& value) {
  return {{"Name", "db"},
          {"SecretString", value},
          {"ClientRequestToken", "11111111-2222-4333-8444-555555555555"}};
}

struct Chain {
  explicit Chain(Emulator& emulator, CallOptions who = {}, const std::string& pattern = kKmsErrors)
      : aws(emulator), caller(std::move(who)) {
    if (caller.account.empty()) caller.account = "123456789012";
    if (caller.region.empty()) caller.region = "us-east-1";
    const std::string bucket = "trail-" + caller.account + "-" + caller.region;
    Json create_bucket = {{"Bucket", bucket}};
    if (caller.region != "us-east-1") {
      create_bucket["CreateBucketConfiguration"] = {{"LocationConstraint", caller.region}};
    }
    call("s3", "CreateBucket", create_bucket);
    call("logs", "CreateLogGroup", {{"logGroupName", "trail"}});
    call("cloudtrail", "CreateTrail",
         {{"Name", "drill"},
          {"S3BucketName", bucket},
          {"CloudWatchLogsLogGroupArn",
           "arn:aws:logs:" + caller.region + ":" + caller.account + ":log-group:trail:*"},
          {"CloudWatchLogsRoleArn", "arn:aws:iam::" + caller.account + ":role/CloudTrail"}});
    call("cloudtrail", "StartLogging", {{"Name", "drill"}});
    call("logs", "PutMetricFilter",
         {{"logGroupName", "trail"},
          {"filterName", "errors"},
          {"filterPattern", pattern},
          {"metricTransformations",
           {{{"metricNamespace", "CloudTrailLogMetrics"},
             {"metricName", "KMSErrorCount"},
             {"metricValue", "1"}}}}});
    topic = call("sns", "CreateTopic", {{"Name", "alerts"}})["TopicArn"].get<std::string>();
    call("sns", "Subscribe", {{"TopicArn", topic}, {"Protocol", "email"}, {"Endpoint", kAddress}});
    confirm();
    call("cloudwatch", "PutMetricAlarm", alarm_input("errors", topic));
  }

  Json call(const std::string& service, const std::string& operation, const Json& input) {
    return must(aws, service, operation, input, caller);
  }
  CallResult try_call(const std::string& service, const std::string& operation, const Json& input) {
    return aws.call(service, operation, input, caller);
  }
  std::string alarm_state(const std::string& name = "errors") {
    const Json found = call("cloudwatch", "DescribeAlarms", {{"AlarmNames", {name}}});
    return found["MetricAlarms"][0]["StateValue"].get<std::string>();
  }
  // The subjects of the mails an alarm sent.
  std::vector<std::string> alarm_subjects() {
    std::vector<std::string> subjects;
    for (const Mail& mail : aws.inbox(kAddress)) {
      if (mail.confirm_url.empty() && mail.account == caller.account &&
          mail.region == caller.region) {
        subjects.push_back(mail.subject);
      }
    }
    return subjects;
  }
  // Records of event history, newest first.
  std::vector<Json> records(const std::string& event_name) {
    const Json found = call(
        "cloudtrail", "LookupEvents",
        {{"LookupAttributes", {{{"AttributeKey", "EventName"}, {"AttributeValue", event_name}}}}});
    std::vector<Json> records;
    for (const Json& event : found["Events"]) {
      records.push_back(*parse_json(event["CloudTrailEvent"].get<std::string>()));
    }
    return records;
  }

  Emulator& aws;
  CallOptions caller;
  std::string topic;

 private:
  // As a person does, with the token of the mail; nothing to do when it confirms by itself.
  void confirm() {
    for (const Mail& mail : aws.inbox(kAddress)) {
      const std::size_t token = mail.confirm_url.find("Token=");
      if (token == std::string::npos || mail.confirm_url.find(topic) == std::string::npos) continue;
      const std::string from = mail.confirm_url.substr(token + 6);
      call("sns", "ConfirmSubscription",
           {{"TopicArn", topic}, {"Token", from.substr(0, from.find('&'))}});
    }
  }
};

// The kinds of the timeline's entries above `since`, each with a word of what it is about.
inline std::vector<std::string> timeline_words(Emulator& aws, std::uint64_t since = 0) {
  std::vector<std::string> words;
  for (const Json& entry : aws.timeline({.since = since})) {
    const std::string kind = entry["kind"].get<std::string>();
    std::string word = kind;
    for (const char* name : {"operation", "eventName", "logGroup", "metricName", "to"}) {
      if (const Json* value = find_member(entry, name)) {
        word += " " + value->get<std::string>();
        break;
      }
    }
    words.push_back(word);
  }
  return words;
}

}  // namespace keytrail::testing
