// The emulator as a library: calls and their records, the timeline, accounts and regions.
#include "keytrail/emulator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/text.h"
#include "support/chain.h"

namespace keytrail {
namespace {

using std::chrono::minutes;
using testing::Chain;
using testing::error_of;
using testing::fixed_options;
using testing::kFoo;
using testing::must;

std::size_t records_in(Emulator& aws) {
  std::size_t count = 0;
  for (const Json& entry : aws.timeline()) count += entry["kind"] == "record";
  return count;
}

struct RefusalRow {
  const char* what;
  const char* service;
  const char* operation;
  Json input;
  std::string error;  // Its beginning.
  int status;
  bool is_recorded;
};

TEST(Calls, AreRecordedUnlessNotEmulatedOrNotUnderstood) {
  const std::vector<RefusalRow> rows = {
      {"an operation that is not there yet", "cloudtrail", "ListImports", Json::object(),
       "NotImplemented: keytrail does not emulate cloudtrail ListImports yet.", 501, false},
      {"one of a service that has one operation", "organizations", "ListAccounts", Json::object(),
       "NotImplemented: keytrail does not emulate organizations ListAccounts yet.", 501, false},
      {"a delegated administrator of an organization",
       "cloudtrail",
       "RegisterOrganizationDelegatedAdmin",
       {{"MemberAccountId", "111122223333"}},
       "NotImplemented: keytrail does not emulate cloudtrail RegisterOrganizationDelegatedAdmin "
       "yet.",
       501,
       false},
      {"a parameter that has no effect here",
       "s3",
       "PutBucketPolicy",
       {{"Bucket", "bucket"}, {"Policy", "{}"}, {"ConfirmRemoveSelfBucketAccess", true}},
       "NotImplemented: keytrail does not emulate s3 PutBucketPolicy with "
       "ConfirmRemoveSelfBucketAccess yet.",
       501,
       false},
      {"the same with AWS's default",
       "s3",
       "PutBucketPolicy",
       {{"Bucket", "bucket"}, {"Policy", "{}"}, {"ConfirmRemoveSelfBucketAccess", false}},
       "NoSuchBucket: ",
       404,
       true},
      {"an operation that AWS has not", "kms", "Frobnicate", Json::object(),
       "UnknownOperationException: ", 400, false},
      {"a service that AWS has not", "kmss", "Encrypt", Json::object(),
       "UnknownOperationException: ", 400, false},
      {"what is no JSON of the operation",
       "kms",
       "DescribeKey",
       {{"KeyId", 5}},
       "SerializationException",
       400,
       false},
      {"what the model forbids",
       "kms",
       "DescribeKey",
       {{"KeyId", ""}},
       "ValidationException: 1 validation error detected: ",
       400,
       true},
      {"what the service refuses",
       "kms",
       "DescribeKey",
       {{"KeyId", "alias/none"}},
       "NotFoundException: ",
       400,
       true},
      {"a data-plane call that fails",
       "logs",
       "PutLogEvents",
       {{"logGroupName", "g"},
        {"logStreamName", "s"},
        {"logEvents", {{{"timestamp", 1767225600000}, {"message", "m"}}}}},
       "ResourceNotFoundException: ",
       400,
       false},
  };
  for (const RefusalRow& row : rows) {
    Emulator aws(fixed_options());
    const CallResult result = aws.call(row.service, row.operation, row.input);
    ASSERT_FALSE(result.ok()) << row.what;
    EXPECT_TRUE(error_of(result).starts_with(row.error)) << row.what << ": " << error_of(result);
    EXPECT_EQ(result.error->status, row.status) << row.what;
    EXPECT_EQ(records_in(aws), row.is_recorded ? 1u : 0u) << row.what;
  }
}

TEST(Calls, OfAnUnknownIdentityAreRefused) {
  Emulator aws(fixed_options());
  for (const char* identity : {"admin", "user/", "assumed-role/r", "user"}) {
    CallOptions who;
    who.identity = identity;
    EXPECT_TRUE(
        error_of(aws.call("kms", "ListKeys", Json::object(), who)).starts_with("InvalidIdentity: "))
        << identity;
  }
  for (const char* identity : {"root", "user/alice", "assumed-role/admin/session"}) {
    CallOptions who;
    who.identity = identity;
    const std::string arn = must(aws, "sts", "GetCallerIdentity", Json::object(), who)["Arn"];
    EXPECT_TRUE(arn.ends_with(std::string(":") + identity)) << arn;
  }
}

TEST(Calls, SeeTheirOwnAccountAndRegionOnly) {
  Emulator aws(fixed_options());
  const std::vector<CallOptions> scopes = {
      {"123456789012", "us-east-1", {}, {}, {}, {}},
      {"123456789012", "eu-central-1", {}, {}, {}, {}},
      {"210987654321", "us-east-1", {}, {}, {}, {}},
  };
  std::vector<std::unique_ptr<Chain>> chains;
  for (const CallOptions& scope : scopes) chains.push_back(std::make_unique<Chain>(aws, scope));
  const std::string key_id = chains[0]->call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  chains[0]->call("kms", "DisableKey", {{"KeyId", key_id}});
  EXPECT_FALSE(
      chains[0]->try_call("kms", "Encrypt", {{"KeyId", key_id}, {"Plaintext", kFoo}}).ok());
  aws.clock().advance(minutes(1));

  for (std::size_t i = 0; i < chains.size(); ++i) {
    const bool is_first = i == 0;
    EXPECT_EQ(chains[i]->call("kms", "ListKeys", {})["Keys"].size(), is_first ? 1u : 0u) << i;
    EXPECT_EQ(chains[i]->records("Encrypt").size(), is_first ? 1u : 0u) << i;
    EXPECT_EQ(chains[i]->alarm_state(), is_first ? "ALARM" : "OK") << i;
    EXPECT_EQ(chains[i]->alarm_subjects().size(), is_first ? 1u : 0u) << i;
  }
  for (const Json& entry : aws.timeline({.account = "123456789012", .region = "eu-central-1"})) {
    EXPECT_EQ(entry["account"], "123456789012");
    EXPECT_EQ(entry["region"], "eu-central-1");
  }
  EXPECT_FALSE(aws.timeline({.account = "210987654321"}).empty());
  EXPECT_TRUE(aws.timeline({.account = "210987654321", .region = "eu-central-1"}).empty());
}

TEST(Calls, ThatAServiceMakesAreRecordedAsItsOwn) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  chain.call("secretsmanager", "CreateSecret", testing::secret_input("hunter2"));
  chain.call("secretsmanager", "GetSecretValue", {{"SecretId", "db"}});
  for (const char* event : {"GenerateDataKey", "Decrypt"}) {
    const std::vector<Json> records = chain.records(event);
    ASSERT_EQ(records.size(), 1u) << event;
    EXPECT_EQ(records[0]["userIdentity"]["invokedBy"], "secretsmanager.amazonaws.com");
    EXPECT_EQ(records[0]["sourceIPAddress"], "secretsmanager.amazonaws.com");
    EXPECT_EQ(records[0]["userAgent"], "secretsmanager.amazonaws.com");
  }
  const std::vector<Json> own = chain.records("GetSecretValue");
  ASSERT_EQ(own.size(), 1u);
  EXPECT_FALSE(own[0]["userIdentity"].contains("invokedBy"));
  // Neither record tells the secret.
  for (const Json& entry : aws.timeline()) {
    EXPECT_EQ(to_text(entry).find("hunter2"), std::string::npos);
  }
  EXPECT_EQ(to_text(Json(chain.records("CreateSecret"))).find("hunter2"), std::string::npos);
}

TEST(Calls, ThatLeaveNoTraceTellTheSameAndAreSeenNowhere) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  chain.call("secretsmanager", "CreateSecret", testing::secret_input("hunter2"));
  const std::size_t records_before = chain.records("Decrypt").size();
  const std::uint64_t last_entry = aws.last_timeline_id();
  CallOptions silent;
  silent.leaves_no_trace = true;
  EXPECT_EQ(
      must(aws, "secretsmanager", "GetSecretValue", {{"SecretId", "db"}}, silent)["SecretString"],
      "hunter2");
  EXPECT_FALSE(aws.call("kms", "DescribeKey", {{"KeyId", "alias/none"}}, silent).ok());
  EXPECT_EQ(error_of(aws.call("kms", "CreateKey", Json::object(), silent)),
            "ValidationException: Only an operation that reads can leave no trace.");
  EXPECT_EQ(aws.last_timeline_id(), last_entry);
  EXPECT_EQ(chain.records("Decrypt").size(), records_before);
  EXPECT_TRUE(chain.records("GetSecretValue").empty());
}

