#include "cloudtrail/record.h"

#include <gtest/gtest.h>

#include "support/harness.h"

namespace keytrail::cloudtrail {
namespace {

using testing::Harness;

constexpr const char* kEventId = "9a8b7c6d-5e4f-4031-a2b3-c4d5e6f70819";
constexpr const char* kRequestId = "5b1f0f3a-9d1c-4c7f-b0a2-6d1e2f304152";
constexpr const char* kKeyArn =
    "arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1";

Json json(std::string_view text) {
  std::optional<Json> parsed = parse_json(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Json());
}

Caller user_caller() {
  Caller caller;
  caller.scope = {"222233334444", "eu-west-1"};
  caller.identity = {"IAMUser",      "AIDAEXAMPLEAPP00001",  "arn:aws:iam::222233334444:user/app",
                     "222233334444", "AKIAEXAMPLEAPP000001", "app",
                     nullptr};
  caller.source_ip = "198.51.100.9";
  caller.user_agent = "app/1.4";
  caller.host_header = "kms.eu-west-1.amazonaws.com";
  return caller;
}

Caller role_caller() {
  Caller caller = user_caller();
  caller.identity = {"AssumedRole",
                     "AROAEXAMPLEOPS0001:ops-shift",
                     "arn:aws:sts::222233334444:assumed-role/Ops/ops-shift",
                     "222233334444",
                     "ASIAEXAMPLEOPS000001",
                     "",
                     json(R"({"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEOPS0001",
                       "arn":"arn:aws:iam::222233334444:role/Ops","accountId":"222233334444",
                       "userName":"Ops"},"attributes":{"creationDate":"2026-03-02T08:00:00Z",
                       "mfaAuthenticated":"false"}})")};
  caller.source_ip = "198.51.100.7";
  caller.user_agent = "aws-cli/2.30";
  caller.tls_version = "TLSv1.3";
  caller.tls_cipher = "TLS_AES_128_GCM_SHA256";
  return caller;
}

RecordInput decrypt_input(const Caller& caller) {
  return {.caller = caller,
          .at = *parse_instant("2026-03-02T09:01:03.999Z"),
          .event_source = "kms.amazonaws.com",
          .event_name = "Decrypt",
          .is_read_only = true,
          .request_id = kRequestId,
          .event_id = kEventId};
}

RecordDraft draft_of_key() {
  RecordDraft draft;
  draft.resources = {{"AWS::KMS::Key", kKeyArn, "222233334444"}};
  return draft;
}

Json tree_of(const Record& record) { return *parse_json(*record.row.text); }

// The order of members is part of what is compared: text, not trees. What is read of one member
// must be what the whole text says.
void expect_record(const Record& record, std::string_view expected) {
  EXPECT_EQ(*record.row.text, to_text(json(expected)));
  const Json whole = json(expected);
  for (const auto& [name, value] : whole.items()) {
    EXPECT_EQ(record.read(name), std::optional<Json>(value)) << name;
  }
  EXPECT_EQ(record.read("tree"), std::nullopt);
}

TEST(Record, OfASuccessfulWriteHasTheMembersOfAwsInTheirOrder) {
  const Caller caller = role_caller();
  const RecordDraft draft = draft_of_key();
  RecordInput input = decrypt_input(caller);
  input.event_name = "EnableKeyRotation";
  input.is_read_only = false;
  input.request_parameters = {{"keyId", "7c0e4b5a"}, {"rotationPeriodInDays", 180}};
  input.response_elements = {{"keyId", kKeyArn}};
  input.draft = &draft;
  expect_record(build_record(std::move(input)), R"({
    "eventVersion":"1.11",
    "userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEOPS0001:ops-shift",
      "arn":"arn:aws:sts::222233334444:assumed-role/Ops/ops-shift","accountId":"222233334444",
      "accessKeyId":"ASIAEXAMPLEOPS000001",
      "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEOPS0001",
        "arn":"arn:aws:iam::222233334444:role/Ops","accountId":"222233334444","userName":"Ops"},
        "attributes":{"creationDate":"2026-03-02T08:00:00Z","mfaAuthenticated":"false"}}},
    "eventTime":"2026-03-02T09:01:03Z","eventSource":"kms.amazonaws.com",
    "eventName":"EnableKeyRotation","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7",
    "userAgent":"aws-cli/2.30",
    "requestParameters":{"keyId":"7c0e4b5a","rotationPeriodInDays":180},
    "responseElements":{"keyId":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"},
    "requestID":"5b1f0f3a-9d1c-4c7f-b0a2-6d1e2f304152",
    "eventID":"9a8b7c6d-5e4f-4031-a2b3-c4d5e6f70819","readOnly":false,
    "resources":[{"accountId":"222233334444","type":"AWS::KMS::Key",
      "ARN":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"}],
    "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"222233334444",
    "eventCategory":"Management",
    "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",
      "clientProvidedHostHeader":"kms.eu-west-1.amazonaws.com"}})");
}

