// CloudTrail and CloudWatch Logs use KMS for themselves: what they may, what is recorded of it, and
// what becomes of deliveries when they may not.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/chain.h"
#include "support/record_checks.h"

namespace keytrail {
namespace {

using namespace std::chrono_literals;
using testing::Chain;
using testing::error_of;
using testing::fixed_options;
using testing::must;

constexpr const char* kGroup = "arn:aws:logs:us-east-1:123456789012:log-group:";
constexpr const char* kTrail = "arn:aws:cloudtrail:us-east-1:123456789012:trail/";

// What AWS's guides have people put into a key's policy, below the statement that is there anyway.
std::string policy_for(const Json& service, const Json& actions, const Json& condition) {
  const Json root = {{"Effect", "Allow"},
                     {"Principal", {{"AWS", "arn:aws:iam::123456789012:root"}}},
                     {"Action", "kms:*"},
                     {"Resource", "*"}};
  const Json own = {{"Effect", "Allow"},
                    {"Principal", {{"Service", service}}},
                    {"Action", actions},
                    {"Resource", "*"},
                    {"Condition", condition}};
  return Json{{"Version", "2012-10-17"}, {"Statement", {root, own}}}.dump();
}

std::string bucket_policy() {
  const Json cloudtrail = {{"Service", "cloudtrail.amazonaws.com"}};
  const Json look = {{"Effect", "Allow"},
                     {"Principal", cloudtrail},
                     {"Action", "s3:GetBucketAcl"},
                     {"Resource", "arn:aws:s3:::files"}};
  const Json write = {{"Effect", "Allow"},
                      {"Principal", cloudtrail},
                      {"Action", "s3:PutObject"},
                      {"Resource", "arn:aws:s3:::files/*"}};
  return Json{{"Version", "2012-10-17"}, {"Statement", {look, write}}}.dump();
}

struct Account {
  explicit Account(EmulatorOptions options = fixed_options()) : aws(std::move(options)) {
    key = call("kms", "CreateKey", {})["KeyMetadata"]["Arn"];
    call("s3", "CreateBucket", {{"Bucket", "files"}});
    call("s3", "PutBucketPolicy", {{"Bucket", "files"}, {"Policy", bucket_policy()}});
  }
  static EmulatorOptions enforcing() {
    EmulatorOptions options = fixed_options();
    options.enforce_policies = true;
    return options;
  }
  Json call(const std::string& service, const std::string& operation, const Json& input) {
    return must(aws, service, operation, input);
  }
  std::string refusal(const std::string& service, const std::string& operation, const Json& input) {
    return error_of(aws.call(service, operation, input));
  }
  void allow(const Json& service, const Json& actions, const Json& condition) {
    call("kms", "PutKeyPolicy",
         {{"KeyId", key}, {"Policy", policy_for(service, actions, condition)}});
  }
  Json trail(const char* name = "audit") const {
    return {{"Name", name}, {"S3BucketName", "files"}, {"KmsKeyId", key}};
  }
  Json status() { return call("cloudtrail", "GetTrailStatus", {{"Name", "audit"}}); }
  // Records of KMS that a service left for itself, oldest first.
  std::vector<Json> own_records(const std::string& service) {
    std::vector<Json> found;
    CallOptions look;
    look.leaves_no_trace = true;
    const Json page = must(aws, "cloudtrail", "LookupEvents", Json::object(), look);
    for (const Json& event : page["Events"]) {
      Json record = *parse_json(event["CloudTrailEvent"].get<std::string>());
      if (record["userIdentity"] == Json{{"type", "AWSService"}, {"invokedBy", service}}) {
        EXPECT_EQ(testing::RecordSchema::problems(record), std::vector<std::string>());
        found.insert(found.begin(), std::move(record));
      }
    }
    return found;
  }