TEST(LastUsage, NamesTheRecordOfTheLastSuccess) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  const std::string key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  const auto last = [&] {
    return chain.call("kms", "GetKeyLastUsage", {{"KeyId", key}})["KeyLastUsage"];
  };
  EXPECT_EQ(last(), Json::object());
  chain.call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", kFoo}});
  const Json used = last();
  EXPECT_EQ(used["Operation"], "Encrypt");
  const Json record = chain.records("Encrypt").at(0);
  EXPECT_EQ(used["CloudTrailEventId"], record["eventID"]);
  EXPECT_EQ(used["KmsRequestId"], record["requestID"]);
  // What fails and what only looks does not count.
  chain.call("kms", "DisableKey", {{"KeyId", key}});
  EXPECT_FALSE(chain.try_call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", kFoo}}).ok());
  chain.call("kms", "DescribeKey", {{"KeyId", key}});
  EXPECT_EQ(last(), used);
}

TEST(TimelineOrder, IsCallThenRecordThenWhatFollowedFromIt) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  const std::string key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  chain.call("kms", "DisableKey", {{"KeyId", key}});
  std::uint64_t since = aws.last_timeline_id();
  (void)chain.try_call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", kFoo}});
  EXPECT_EQ(testing::timeline_words(aws, since),
            (std::vector<std::string>{"call Encrypt", "record Encrypt", "log-event trail",
                                      "datapoint KMSErrorCount"}));
  since = aws.last_timeline_id();
  aws.clock().advance(minutes(1));
  const std::vector<std::string> words = testing::timeline_words(aws, since);
  ASSERT_GE(words.size(), 4u);
  EXPECT_EQ(words[0], "clock 2026-01-01T00:01:00Z");
  EXPECT_EQ(words[1], "alarm-evaluation");
  EXPECT_EQ(words[2], "alarm-transition ALARM");
  EXPECT_TRUE(words[3].starts_with("notification")) << words[3];

  since = aws.last_timeline_id();
  chain.call("secretsmanager", "CreateSecret", testing::secret_input("x"));
  const std::vector<std::string> nested = testing::timeline_words(aws, since);
  const auto position = [&](const std::string& word) {
    return std::find(nested.begin(), nested.end(), word) - nested.begin();
  };
  EXPECT_EQ(position("call CreateSecret"), 0);
  EXPECT_LT(position("call GenerateDataKey"), position("record GenerateDataKey"));
  EXPECT_LT(position("record GenerateDataKey"), position("record CreateSecret"));
  EXPECT_LT(position("record CreateSecret"), static_cast<std::ptrdiff_t>(nested.size()));
}