TEST(Record, OfAFailureHasTheErrorAndNoResponse) {
  const Caller caller = user_caller();
  RecordDraft draft = draft_of_key();
  draft.response_elements = Json{{"never", "shown"}};
  const ApiError error{"DisabledException", std::string(kKeyArn) + " is disabled."};
  RecordInput input = decrypt_input(caller);
  input.request_parameters = {{"keyId", kKeyArn}, {"encryptionAlgorithm", "SYMMETRIC_DEFAULT"}};
  input.response_elements = {{"never", "shown"}};
  input.error = &error;
  input.draft = &draft;
  expect_record(build_record(std::move(input)), R"({
    "eventVersion":"1.11",
    "userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLEAPP00001",
      "arn":"arn:aws:iam::222233334444:user/app","accountId":"222233334444",
      "accessKeyId":"AKIAEXAMPLEAPP000001","userName":"app"},
    "eventTime":"2026-03-02T09:01:03Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt",
    "awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.9","userAgent":"app/1.4",
    "errorCode":"DisabledException",
    "errorMessage":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1 is disabled.",
    "requestParameters":{
      "keyId":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1",
      "encryptionAlgorithm":"SYMMETRIC_DEFAULT"},
    "responseElements":null,
    "requestID":"5b1f0f3a-9d1c-4c7f-b0a2-6d1e2f304152",
    "eventID":"9a8b7c6d-5e4f-4031-a2b3-c4d5e6f70819","readOnly":true,
    "resources":[{"accountId":"222233334444","type":"AWS::KMS::Key",
      "ARN":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"}],
    "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"222233334444",
    "eventCategory":"Management"})");
}

TEST(Record, OfACallByAServiceNamesTheServiceThreeTimesAndKeepsTheCaller) {
  Caller caller = role_caller();
  caller.invoked_by = "secretsmanager.amazonaws.com";
  const Record record = build_record(decrypt_input(caller));
  EXPECT_EQ(tree_of(record)["userIdentity"]["type"], "AssumedRole");
  EXPECT_EQ(tree_of(record)["userIdentity"]["invokedBy"], "secretsmanager.amazonaws.com");
  EXPECT_EQ(tree_of(record)["sourceIPAddress"], "secretsmanager.amazonaws.com");
  EXPECT_EQ(tree_of(record)["userAgent"], "secretsmanager.amazonaws.com");
  EXPECT_FALSE(tree_of(record).contains("tlsDetails"));  // The connection is the client's, not its.
}

TEST(Record, OfAServiceEventHasNoTypeNoRequestAndNoRequestId) {
  const ServiceEvent event{.event_source = "kms.amazonaws.com",
                           .event_name = "DeleteKey",
                           .resources = {{"AWS::KMS::Key", kKeyArn}},
                           .service_event_details = {{"keyId", "7c0e4b5a"}},
                           .additional_event_data = nullptr};
  const Record record = build_service_event(
      {"222233334444", "eu-west-1"}, *parse_instant("2026-03-12T09:00:00Z"), kEventId, event);
  expect_record(record, R"({
    "eventVersion":"1.11",
    "userIdentity":{"accountId":"222233334444","invokedBy":"AWS Internal"},
    "eventTime":"2026-03-12T09:00:00Z","eventSource":"kms.amazonaws.com","eventName":"DeleteKey",
    "awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal",
    "requestParameters":null,"responseElements":null,
    "eventID":"9a8b7c6d-5e4f-4031-a2b3-c4d5e6f70819","readOnly":false,
    "resources":[{"accountId":"222233334444","type":"AWS::KMS::Key",
      "ARN":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"}],
    "eventType":"AwsServiceEvent","managementEvent":true,"recipientAccountId":"222233334444",
    "serviceEventDetails":{"keyId":"7c0e4b5a"},"eventCategory":"Management"})");
  EXPECT_EQ(record.row.scope, "222233334444/eu-west-1/");
  EXPECT_EQ(record.row.username, "");
  EXPECT_EQ(record.row.resources.size(), 1u);
  EXPECT_FALSE(record.row.is_read_only);
}

TEST(Record, OfAServiceEventThatIsShownAsACallHasARequestIdAndAResponse) {
  const ServiceEvent event{.event_source = "kms.amazonaws.com",
                           .event_name = "SynchronizeMultiRegionKey",
                           .resources = {{"AWS::KMS::Key", kKeyArn}},
                           .service_event_details = nullptr,
                           .additional_event_data = nullptr,
                           .response_elements = {{"keyId", kKeyArn}}};
  const Record record =
      build_service_event({"222233334444", "eu-west-1"}, *parse_instant("2026-03-12T09:00:00Z"),
                          kEventId, event, "12345681-de97-42e9-bed0-b02ae1abd8dc");
  expect_record(record, R"({
    "eventVersion":"1.11",
    "userIdentity":{"accountId":"222233334444","invokedBy":"AWS Internal"},
    "eventTime":"2026-03-12T09:00:00Z","eventSource":"kms.amazonaws.com",
    "eventName":"SynchronizeMultiRegionKey",
    "awsRegion":"eu-west-1","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal",
    "requestParameters":null,"responseElements":{"keyId":
      "arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"},
    "requestID":"12345681-de97-42e9-bed0-b02ae1abd8dc",
    "eventID":"9a8b7c6d-5e4f-4031-a2b3-c4d5e6f70819","readOnly":false,
    "resources":[{"accountId":"222233334444","type":"AWS::KMS::Key",
      "ARN":"arn:aws:kms:eu-west-1:222233334444:key/7c0e4b5a-2a51-4f0e-9a46-0d6cbbe1f0a1"}],
    "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"222233334444",
    "eventCategory":"Management"})");
}

