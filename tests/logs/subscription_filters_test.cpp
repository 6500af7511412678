#include "logs/service.h"
#include "support/harness.h"

namespace keytrail::logs {
namespace {

struct Subscriptions : ::testing::Test, testing::Harness {
  State state;

  Subscriptions() { EXPECT_TRUE(run("CreateLogGroup", {}).ok()); }

  Result<Json> run(std::string_view operation, Json input) {
    if (!input.contains("logGroupName")) input["logGroupName"] = "g";
    return call(operations(), state, operation, std::move(input));
  }
  ApiError refused(const std::string& destination, const Json& members = Json::object()) {
    Json input{{"filterName", "f"}, {"filterPattern", ""}, {"destinationArn", destination}};
    input.update(members);
    const Result<Json> result = run("PutSubscriptionFilter", std::move(input));
    EXPECT_FALSE(result.ok());
    return result.ok() ? ApiError{} : result.error();
  }
};

struct Destination {
  const char* name;
  const char* arn;
  bool has_role;
  const char* code;
  const char* message;
};

TEST_F(Subscriptions, AreRefusedByTheNameOfTheirDestination) {
  const std::string kNotHere = "keytrail does not emulate logs PutSubscriptionFilter to a ";
  const Destination rows[] = {
      {"a stream", "arn:aws:kinesis:us-east-1:123456789012:stream/s", true, "NotImplemented",
       "kinesis destination yet."},
      {"a stream without a role", "arn:aws:kinesis:us-east-1:123456789012:stream/s", false,
       "InvalidParameterException",
       "destinationArn for vendor kinesis cannot be used without roleArn"},
      {"a delivery stream", "arn:aws:firehose:us-east-1:123456789012:deliverystream/s", true,
       "NotImplemented", "firehose destination yet."},
      {"a function", "arn:aws:lambda:us-east-1:123456789012:function:f", false, "NotImplemented",
       "lambda destination yet."},
      {"a function with a role", "arn:aws:lambda:us-east-1:123456789012:function:f", true,
       "InvalidParameterException", "destinationArn for vendor lambda cannot be used with roleArn"},
      {"a function of another account", "arn:aws:lambda:us-east-1:111122223333:function:f", false,
       "AccessDeniedException",
       "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies "
       "to create cross account lambda triggers."},
      {"a logical destination", "arn:aws:logs:us-east-1:111122223333:destination:d", false,
       "NotImplemented", "logs destination yet."},
      {"a topic", "arn:aws:sns:us-east-1:123456789012:t", false, "InvalidParameterException",
       "PutSubscriptionFilter operation cannot work with destinationArn for vendor sns"},
      {"no ARN", "stream", false, "InvalidParameterException",
       "The specified destinationArn is invalid."},
  };
  for (const Destination& row : rows) {
    SCOPED_TRACE(row.name);
    const Json role = {{"roleArn", "arn:aws:iam::123456789012:role/r"}};
    const ApiError error = refused(row.arn, row.has_role ? role : Json::object());
    const bool is_missing_here = error.code == "NotImplemented";
    EXPECT_EQ(error.code, row.code);
    EXPECT_EQ(error.message, is_missing_here ? kNotHere + row.message : row.message);
    EXPECT_EQ(error.status, is_missing_here ? 501 : 400);
  }
  const char* stream = "arn:aws:kinesis:us-east-1:123456789012:stream/s";
  EXPECT_EQ(refused(stream, {{"filterPattern", "{"}}).message, "Invalid filter pattern");
  EXPECT_EQ(refused(stream, {{"logGroupName", "h"}}).message,
            "The specified log group does not exist.");
}

TEST_F(Subscriptions, AreNeverThere) {
  EXPECT_EQ(run("DescribeSubscriptionFilters", {}).value(),
            Json({{"subscriptionFilters", Json::array()}}));
  EXPECT_EQ(run("DescribeSubscriptionFilters", {{"logGroupName", "h"}}).error().code,
            "ResourceNotFoundException");
  EXPECT_EQ(run("DeleteSubscriptionFilter", {{"filterName", "f"}}).error().message,
            "The specified subscription filter does not exist.");
  EXPECT_EQ(
      run("DeleteSubscriptionFilter", {{"logGroupName", "h"}, {"filterName", "f"}}).error().message,
      "The specified log group does not exist.");
}

}  // namespace
}  // namespace keytrail::logs
