// Log groups under a KMS key, with a KMS that does as it is told.
#include "logs/encryption.h"

#include "base/text.h"
#include "logs/operations.h"
#include "logs/service.h"
#include "support/lone_service.h"

namespace keytrail::logs {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr const char* kKeyArn =
    "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
constexpr const char* kGroupArn = "arn:aws:logs:us-east-1:123456789012:log-group:g";
constexpr const char* kNotAllowed =
    "AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with "
    "Arn 'arn:aws:logs:us-east-1:123456789012:log-group:g'";
constexpr const char* kNotFound =
    "InvalidParameterException: The specified KMS Key Id could not be found.";

struct Encryption : ::testing::Test {
  testing::LoneService<State, operations> logs;
  std::optional<ApiError> refusal;   // KMS's.
  std::map<Bytes, Bytes> data_keys;  // By their wrapped form.

  Encryption() {
    logs.answer_nested_call = [this](const testing::Harness::NestedCall& call) -> Result<Json> {
      EXPECT_EQ(call.as_service, "logs.us-east-1.amazonaws.com");
      EXPECT_EQ(call.service, "kms");
      EXPECT_EQ(call.own_scope, logs.caller.scope);
      EXPECT_EQ(call.source_arn, kGroupArn);
      EXPECT_EQ(call.input["EncryptionContext"], (Json{{"aws:logs:arn", kGroupArn}}));
      if (refusal) return *refusal;
      if (call.operation == "Decrypt") {
        return Json{{"Plaintext", blob(data_keys.at(*blob_member(call.input, "CiphertextBlob")))}};
      }
      EXPECT_EQ(call.operation, "GenerateDataKey");
      EXPECT_EQ(call.input["KeySpec"], "AES_256");
      const Bytes wrapped = bytes_of("wrapped " + std::to_string(data_keys.size()));
      data_keys[wrapped] = logs.random.bytes(32);
      return Json{{"KeyId", kKeyArn},
                  {"Plaintext", blob(data_keys[wrapped])},
                  {"CiphertextBlob", blob(wrapped)}};
    };
  }