  Emulator aws;
  std::string key;
};

TEST(TrailsUnderAKey, AreMadeOnlyWhereTheKeyLetsCloudTrail) {
  Account account(Account::enforcing());
  const std::string denied =
      "InsufficientEncryptionPolicyException: Insufficient permissions to access S3 bucket files "
      "or KMS key " +
      account.key + ".";
  EXPECT_EQ(account.refusal("cloudtrail", "CreateTrail", account.trail()), denied);
  const Json context = {
      {"StringLike", {{"kms:EncryptionContext:aws:cloudtrail:arn", std::string(kTrail) + "*"}}},
      {"StringEquals", {{"aws:SourceArn", std::string(kTrail) + "audit"}}}};
  account.allow("logs.us-east-1.amazonaws.com", "kms:GenerateDataKey*", context);
  EXPECT_EQ(account.refusal("cloudtrail", "CreateTrail", account.trail()), denied);
  account.allow("cloudtrail.amazonaws.com", "kms:GenerateDataKey*", context);
  account.call("cloudtrail", "CreateTrail", account.trail());
  EXPECT_EQ(account.refusal("cloudtrail", "CreateTrail", account.trail("other")), denied)
      << "the policy asks for the source";

  const std::vector<Json> records = account.own_records("cloudtrail.amazonaws.com");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0]["errorCode"], "AccessDenied");
  EXPECT_EQ(records[0]["errorMessage"],
            "User: cloudtrail.amazonaws.com is not authorized to perform: kms:GenerateDataKey on "
            "resource: " +
                account.key +
                " because no resource-based policy allows the kms:GenerateDataKey action");
  EXPECT_FALSE(records[2].contains("errorCode"));
  EXPECT_EQ(records[2]["requestParameters"]["encryptionContext"],
            (Json{{"aws:cloudtrail:arn", std::string(kTrail) + "audit"},
                  {"aws:s3:arn", "arn:aws:s3:::files/AWSLogs/123456789012/"}}));
}

TEST(TrailsUnderAKey, WantAKeyThatServes) {
  Account account;
  Json input = account.trail();
  for (const auto& [key_id, error] :
       {std::pair<std::string, std::string>{"arn:aws:s3:::files", "InvalidKmsKeyIdException: "},
        {"alias/none", "KmsKeyNotFoundException: "},
        {"arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555",
         "KmsKeyNotFoundException: "}}) {
    input["KmsKeyId"] = key_id;
    EXPECT_TRUE(account.refusal("cloudtrail", "CreateTrail", input).starts_with(error)) << key_id;
  }
  account.call("kms", "DisableKey", {{"KeyId", account.key}});
  EXPECT_EQ(account.refusal("cloudtrail", "CreateTrail", account.trail()),
            "KmsException: " + account.key + " is disabled.");
  const Json signing =
      account.call("kms", "CreateKey", {{"KeySpec", "ECC_NIST_P256"}, {"KeyUsage", "SIGN_VERIFY"}});
  input["KmsKeyId"] = signing["KeyMetadata"]["Arn"];
  EXPECT_TRUE(account.refusal("cloudtrail", "CreateTrail", input).starts_with("KmsException: "));
}

TEST(TrailsUnderAKey, DeliverAgainOnceTheKeyIsBack) {
  Account account;
  account.call("cloudtrail", "CreateTrail", account.trail());
  account.call("cloudtrail", "StartLogging", {{"Name", "audit"}});
  account.aws.clock().advance(5min);
  EXPECT_FALSE(account.status().contains("LatestDeliveryError"));
  const std::vector<Json> records = account.own_records("cloudtrail.amazonaws.com");
  ASSERT_EQ(records.size(), 2u) << "the check, and a file";
  const Json context = records[1]["requestParameters"]["encryptionContext"];
  EXPECT_EQ(context["aws:cloudtrail:arn"], std::string(kTrail) + "audit");
  EXPECT_TRUE(string_member(context, "aws:s3:arn").ends_with(".json.gz"));

  account.call("kms", "DisableKey", {{"KeyId", account.key}});
  account.aws.clock().advance(5min);
  EXPECT_EQ(account.status()["LatestDeliveryError"], "KMS.DisabledException");
  const std::int64_t delivered = account.status()["LatestDeliveryTime"];
  account.call("kms", "EnableKey", {{"KeyId", account.key}});
  account.aws.clock().advance(5min);
  EXPECT_FALSE(account.status().contains("LatestDeliveryError"));
  EXPECT_GT(account.status()["LatestDeliveryTime"], delivered);
}

TEST(TrailsUnderAKey, WriteTheLastFileForThemselves) {
  Account account;
  account.call("cloudtrail", "CreateTrail", account.trail());
  account.call("cloudtrail", "StartLogging", {{"Name", "audit"}});
  account.call("cloudtrail", "StopLogging", {{"Name", "audit"}});
  EXPECT_EQ(account.own_records("cloudtrail.amazonaws.com").size(), 2u);
}

