// A bucket, a log group and a role, so that a trail can be made and can deliver.
#pragma once

#include <gtest/gtest.h>

#include "cloudtrail/service.h"
#include "support/harness.h"

namespace keytrail::cloudtrail {

struct CloudTrailTest : ::testing::Test {
  static constexpr const char* kAccount = "123456789012";
  static constexpr const char* kGroupArn =
      "arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/Group:*";
  static constexpr const char* kRoleArn =
      "arn:aws:iam::123456789012:role/CloudTrail_CloudWatchLogs_Role";
  static constexpr const char* kTrailArn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/trail";

  testing::Harness harness;
  State state;

  CloudTrailTest() {
    harness.buckets = {"bucket", "other-bucket"};
    harness.log_groups = {"123456789012/us-east-1/CloudTrail/Group",
                          "123456789012/us-east-1/Other"};
  }

  Result<Json> call(std::string_view operation, Json input) {
    return harness.call(operations(), state, operation, std::move(input));
  }
  // The output; a failure fails the test.
  Json must(std::string_view operation, Json input) {
    Result<Json> result = call(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": " << (result.ok() ? "" : result.error().message);
    return result.ok() ? result.value() : Json();
  }
  void expect_error(std::string_view operation, Json input, std::string_view code,
                    std::string_view message) {
    const Result<Json> result = call(operation, std::move(input));
    ASSERT_FALSE(result.ok()) << operation << " was to fail with " << code;
    EXPECT_EQ(result.error().code, code);
    EXPECT_EQ(result.error().message, message);
  }
  void in_region(const std::string& region) { harness.caller.scope.region = region; }
  void in_account(const std::string& account) {
    harness.caller.scope.account = account;
    harness.caller.identity = root_identity(account, "AKIAIOSFODNN7EXAMPLE");
  }

  static Json trail_input(const std::string& name = "trail") {
    return {{"Name", name},
            {"S3BucketName", "bucket"},
            {"CloudWatchLogsLogGroupArn", kGroupArn},
            {"CloudWatchLogsRoleArn", kRoleArn}};
  }
  void make_logging_trail(Json input = trail_input()) {
    const std::string name = string_member(input, "Name");
    must("CreateTrail", std::move(input));
    must("StartLogging", {{"Name", name}});
  }

  // What the engine does with a record: history first, then the trails.
  std::string record(std::string_view event_name, std::string_view source = "kms.amazonaws.com",
                     bool is_read_only = true, const RecordDraft* draft = nullptr) {
    return harness.with_context([&](Context& context) {
      Record record = build_record({.caller = context.caller,
                                    .at = context.now,
                                    .event_source = source,
                                    .event_name = event_name,
                                    .is_read_only = is_read_only,
                                    .request_id = context.request_id,
                                    .event_id = context.random.uuid(),
                                    .draft = draft});
      const std::uint64_t sequence = context.store.append(record.row);
      distribute(state, context, record, sequence);
      return record.row.event_id;
    });
  }
  std::vector<std::string> delivered_names() const {
    std::vector<std::string> names;
    for (const auto& event : harness.delivered) {
      names.push_back(string_member(*parse_json(event.message), "eventName"));
    }
    return names;
  }
};

}  // namespace keytrail::cloudtrail