  void make_group(const char* key_arn = kKeyArn) {
    Json input = {{"logGroupName", "g"}};
    if (key_arn != nullptr) input["kmsKeyId"] = key_arn;
    logs.done("CreateLogGroup", input);
    logs.done("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  }
  Json event(const std::string& message) const {
    return {{"logGroupName", "g"},
            {"logStreamName", "s"},
            {"logEvents", {{{"timestamp", millis_of(logs.now)}, {"message", message}}}}};
  }
  void put(const std::string& message) { logs.done("PutLogEvents", event(message)); }
  Json group() { return logs.done("DescribeLogGroups")["logGroups"][0]; }
  Names read() {
    Names messages;
    const Json input = {{"logGroupName", "g"}, {"logStreamName", "s"}, {"startFromHead", true}};
    const Json output = logs.done("GetLogEvents", input);
    for (const Json& event : output["events"]) messages.push_back(event["message"]);
    return messages;
  }
  std::vector<LogEventRow> rows() {
    std::vector<LogEventRow> found;
    logs.store.scan_log_events(logs.caller.scope.id("g"), "", {}, [&](const LogEventRow& row) {
      found.push_back(row);
      return true;
    });
    return found;
  }
  // The operations asked of KMS since the last look.
  Names asked() {
    Names names;
    for (const auto& call : logs.nested_calls) names.push_back(call.operation);
    logs.nested_calls.clear();
    return names;
  }
};

TEST_F(Encryption, IsShownAndEnds) {
  make_group(nullptr);
  EXPECT_FALSE(group().contains("kmsKeyId"));
  logs.done("AssociateKmsKey", {{"logGroupName", "g"}, {"kmsKeyId", kKeyArn}});
  EXPECT_EQ(group()["kmsKeyId"], kKeyArn);
  logs.done("DisassociateKmsKey", {{"logGroupName", "g"}});
  EXPECT_FALSE(group().contains("kmsKeyId"));
  logs.done("AssociateKmsKey", {{"resourceIdentifier", kGroupArn}, {"kmsKeyId", kKeyArn}});
  EXPECT_EQ(group()["kmsKeyId"], kKeyArn);
}

TEST_F(Encryption, WantsOneGroupThatIsThere) {
  make_group(nullptr);
  const auto refusal_of = [&](Json input) {
    input["kmsKeyId"] = kKeyArn;
    return logs.refusal("AssociateKmsKey", std::move(input));
  };
  const std::string gone = "ResourceNotFoundException: The specified log group does not exist.";
  EXPECT_EQ(refusal_of({{"logGroupName", "none"}}), gone);
  EXPECT_EQ(refusal_of({{"resourceIdentifier", std::string(kGroupArn) + "one"}}), gone);
  EXPECT_EQ(refusal_of({{"logGroupName", "g"}, {"resourceIdentifier", kGroupArn}}),
            "InvalidParameterException: Specify either logGroupName or resourceIdentifier, not "
            "both.");
  EXPECT_EQ(refusal_of(Json::object()),
            "InvalidParameterException: Either logGroupName or resourceIdentifier must be "
            "specified.");
  EXPECT_TRUE(
      refusal_of({{"resourceIdentifier", "arn:aws:logs:us-east-1:123456789012:query-result:*"}})
          .starts_with("NotImplemented: "));
  EXPECT_EQ(asked(), Names());
}

TEST_F(Encryption, WantsAKeyThatServes) {
  const auto refusal_of = [&](const std::string& key_arn) {
    return logs.refusal("CreateLogGroup", {{"logGroupName", "g"}, {"kmsKeyId", key_arn}});
  };
  for (const char* no_key_here :
       {"11111111-2222-4333-8444-555555555555", "alias/logs", "arn:aws:s3:::bucket",
        "arn:aws:kms:eu-west-1:123456789012:key/k"}) {
    EXPECT_EQ(refusal_of(no_key_here), kNotFound) << no_key_here;
  }
  EXPECT_EQ(asked(), Names());
  refusal = ApiError{"NotFoundException", "gone"};
  EXPECT_EQ(refusal_of(kKeyArn), kNotFound);
  refusal = ApiError{"AccessDeniedException", "no"};
  EXPECT_EQ(refusal_of(kKeyArn), kNotAllowed);
  refusal = ApiError{"DisabledException", "it is disabled."};
  EXPECT_EQ(refusal_of(kKeyArn),
            "InvalidParameterException: The specified KMS Key Id cannot be used: it is disabled.");
  EXPECT_FALSE(group_exists(logs.state, logs.caller.scope, "g"));
  EXPECT_TRUE(logs.state.data_keys.empty());
  refusal.reset();
  make_group(nullptr);
  refusal = ApiError{"DisabledException", "it is disabled."};
  EXPECT_NE(logs.refusal("AssociateKmsKey", {{"logGroupName", "g"}, {"kmsKeyId", kKeyArn}}), "");
  EXPECT_FALSE(group().contains("kmsKeyId"));
}

TEST_F(Encryption, LeavesNoPlainTextInTheStore) {
  make_group();
  put("what nobody may see");
  const std::vector<LogEventRow> stored = rows();
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_EQ(stored[0].message->find("nobody"), std::string::npos);
  EXPECT_EQ(*stored[0].data_key, "wrapped 0");
  EXPECT_EQ(message_bytes(stored[0]), std::string_view("what nobody may see").size());
  EXPECT_EQ(group()["storedBytes"], 19 + 26);
  EXPECT_EQ(read(), Names{"what nobody may see"});
  const Json found =
      logs.done("FilterLogEvents", {{"logGroupName", "g"}, {"filterPattern", "nobody"}});
  EXPECT_EQ(found["events"][0]["message"], "what nobody may see");
}

TEST_F(Encryption, OfARecordDoesNotPointAtItsPlainText) {
  make_group();
  DeliveredEvent event{logs.now, std::make_shared<const std::string>("{}"), nullptr, 42, "id"};
  EXPECT_TRUE(logs.with_context([&](Context& context) {
    return deliver(logs.state, context, logs.caller.scope, "g", "s", event);
  }));
  EXPECT_EQ(rows()[0].record_sequence, 0u);
  EXPECT_EQ(read(), Names{"{}"});
}

TEST_F(Encryption, FiltersCountWhatCameIn) {
  make_group();
  logs.done("PutMetricFilter",
            {{"logGroupName", "g"},
             {"filterName", "f"},
             {"filterPattern", "ERROR"},
             {"metricTransformations",
              {{{"metricName", "m"}, {"metricNamespace", "n"}, {"metricValue", "1"}}}}});
  put("an ERROR");
  put("a success");
  EXPECT_EQ(logs.metric_values.size(), 1u);
}

TEST_F(Encryption, UsesADataKeyForFiveMinutes) {
  make_group();
  EXPECT_EQ(asked(), Names{"GenerateDataKey"});
  put("first");
  logs.now += 5min - 1ms;
  put("second");
  EXPECT_EQ(asked(), Names());
  logs.now += 1ms;
  put("third");
  EXPECT_EQ(asked(), Names{"GenerateDataKey"});
  EXPECT_EQ(read(), (Names{"first", "second", "third"}));
  EXPECT_EQ(asked(), (Names{"Decrypt", "Decrypt"})) << "each data key once";
  EXPECT_EQ(read().size(), 3u);
  EXPECT_EQ(asked().size(), 2u) << "none is kept";
}

TEST_F(Encryption, StopsWithItsKey) {
  make_group();
  put("first");
  refusal = ApiError{"DisabledException", "it is disabled."};
  const Json where = {{"logGroupName", "g"}, {"logStreamName", "s"}};
  EXPECT_EQ(logs.refusal("GetLogEvents", where), kNotAllowed);
  EXPECT_EQ(logs.refusal("FilterLogEvents", {{"logGroupName", "g"}}), kNotAllowed);
  put("second");  // The data key still serves.
  logs.now += 5min;
  EXPECT_EQ(logs.refusal("PutLogEvents", event("third")), kNotAllowed);
  EXPECT_EQ(rows().size(), 2u);
  refusal.reset();
  put("fourth");
  EXPECT_EQ(read(), (Names{"first", "second", "fourth"}));
}

TEST_F(Encryption, AsksOnceInACommandThatIsRefused) {
  make_group();
  logs.now += 5min;
  asked();
  refusal = ApiError{"KMSInvalidStateException", "is pending deletion."};
  const DeliveredEvent event{logs.now, std::make_shared<const std::string>("{}"), nullptr, 0, "id"};
  const auto try_twice = [&] {
    logs.with_context([&](Context& context) {
      for (int i = 0; i < 2; ++i) {
        const auto taken = deliver(logs.state, context, logs.caller.scope, "g", "s", event);
        ASSERT_FALSE(taken.ok());
        EXPECT_EQ(taken.error().code + ": " + taken.error().message, kNotAllowed);
      }
    });
  };
  try_twice();
  EXPECT_EQ(asked(), Names{"GenerateDataKey"});
  try_twice();
  EXPECT_EQ(asked(), Names{"GenerateDataKey"}) << "the next command asks anew";
  EXPECT_TRUE(rows().empty());
}

TEST_F(Encryption, OfEarlierEventsStays) {
  make_group(nullptr);
  put("plain");
  logs.done("AssociateKmsKey", {{"logGroupName", "g"}, {"kmsKeyId", kKeyArn}});
  put("sealed");
  logs.done("DisassociateKmsKey", {{"logGroupName", "g"}});
  put("plain again");
  const std::vector<LogEventRow> stored = rows();
  ASSERT_EQ(stored.size(), 3u);
  EXPECT_EQ(stored[0].data_key, nullptr);
  EXPECT_NE(stored[1].data_key, nullptr);
  EXPECT_EQ(stored[2].data_key, nullptr);
  EXPECT_EQ(read(), (Names{"plain", "sealed", "plain again"}));
  refusal = ApiError{"DisabledException", "it is disabled."};
  EXPECT_EQ(logs.refusal("FilterLogEvents", {{"logGroupName", "g"}}), kNotAllowed);
}

TEST_F(Encryption, DoesNotMixUpWhatExpires) {
  make_group();
  logs.done("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
  put("old");
  logs.advance(timers(), logs.state, 12h);
  put("younger");
  logs.advance(timers(), logs.state, 13h);
  EXPECT_EQ(read(), Names{"younger"});
  EXPECT_EQ(group()["storedBytes"], 7 + 26);
}

TEST_F(Encryption, ShowsWhatSomebodyChanged) {
  make_group();
  put("first");
  LogEventRow row = rows()[0];
  std::string changed = *row.message;
  changed.back() ^= 1;
  row.message = std::make_shared<const std::string>(changed);
  logs.store.append(row);
  EXPECT_TRUE(logs.refusal("FilterLogEvents", {{"logGroupName", "g"}})
                  .starts_with("ServiceUnavailableException: "));
}

TEST_F(Encryption, GoesWithItsGroup) {
  make_group();
  EXPECT_EQ(logs.state.data_keys.size(), 1u);
  logs.done("DeleteLogGroup", {{"logGroupName", "g"}});
  EXPECT_TRUE(logs.state.data_keys.empty());
}

}  // namespace
}  // namespace keytrail::logs