TEST(EncryptedGroups, AreMadeOnlyWhereTheKeyLetsLogs) {
  Account account(Account::enforcing());
  const auto make = [&](const std::string& name) {
    return account.refusal("logs", "CreateLogGroup",
                           {{"logGroupName", name}, {"kmsKeyId", account.key}});
  };
  const auto denied = [](const std::string& name) {
    return "AccessDeniedException: The specified KMS key does not exist or is not allowed to be "
           "used with Arn '" +
           std::string(kGroup) + name + "'";
  };
  EXPECT_EQ(make("g"), denied("g"));
  account.allow(
      "logs.us-east-1.amazonaws.com", {"kms:GenerateDataKey*", "kms:Decrypt*"},
      {{"ArnEquals", {{"kms:EncryptionContext:aws:logs:arn", std::string(kGroup) + "g"}}}});
  EXPECT_EQ(make("g"), "");
  EXPECT_EQ(make("h"), denied("h"));

  account.call("logs", "CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  const std::int64_t at = millis_of(account.aws.clock().now());
  account.call("logs", "PutLogEvents",
               {{"logGroupName", "g"},
                {"logStreamName", "s"},
                {"logEvents", {{{"timestamp", at}, {"message", "seen"}}}}});
  const Json read = {{"logGroupName", "g"}, {"logStreamName", "s"}};
  EXPECT_EQ(account.call("logs", "GetLogEvents", read)["events"][0]["message"], "seen");
  account.allow("logs.us-east-1.amazonaws.com", "kms:GenerateDataKey*", Json::object());
  EXPECT_EQ(account.refusal("logs", "GetLogEvents", read), denied("g"))
      << "Decrypt is its own right";
}

// A trail into a group under a key, after the drill's pattern.
struct SealedChain : Account {
  explicit SealedChain(EmulatorOptions options = fixed_options())
      : Account(std::move(options)), chain(aws) {
    call("logs", "AssociateKmsKey", {{"logGroupName", "trail"}, {"kmsKeyId", key}});
  }
  Json trail_status() { return call("cloudtrail", "GetTrailStatus", {{"Name", "drill"}}); }
  // The names of the events in the group, as they came.
  std::vector<std::string> names() {
    CallOptions look;
    look.leaves_no_trace = true;
    const Json output = must(aws, "logs", "FilterLogEvents", {{"logGroupName", "trail"}}, look);
    std::vector<std::string> found;
    for (const Json& event : output["events"]) {
      found.push_back((*parse_json(event["message"].get<std::string>()))["eventName"]);
    }
    return found;
  }
  std::vector<std::string> names_after(std::size_t count) {
    const std::vector<std::string> all = names();
    return {all.begin() + static_cast<std::ptrdiff_t>(count), all.end()};
  }

  Chain chain;
};
using Names = std::vector<std::string>;

TEST(EncryptedGroups, TakeTheRecordsOfTheirOwnEncryption) {
  SealedChain sealed;
  const std::size_t before = sealed.names().size();
  sealed.aws.clock().advance(6min);
  sealed.call("kms", "ListKeys", {});
  EXPECT_EQ(sealed.names_after(before), (Names{"ListKeys", "GenerateDataKey"}));
  sealed.call("kms", "ListKeys", {});
  EXPECT_EQ(sealed.names_after(before), (Names{"ListKeys", "GenerateDataKey", "ListKeys"}));
  const std::vector<Json> records = sealed.own_records("logs.us-east-1.amazonaws.com");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1]["resources"][0]["ARN"], sealed.key);
  EXPECT_EQ(records[1]["requestParameters"],
            (Json{{"keyId", sealed.key},
                  {"keySpec", "AES_256"},
                  {"encryptionContext", {{"aws:logs:arn", std::string(kGroup) + "trail"}}}}));
}