TEST(TimelinePages, HoldEveryEntryOnce) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  aws.clock().advance(minutes(3));
  const Json all = aws.timeline();
  ASSERT_GT(all.size(), 20u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]["id"], i + 1);
  EXPECT_EQ(aws.last_timeline_id(), all.size());
  for (const std::size_t size : {1u, 3u, 1000u}) {
    Json together = Json::array();
    std::uint64_t since = 0;
    while (true) {
      const Json page = aws.timeline({.since = since, .limit = size});
      if (page.empty()) break;
      EXPECT_LE(page.size(), size);
      since = page.back()["id"].get<std::uint64_t>();
      for (const Json& entry : page) together.push_back(entry);
    }
    EXPECT_EQ(together, all) << "pages of " << size;
  }
}

TEST(TimelineQuery, ShowsTheEntriesOfOneKind) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  aws.clock().advance(minutes(3));
  Json records = Json::array();
  for (const Json& entry : aws.timeline()) {
    if (entry["kind"] == "record") records.push_back(entry);
  }
  ASSERT_GT(records.size(), 5u);
  EXPECT_EQ(aws.timeline({.kind = "record"}), records);
  EXPECT_EQ(aws.timeline({.kind = "record", .limit = 2}), Json({records[0], records[1]}));
  EXPECT_EQ(aws.timeline({.since = records[0]["id"].get<std::uint64_t>(), .kind = "record"}).size(),
            records.size() - 1);
  EXPECT_TRUE(aws.timeline({.kind = "rec"}).empty());
}

TEST(TrailDelay, HoldsBackLogEventsButNotEventHistory) {
  EmulatorOptions options = fixed_options();
  options.trail_delay = minutes(5);
  Emulator aws(options);
  Chain chain(aws);
  aws.clock().advance(minutes(10));
  const std::string key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  EXPECT_EQ(chain.records("CreateKey").size(), 1u);
  const auto delivered = [&] {
    return chain.call(
        "logs", "FilterLogEvents",
        {{"logGroupName", "trail"}, {"filterPattern", "{ $.eventName = CreateKey }"}})["events"];
  };
  EXPECT_EQ(delivered().size(), 0u);
  aws.clock().advance(minutes(5) - Duration(1));
  EXPECT_EQ(delivered().size(), 0u);
  const ClockMove move = aws.clock().advance(Duration(1));
  EXPECT_EQ(move.ran.at("trail-deliveries"), 3u);  // CreateKey, LookupEvents, FilterLogEvents.
  const Json events = delivered();
  ASSERT_EQ(events.size(), 1u);
  // Stamped at delivery; the record inside keeps its own time.
  EXPECT_EQ(events[0]["timestamp"], millis_of(*parse_instant("2026-01-01T00:15:00Z")));
  EXPECT_EQ((*parse_json(events[0]["message"].get<std::string>()))["eventTime"],
            "2026-01-01T00:10:00Z");
}

