#include "engine/record_parameters.h"

#include <gtest/gtest.h>

#include <set>

#include "base/instant.h"

namespace keytrail {
namespace {

Json parameters(const char* service, const char* operation, const Json& input,
                const std::vector<std::string_view>& unlogged = {}) {
  const models::Operation* model =
      models::find_operation(*models::find_service(service), operation);
  return record_parameters(model->input, input, unlogged);
}

TEST(RecordParameters, AreWrittenAsCloudTrailDoes) {
  const std::int64_t at = millis_of(*parse_instant("2026-01-31T12:00:00Z"));
  struct Row {
    const char* what;
    const char* service;
    const char* operation;
    Json input;
    Json expected;
  };
  const std::vector<Row> rows = {
      {"names begin in lower case, nested ones too",
       "kms",
       "TagResource",
       {{"KeyId", "k"}, {"Tags", {{{"TagKey", "Team"}, {"TagValue", "A"}}}}},
       {{"keyId", "k"}, {"tags", {{{"tagKey", "Team"}, {"tagValue", "A"}}}}}},
      {"the names in a map are the caller's own",
       "kms",
       "Encrypt",
       {{"KeyId", "k"}, {"EncryptionContext", {{"Department", "IT"}}}, {"Plaintext", blob("x")}},
       {{"keyId", "k"}, {"encryptionContext", {{"Department", "IT"}}}}},
      {"timestamps are English",
       "kms",
       "ImportKeyMaterial",
       {{"KeyId", "k"},
        {"ImportToken", blob("t")},
        {"EncryptedKeyMaterial", blob("m")},
        {"ValidTo", at}},
       {{"keyId", "k"}, {"validTo", "Jan 31, 2026, 12:00:00 PM"}}},
      {"numbers and booleans stay what they are",
       "kms",
       "ScheduleKeyDeletion",
       {{"KeyId", "k"}, {"PendingWindowInDays", 7}},
       {{"keyId", "k"}, {"pendingWindowInDays", 7}}},
      {"nothing is null", "kms", "ListKeys", Json::object(), nullptr},
      {"only secrets is null",
       "secretsmanager",
       "PutSecretValue",
       {{"SecretString", "hunter2"}},
       nullptr},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(parameters(row.service, row.operation, row.input), row.expected) << row.what;
  }
}

TEST(RecordParameters, LeaveOutWhatTheOperationDoesNotLog) {
  const Json input = {{"KeyId", "k"}, {"Policy", "{}"}};
  EXPECT_EQ(parameters("kms", "PutKeyPolicy", input, {"Policy"}), (Json{{"keyId", "k"}}));
  EXPECT_EQ(parameters("kms", "PutKeyPolicy", input, {"Other"}).size(), 2u);
}

// A value for every member of the shape; "SECRET" wherever the model says that it is one.
Json example(const models::Shape& shape, bool is_secret, std::set<const models::Shape*> above) {
  is_secret = is_secret || shape.sensitive;
  if (!above.insert(&shape).second) return nullptr;
  switch (shape.type) {
    case models::Type::Structure: {
      Json structure = Json::object();
      for (const models::Member& member : shape.members) {
        structure[std::string(member.name)] = example(*member.shape, is_secret, above);
      }
      return structure;
    }
    case models::Type::List:
      return Json::array({example(*shape.element->shape, is_secret, above)});
    case models::Type::Map:
      return {{"name", example(*shape.element->shape, is_secret, above)}};
    case models::Type::Blob:
      return blob("SECRET");
    case models::Type::String:
      return is_secret ? "SECRET" : "plain";
    case models::Type::Boolean:
      return true;
    default:
      return 1;
  }
}

TEST(RecordParameters, HoldNoSecretAndNoBlobOfAnyOperation) {
  for (const models::Service& service : models::services()) {
    for (const models::Operation& operation : service.operations) {
      for (const models::Shape* shape : {operation.input, operation.output}) {
        if (shape == nullptr) continue;
        const Json made = record_parameters(shape, example(*shape, false, {}), {});
        const std::string text = to_text(made);
        EXPECT_EQ(text.find("SECRET"), std::string::npos)
            << service.name << " " << operation.name << ": " << text;
        EXPECT_EQ(text.find("\"bytes\""), std::string::npos)
            << service.name << " " << operation.name << ": " << text;
      }
    }
  }
}

}  // namespace
}  // namespace keytrail