TEST(EncryptedGroups, GetWhatTheyMissedInItsOrder) {
  SealedChain sealed;
  sealed.call("kms", "DisableKey", {{"KeyId", sealed.key}});
  const std::int64_t last = sealed.trail_status()["LatestCloudWatchLogsDeliveryTime"];
  const std::size_t before = sealed.chain.records("DisableKey").size();
  EXPECT_EQ(before, 1u);
  sealed.aws.clock().advance(5min);
  sealed.call("kms", "ListKeys", {});
  sealed.call("kms", "ListAliases", {});
  const std::string error = sealed.trail_status()["LatestCloudWatchLogsDeliveryError"];
  EXPECT_EQ(error,
            "AccessDeniedException: The specified KMS key does not exist or is not allowed to be "
            "used with Arn '" +
                std::string(kGroup) + "trail'");
  EXPECT_EQ(sealed.trail_status()["LatestCloudWatchLogsDeliveryTime"], last);
  // Every record asks anew, and that leaves one more.
  const std::size_t refused = sealed.own_records("logs.us-east-1.amazonaws.com").size();
  EXPECT_EQ(refused, 1u + 4u);
  sealed.call("kms", "EnableKey", {{"KeyId", sealed.key}});
  EXPECT_FALSE(sealed.trail_status().contains("LatestCloudWatchLogsDeliveryError"));
  Names names = sealed.names();
  names.erase(names.begin(), std::find(names.begin(), names.end(), "ListKeys"));
  names.resize(8);
  EXPECT_EQ(names,
            (Names{"ListKeys", "GenerateDataKey", "ListAliases", "GenerateDataKey",
                   "GetTrailStatus", "GenerateDataKey", "GetTrailStatus", "GenerateDataKey"}));
}

TEST(EncryptedGroups, AreTriedAgainWithoutACall) {
  SealedChain sealed;
  sealed.call("kms", "DisableKey", {{"KeyId", sealed.key}});
  sealed.aws.clock().advance(7min);
  sealed.call("kms", "ListKeys", {});
  // Nothing that the trail records lets the key back in.
  sealed.call("cloudtrail", "PutEventSelectors",
              {{"TrailName", "drill"},
               {"EventSelectors",
                {{{"ReadWriteType", "WriteOnly"},
                  {"ExcludeManagementEventSources", {"kms.amazonaws.com"}}}}}});
  sealed.call("kms", "EnableKey", {{"KeyId", sealed.key}});
  EXPECT_TRUE(sealed.trail_status().contains("LatestCloudWatchLogsDeliveryError"));
  sealed.aws.clock().advance(3min);
  EXPECT_FALSE(sealed.trail_status().contains("LatestCloudWatchLogsDeliveryError"));
}

// The names of the records in event history, oldest first.
Names history(Emulator& aws) {
  CallOptions look;
  look.leaves_no_trace = true;
  Names names;
  const Json page = must(aws, "cloudtrail", "LookupEvents", Json::object(), look);
  for (const Json& event : page["Events"]) names.insert(names.begin(), event["EventName"]);
  return names;
}

TEST(EncryptedGroups, LieSealedInTheDatabaseAndAreReadAfterARestart) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("keytrail-sealed-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  EmulatorOptions options = fixed_options();
  options.storage = EmulatorOptions::Storage::File;
  options.db_path = folder / "db";
  const auto event = [](Emulator& aws, const std::string& message) {
    return Json{
        {"logGroupName", "g"},
        {"logStreamName", "s"},
        {"logEvents", {{{"timestamp", millis_of(aws.clock().now())}, {"message", message}}}}};
  };
  {
    Account account(options);
    account.call("logs", "CreateLogGroup", {{"logGroupName", "g"}, {"kmsKeyId", account.key}});
    account.call("logs", "CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
    account.call("logs", "PutLogEvents", event(account.aws, "what nobody may see"));
    account.call("logs", "CreateLogGroup", {{"logGroupName", "open"}});
    account.call("logs", "CreateLogStream", {{"logGroupName", "open"}, {"logStreamName", "s"}});
    Json open = event(account.aws, "what everybody may see");
    open["logGroupName"] = "open";
    account.call("logs", "PutLogEvents", open);
  }
  std::string bytes;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ostringstream content;
    content << std::ifstream(file.path(), std::ios::binary).rdbuf();
    bytes += content.str();
  }
  EXPECT_NE(bytes.find("everybody may see"), std::string::npos);
  EXPECT_EQ(bytes.find("nobody may see"), std::string::npos);

  Emulator aws(options);
  const Names before = history(aws);
  must(aws, "logs", "PutLogEvents", event(aws, "and more"));
  EXPECT_EQ(history(aws), before) << "the data key serves on";
  const Json found = must(aws, "logs", "FilterLogEvents", {{"logGroupName", "g"}});
  ASSERT_EQ(found["events"].size(), 2u);
  EXPECT_EQ(found["events"][0]["message"], "what nobody may see");
  EXPECT_EQ(found["events"][1]["message"], "and more");
  Names after = before;
  after.insert(after.end(), {"Decrypt", "FilterLogEvents"});
  EXPECT_EQ(history(aws), after);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace keytrail