TEST(Record, NamesAnAccessFailureAsCloudTrailDoes) {
  const Caller caller = user_caller();
  const ApiError denied{"AccessDeniedException", "User: … is not authorized"};
  const ApiError denied_by_sns{"AuthorizationErrorException", "User: … is not authorized"};
  const ApiError other{"NotFoundException", "Alias … is not found."};
  for (const auto& [error, code] :
       {std::pair(&denied, "AccessDenied"), std::pair(&denied_by_sns, "AccessDenied"),
        std::pair(&other, "NotFoundException")}) {
    RecordInput input = decrypt_input(caller);
    input.error = error;
    EXPECT_EQ(tree_of(build_record(std::move(input)))["errorCode"], code);
  }
}

TEST(Record, LeavesOutAnEmptyErrorMessage) {
  const Caller caller = user_caller();
  const ApiError error{"InvalidCiphertextException", ""};
  RecordInput input = decrypt_input(caller);
  input.error = &error;
  const Record record = build_record(std::move(input));
  EXPECT_EQ(tree_of(record)["errorCode"], "InvalidCiphertextException");
  EXPECT_FALSE(tree_of(record).contains("errorMessage"));
}

TEST(Record, ShowsWhatTheHandlerDraftedInPlaceOfTheInput) {
  const Caller caller = user_caller();
  RecordDraft draft;
  draft.has_resources_member = true;
  draft.request_parameters = Json(nullptr);
  draft.response_elements = Json{{"grantId", "1"}};
  draft.additional_event_data = {{"grantId", "1"}};
  RecordInput input = decrypt_input(caller);
  input.request_parameters = {{"grantToken", "secret"}};
  input.draft = &draft;
  const Record record = build_record(std::move(input));
  EXPECT_TRUE(tree_of(record).at("requestParameters").is_null());
  EXPECT_EQ(to_text(tree_of(record)["responseElements"]), R"({"grantId":"1"})");
  EXPECT_EQ(to_text(tree_of(record)["additionalEventData"]), R"({"grantId":"1"})");
  EXPECT_EQ(to_text(tree_of(record)["resources"]), "[]");
}

TEST(Record, WritesAnApiVersionOnlyForTheServicesThatHaveOne) {
  const Caller caller = user_caller();
  RecordInput input = decrypt_input(caller);
  EXPECT_FALSE(tree_of(build_record(input)).contains("apiVersion"));
  input.api_version = "2015-12-01";
  EXPECT_EQ(tree_of(build_record(input))["apiVersion"], "2015-12-01");
}

