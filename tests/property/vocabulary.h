// Random but repeatable use of the whole emulator: a Player draws commands from a small vocabulary
// over a handful of names, so that they often meet, and writes down every answer.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "keytrail/emulator.h"
#include "support/chain.h"
#include "support/record_checks.h"

namespace keytrail::testing {

class Player {
 public:
  explicit Player(std::uint64_t seed) : chance_(seed) {}

  // Sets up the chain and plays `commands`; `between` runs after each and may exchange the
  // emulator.
  void play(std::unique_ptr<Emulator>& aws, int commands,
            const std::function<void(int)>& between = {}) {
    aws_ = aws.get();
    call("s3", "CreateBucket", {{"Bucket", "trail"}});
    call("logs", "CreateLogGroup", {{"logGroupName", "group-0"}});
    call("cloudtrail", "CreateTrail", trail_input("trail-0"));
    call("cloudtrail", "StartLogging", {{"Name", "trail-0"}});
    call("logs", "PutMetricFilter", filter_input("filter-0"));
    call("sns", "CreateTopic", {{"Name", "topic-0"}});
    call("sns", "Subscribe",
         {{"TopicArn", topic_arn("topic-0")}, {"Protocol", "email"}, {"Endpoint", kAddress}});
    confirm();
    call("cloudwatch", "PutMetricAlarm", alarm_input("alarm-0", topic_arn("topic-0")));
    for (int i = 0; i < commands; ++i) {
      step();
      if (between) between(i);
      aws_ = aws.get();
    }
  }

  // One text for everything that can be seen from outside.
  static std::string world(Emulator& aws) {
    std::string text = to_text(aws.timeline()) + "\n";
    for (const Mail& mail : aws.inbox()) {
      text += mail.id + " " + to_rfc3339_millis(mail.at) + " " + mail.to + " " + mail.subject +
              "\n" + mail.body + "\n";
    }
    text += to_text(aws.clock().next()) + " " + to_rfc3339_millis(aws.clock().read().now) + "\n";
    const std::vector<std::tuple<const char*, const char*, Json>> readings = {
        {"kms", "ListKeys", Json::object()},
        {"kms", "ListAliases", Json::object()},
        {"kms", "DescribeCustomKeyStores", Json::object()},
        {"cloudtrail", "DescribeTrails", Json::object()},
        {"cloudtrail", "GetTrailStatus", {{"Name", "trail-0"}}},
        {"cloudtrail", "LookupEvents", Json::object()},
        {"logs", "DescribeLogGroups", Json::object()},
        {"logs", "DescribeLogStreams", {{"logGroupName", "group-0"}}},
        {"logs", "DescribeMetricFilters", Json::object()},
        {"logs", "FilterLogEvents", {{"logGroupName", "group-0"}}},
        {"cloudwatch", "DescribeAlarms", Json::object()},
        {"cloudwatch", "DescribeAlarmHistory", Json::object()},
        {"cloudwatch", "ListMetrics", Json::object()},
        {"sns", "ListTopics", Json::object()},
        {"sns", "ListSubscriptions", Json::object()},
        {"secretsmanager", "ListSecrets", Json::object()},
        {"s3", "ListBuckets", Json::object()},
        {"sts", "GetCallerIdentity", Json::object()}};
    for (const auto& [service, operation, input] : readings) {
      text += describe(operation, aws.call(service, operation, input)) + "\n";
    }
    return text;
  }

  // What must be in no record.
  const Secrets& secrets() const { return secrets_; }

  // What was done and answered, a line each.
  const std::vector<std::string>& log() const { return log_; }

 private:
  std::size_t draw(std::size_t below) { return chance_() % below; }
  std::string name(const std::string& stem, std::size_t count = 3) {
    return stem + "-" + std::to_string(draw(count));
  }
  template <class Value>
  Value one_of(const std::vector<Value>& values) {
    return values[draw(values.size())];
  }

  static std::string describe(const std::string& what, const CallResult& result) {
    return what + " " + result.request_id + " " +
           (result.ok() ? to_text(result.output) : error_of(result));
  }
  void note(const std::string& what, const CallResult& result) {
    log_.push_back(describe(what, result));
  }
  Json call(const std::string& service, const std::string& operation, const Json& input) {
    CallOptions who;
    who.identity = one_of<std::string>({"", "", "user/alice", "assumed-role/admin/session"});
    CallResult result = aws_->call(service, operation, input, who);
    note(operation + " " + to_text(input), result);
    secrets_.note(service, input, result.output);
    return result.ok() ? std::move(result.output) : Json();
  }

  static std::string topic_arn(const std::string& name) {
    return "arn:aws:sns:us-east-1:123456789012:" + name;
  }
  std::string key() {
    if (keys_.empty() || draw(10) == 0) return "alias/" + name("alias");
    return one_of(keys_);
  }
  static Json trail_input(const std::string& name) {
    return {
        {"Name", name},
        {"S3BucketName", "trail"},
        {"CloudWatchLogsLogGroupArn", "arn:aws:logs:us-east-1:123456789012:log-group:group-0:*"},
        {"CloudWatchLogsRoleArn", "arn:aws:iam::123456789012:role/CloudTrail"}};
  }
  static Json filter_input(const std::string& name) {
    return {{"logGroupName", "group-0"},
            {"filterName", name},
            {"filterPattern", kKmsErrors},
            {"metricTransformations",
             {{{"metricNamespace", "CloudTrailLogMetrics"},
               {"metricName", "KMSErrorCount"},
               {"metricValue", "1"}}}}};
  }

  void confirm() {
    for (const Mail& mail : aws_->inbox(kAddress)) {
      const std::size_t token = mail.confirm_url.find("Token=");
      const std::size_t topic = mail.confirm_url.find("TopicArn=");
      if (token == std::string::npos || topic == std::string::npos) continue;
      const auto value = [&](std::size_t at, std::size_t skip) {
        const std::string rest = mail.confirm_url.substr(at + skip);
        return percent_decode(rest.substr(0, rest.find('&')), PlusIsBlank::No);
      };
      call("sns", "ConfirmSubscription",
           {{"TopicArn", value(topic, 9)}, {"Token", value(token, 6)}});
    }
  }

  void step();
  void step_kms();
  void step_kms_lives();
  void step_key_stores();
  void step_logs();
  void step_alarms();
  void step_secrets();
  void step_clock();

  std::mt19937_64 chance_;
  Emulator* aws_ = nullptr;
  std::vector<std::string> keys_;
  std::vector<std::string> stores_;
  std::vector<Json> sealed_;
  std::vector<std::string> log_;
  Secrets secrets_;
};

}  // namespace keytrail::testing
