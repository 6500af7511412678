// Whoever uses a disabled key is noticed, and the security team is told. No process, no socket: the
// emulator is an object of the test, and its clock moves only here.
#include <gtest/gtest.h>
#include <keytrail/emulator.h>

#include <string>
#include <vector>

namespace {

using keytrail::Json;

class KeyMisuse : public ::testing::Test {
 protected:
  // What would come from your infrastructure code: a trail, a filter, an alarm, a topic.
  void SetUp() override {
    call("s3", "CreateBucket", {{"Bucket", "trail-records"}});
    call("logs", "CreateLogGroup", {{"logGroupName", "trail"}});
    call("cloudtrail", "CreateTrail",
         {{"Name", "management-events"},
          {"S3BucketName", "trail-records"},
          {"CloudWatchLogsLogGroupArn", "arn:aws:logs:us-east-1:123456789012:log-group:trail:*"},
          {"CloudWatchLogsRoleArn", "arn:aws:iam::123456789012:role/CloudTrail"}});
    call("cloudtrail", "StartLogging", {{"Name", "management-events"}});
    const Json count = {
        {"metricNamespace", "Security"}, {"metricName", "KmsErrors"}, {"metricValue", "1"}};
    call("logs", "PutMetricFilter",
         {{"logGroupName", "trail"},
          {"filterName", "kms-errors"},
          {"filterPattern", R"({ $.eventSource = kms.amazonaws.com && $.errorCode = "*" })"},
          {"metricTransformations", Json::array({count})}});
    const Json topic = call("sns", "CreateTopic", {{"Name", "security"}})["TopicArn"];
    call("sns", "Subscribe",
         {{"TopicArn", topic}, {"Protocol", "email"}, {"Endpoint", "security@example.com"}});
    call("cloudwatch", "PutMetricAlarm",
         {{"AlarmName", "kms-errors"},
          {"Namespace", "Security"},
          {"MetricName", "KmsErrors"},
          {"Statistic", "Sum"},
          {"Period", 60},
          {"EvaluationPeriods", 1},
          {"Threshold", 1},
          {"ComparisonOperator", "GreaterThanOrEqualToThreshold"},
          {"TreatMissingData", "notBreaching"},
          {"AlarmActions", Json::array({topic})}});
  }

  // A call that has to succeed; its output as the AWS CLI prints it.
  Json call(const std::string& service, const std::string& operation, const Json& input) {
    const keytrail::CallResult result = aws_.call(service, operation, input);
    if (result.error) ADD_FAILURE() << operation << ": " << result.error->message;
    return result.output;
  }

  std::vector<std::string> alarm_mails() {
    std::vector<std::string> subjects;
    for (const keytrail::Mail& mail : aws_.inbox("security@example.com")) {
      if (mail.subject.rfind("ALARM", 0) == 0) subjects.push_back(mail.subject);
    }
    return subjects;
  }

  // A seed makes ids and ciphertexts the same in each run.
  keytrail::Emulator aws_{{.seed = 1, .auto_confirm = true}};
};

TEST_F(KeyMisuse, IsNoticedWithinAMinute) {
  const Json key = call("kms", "CreateKey", Json::object())["KeyMetadata"];
  call("kms", "DisableKey", {{"KeyId", key["KeyId"]}});

  const auto refused =
      aws_.call("kms", "Encrypt", {{"KeyId", key["KeyId"]}, {"Plaintext", "aGVsbG8="}});
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->code, "DisabledException");
  EXPECT_EQ(refused.error->message, key["Arn"].get<std::string>() + " is disabled.");

  EXPECT_TRUE(alarm_mails().empty());
  aws_.clock().advance(std::chrono::minutes(1));
  EXPECT_EQ(alarm_mails().size(), 1u);
}

TEST_F(KeyMisuse, IsNotWhenTheKeyWorks) {
  const Json key = call("kms", "CreateKey", Json::object())["KeyMetadata"];
  call("kms", "Encrypt", {{"KeyId", key["KeyId"]}, {"Plaintext", "aGVsbG8="}});
  aws_.clock().advance(std::chrono::hours(1));
  EXPECT_TRUE(alarm_mails().empty());
}

}  // namespace