TEST(Record, LeavesOutWhatIsTooLargeAndOnlyThat) {
  const Caller caller = user_caller();
  struct Case {
    const char* name;
    std::size_t request, response, additional;
    bool has_request, has_response, has_additional;
  };
  // The text of {"a":"xx…"} is 8 bytes longer than its value.
  constexpr std::size_t k100K = (100u << 10) - 8;
  constexpr std::size_t k28K = (28u << 10) - 8;
  const Case cases[] = {
      {"all at their limits", k100K, k100K, k28K, true, true, true},
      {"request one byte over", k100K + 1, k100K, k28K, false, true, true},
      {"response one byte over", k100K, k100K + 1, k28K, true, false, true},
      {"additional data one byte over", 10, 10, k28K + 1, true, true, false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    RecordDraft draft;
    draft.additional_event_data = {{"a", std::string(c.additional, 'x')}};
    RecordInput input = decrypt_input(caller);
    input.request_parameters = {{"a", std::string(c.request, 'x')}};
    input.response_elements = {{"a", std::string(c.response, 'x')}};
    input.draft = &draft;
    const Record record = build_record(std::move(input));
    EXPECT_EQ(!tree_of(record).at("requestParameters").is_null(), c.has_request);
    EXPECT_EQ(!tree_of(record).at("responseElements").is_null(), c.has_response);
    EXPECT_EQ(tree_of(record).contains("additionalEventData"), c.has_additional);
  }
}

TEST(Record, CutsTextsOfOneKilobyteBetweenCodePoints) {
  Caller caller = user_caller();
  caller.user_agent = std::string(2000, 'a');
  const ApiError error{"X", std::string(1023, 'b') + "é!"};
  RecordInput input = decrypt_input(caller);
  input.error = &error;
  const Record record = build_record(std::move(input));
  EXPECT_EQ(tree_of(record)["userAgent"], std::string(1024, 'a'));
  EXPECT_EQ(tree_of(record)["errorMessage"], std::string(1023, 'b'));
}

TEST(Record, GivesHistoryTheNameOfTheUser) {
  struct Case {
    const char* name;
    Identity identity;
    const char* username;
  };
  const Case cases[] = {
      {"root", root_identity("222233334444", "AKIA1"), "root"},
      {"IAM user", user_caller().identity, "app"},
      {"role session", role_caller().identity, "ops-shift"},
      {"federated user",
       {"FederatedUser", "222233334444:bob", "arn:aws:sts::222233334444:federated-user/bob",
        "222233334444", "ASIA1", "", nullptr},
       "bob"},
      {"service", {"AWSService", "", "", "", "", "", nullptr}, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Caller caller = user_caller();
    caller.identity = c.identity;
    const Record record = build_record(decrypt_input(caller));
    EXPECT_EQ(record.row.username, c.username);
    // Reading the columns back from the text gives the same.
    const Result<Record> adopted = adopt_record(*record.row.text);
    ASSERT_TRUE(adopted.ok());
    EXPECT_EQ(adopted.value().row.username, c.username);
    EXPECT_EQ(adopted.value().row.access_key_id, record.row.access_key_id);
    EXPECT_EQ(adopted.value().row.scope, record.row.scope);
    EXPECT_EQ(*adopted.value().row.text, *record.row.text);
  }
}

TEST(ForeignRecord, IsRefusedWithTheReason) {
  struct Case {
    const char* name;
    const char* text;
    const char* reason;
  };
  const Case cases[] = {
      {"a number", "7", "it is not a JSON object"},
      {"no eventID", R"({"eventName":"A"})", "it has no text in eventID"},
      {"a time that is none",
       R"({"eventID":"1","eventName":"A","eventSource":"s","awsRegion":"r","eventTime":"noon"})",
       "its eventTime is no RFC 3339 time"},
      {"no account",
       R"({"eventID":"1","eventName":"A","eventSource":"s","awsRegion":"r",
           "eventTime":"2026-01-01T00:00:00Z"})",
       "it has no recipientAccountId"},
      {"a slash in the account",
       R"({"eventID":"1","eventName":"A","eventSource":"s","awsRegion":"r",
           "eventTime":"2026-01-01T00:00:00Z","recipientAccountId":"1/2"})",
       "its account or region holds a slash"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Result<Record> record = adopt_record(c.text);
    ASSERT_FALSE(record.ok());
    EXPECT_EQ(record.error().message, std::string("Not a CloudTrail record: ") + c.reason + ".");
  }
}

TEST(ForeignRecord, OfAnOldVersionFallsBackToIdentityAndName) {
  const Result<Record> record = adopt_record(
      R"({"eventID":"1","eventName":"ListKeys","eventSource":"kms.amazonaws.com",
          "awsRegion":"us-west-2","eventTime":"2014-11-05T20:51:21Z",
          "userIdentity":{"type":"IAMUser","accountId":"111122223333","userName":"Alice"}})");
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.value().row.scope, "111122223333/us-west-2/");
  EXPECT_TRUE(record.value().row.is_read_only);
  EXPECT_EQ(record.value().row.username, "Alice");
  EXPECT_TRUE(record.value().is_management);
}

TEST(ForeignRecord, KnowsDataEventsByCategoryOrByTheOlderFlag) {
  const auto is_management = [](const std::string& members) {
    const Result<Record> record =
        adopt_record(R"({"eventID":"1","eventName":"A","eventSource":"s","awsRegion":"r",)"
                     R"("eventTime":"2026-01-01T00:00:00Z","recipientAccountId":"1")" +
                     members + "}");
    return record.value().is_management;
  };
  EXPECT_TRUE(is_management(R"(,"eventCategory":"Management")"));
  EXPECT_FALSE(is_management(R"(,"eventCategory":"Data","managementEvent":true)"));
  EXPECT_FALSE(is_management(R"(,"managementEvent":false)"));
  EXPECT_TRUE(is_management(""));
}

}  // namespace
}  // namespace keytrail::cloudtrail