TEST(ForeignRecords, FeedTheChainOfTheirOwnRegion) {
  Emulator aws(fixed_options());
  Chain here(aws);
  Chain there(aws, {"123456789012", "eu-central-1", {}, {}, {}, {}});
  const Json record = {{"eventVersion", "1.08"},
                       {"userIdentity", {{"type", "Root"}, {"accountId", "123456789012"}}},
                       {"eventTime", "2025-12-31T23:59:00Z"},
                       {"eventSource", "kms.amazonaws.com"},
                       {"eventName", "Decrypt"},
                       {"awsRegion", "eu-central-1"},
                       {"sourceIPAddress", "192.0.2.1"},
                       {"userAgent", "aws-cli"},
                       {"errorCode", "AccessDenied"},
                       {"errorMessage", "no"},
                       {"requestID", "6f1f3b0e-0000-4000-8000-000000000000"},
                       {"eventID", "6f1f3b0e-0000-4000-8000-000000000001"},
                       {"readOnly", true},
                       {"eventType", "AwsApiCall"},
                       {"managementEvent", true},
                       {"recipientAccountId", "123456789012"},
                       {"eventCategory", "Management"}};
  const Json answer = aws.inject_records({to_text(record), "{}", "\"text\""});
  EXPECT_EQ(answer["accepted"], 1);
  ASSERT_EQ(answer["refused"].size(), 2u);
  EXPECT_EQ(answer["refused"][0]["index"], 1);
  EXPECT_NE(answer["refused"][0]["reason"], "");
  aws.clock().advance(minutes(1));
  ASSERT_EQ(there.records("Decrypt").size(), 1u);
  EXPECT_EQ(there.records("Decrypt")[0], record);
  EXPECT_TRUE(here.records("Decrypt").empty());
  EXPECT_EQ(there.alarm_state(), "ALARM");
}

TEST(Subscriptions, AreConfirmedByTheMailOnlyUnlessToldOtherwise) {
  for (const bool is_automatic : {false, true}) {
    EmulatorOptions options = fixed_options();
    options.auto_confirm = is_automatic;
    Emulator aws(options);
    const Json topic = must(aws, "sns", "CreateTopic", {{"Name", "t"}})["TopicArn"];
    must(aws, "sns", "Subscribe",
         {{"TopicArn", topic}, {"Protocol", "email"}, {"Endpoint", "a@b.c"}});
    aws.clear_inbox();
    must(aws, "sns", "Publish", {{"TopicArn", topic}, {"Message", "m"}});
    EXPECT_EQ(aws.inbox("a@b.c").size(), is_automatic ? 1u : 0u);
    EXPECT_EQ(aws.inbox("other@b.c").size(), 0u);
  }
}

TEST(Maildir, GetsTheMailWhenTheClockMoves) {
  const std::filesystem::path folder = ::testing::TempDir() + "keytrail-maildir";
  std::filesystem::remove_all(folder);
  EmulatorOptions options = fixed_options();
  options.maildir = folder;
  options.auto_confirm = true;
  Emulator aws(options);
  const Json topic = must(aws, "sns", "CreateTopic", {{"Name", "t"}})["TopicArn"];
  must(aws, "sns", "Subscribe",
       {{"TopicArn", topic}, {"Protocol", "email"}, {"Endpoint", "a@b.c"}});
  must(aws, "sns", "Publish", {{"TopicArn", topic}, {"Message", "It is gone."}});
  const std::size_t mails = aws.inbox().size();
  const auto files = [&] {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::exists(folder / "new")) return found;
    for (const auto& file : std::filesystem::directory_iterator(folder / "new")) {
      found.push_back(file.path());
    }
    return found;
  };
  EXPECT_EQ(files().size(), 0u);
  const ClockMove move = aws.clock().advance(Duration(0));
  EXPECT_EQ(move.ran.at("deliveries"), mails);
  ASSERT_EQ(files().size(), mails);
  EXPECT_EQ(aws.clock().advance(minutes(1)).ran.count("deliveries"), 0u);
  bool is_found = false;
  for (const auto& path : files()) {
    std::ifstream file(path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    is_found = is_found || text.find("It is gone.") != std::string::npos;
  }
  EXPECT_TRUE(is_found);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace keytrail
