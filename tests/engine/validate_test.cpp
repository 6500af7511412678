#include "engine/validate.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

namespace keytrail {
namespace {

std::string error_of(const std::string& service, const std::string& operation, const Json& input) {
  const models::Service& found = *models::find_service(service);
  const Result<void> result = validate(found, *models::find_operation(found, operation), input);
  return result.ok() ? "" : result.error().code + ": " + result.error().message;
}

struct Row {
  const char* what;
  const char* service;
  const char* operation;
  Json input;
  std::string violation;  // Without its head; empty: the input passes.
};

TEST(Validate, SaysWhichConstraintFailedInAwsWords) {
  const std::string must = "' failed to satisfy constraint: Member must ";
  const std::vector<Row> rows = {
      {"a number at its bound", "kms", "GenerateRandom", {{"NumberOfBytes", 1024}}, ""},
      {"a number above it",
       "kms",
       "GenerateRandom",
       {{"NumberOfBytes", 1025}},
       "Value '1025' at 'numberOfBytes" + must + "have value less than or equal to 1024"},
      {"a number below it",
       "kms",
       "GenerateRandom",
       {{"NumberOfBytes", 0}},
       "Value '0' at 'numberOfBytes" + must + "have value greater than or equal to 1"},
      {"a required member left out", "kms", "DescribeKey", Json::object(),
       "Value null at 'keyId" + must + "not be null"},
      {"a required secret left out",
       "kms",
       "Encrypt",
       {{"KeyId", "k"}},
       "Value at 'plaintext" + must + "not be null"},
      {"a required blob that is no secret",
       "kms",
       "Verify",
       {{"KeyId", "k"}, {"Message", blob("m")}, {"SigningAlgorithm", "ECDSA_SHA_256"}},
       "Value null at 'signature" + must + "not be null"},
      {"an empty string",
       "kms",
       "DescribeKey",
       {{"KeyId", ""}},
       "Value '' at 'keyId" + must + "have length greater than or equal to 1"},
      {"S3 judges sets of values itself",
       "s3",
       "CreateBucket",
       {{"Bucket", "b"}, {"CreateBucketConfiguration", {{"LocationConstraint", "us-east-1"}}}},
       ""},
      {"a blob is not shown",
       "kms",
       "Encrypt",
       {{"KeyId", "k"}, {"Plaintext", blob("")}},
       "Value at 'plaintext" + must + "have length greater than or equal to 1"},
      {"a blob at its bound",
       "kms",
       "Encrypt",
       {{"KeyId", "k"}, {"Plaintext", blob(std::string(4096, 'x'))}},
       ""},
      {"a blob above it",
       "kms",
       "Encrypt",
       {{"KeyId", "k"}, {"Plaintext", blob(std::string(4097, 'x'))}},
       "Value at 'plaintext" + must + "have length less than or equal to 4096"},
      {"a member of a list's element",
       "kms",
       "TagResource",
       {{"KeyId", "k"}, {"Tags", {{{"TagKey", ""}, {"TagValue", "v"}}}}},
       "Value '' at 'tags.1.member.tagKey" + must + "have length greater than or equal to 1"},
      {"a null element",
       "kms",
       "TagResource",
       {{"KeyId", "k"}, {"Tags", {{{"TagKey", "k"}, {"TagValue", ""}}, nullptr}}},
       "Value null at 'tags.2.member" + must + "not be null"},
      {"a scalar element",
       "kms",
       "CreateGrant",
       {{"KeyId", "k"},
        {"GranteePrincipal", "p"},
        {"Operations", Json::array()},
        {"GrantTokens", {""}}},
       "Value '[]' at 'grantTokens" + must +
           "satisfy constraint: [Member must have length less than or equal to 8192, Member must "
           "have length greater than or equal to 1]"},
      {"characters, not bytes, are counted",
       "kms",
       "UpdateKeyDescription",
       {{"KeyId", "k"}, {"Description", std::string(8192, 'd')}},
       ""},
      {"a pattern",
       "sts",
       "AssumeRole",
       {{"RoleArn", "arn:aws:iam::123456789012:role/r"}, {"RoleSessionName", "Session1:2"}},
       "Value 'Session1:2' at 'roleSessionName" + must +
           "satisfy regular expression pattern: [\\w+=,.@-]*"},
      {"a pattern with a character range",
       "kms",
       "ListKeys",
       {{"Marker", "\xE2\x82\xAC"}},
       "Value '\xE2\x82\xAC' at 'marker" + must +
           "satisfy regular expression pattern: [\\u0020-\\u00FF]*"},
      {"a member inside a map's entry",
       "sns",
       "Publish",
       {{"Message", "m"}, {"MessageAttributes", {{"attr1", {{"StringValue", "v"}}}}}},
       "Value null at 'messageAttributes.attr1.member.dataType" + must + "not be null"},
  };
  for (const Row& row : rows) {
    const std::string expected =
        row.violation.empty()
            ? ""
            : "ValidationException: 1 validation error detected: " + row.violation;
    EXPECT_EQ(error_of(row.service, row.operation, row.input), expected) << row.what;
  }
}

TEST(Validate, ListsAnEnumsValues) {
  EXPECT_EQ(error_of("cloudwatch", "SetAlarmState",
                     {{"AlarmName", "a"}, {"StateValue", "INVALID"}, {"StateReason", "r"}}),
            "ValidationException: 1 validation error detected: Value 'INVALID' at 'stateValue' "
            "failed to satisfy constraint: Member must satisfy enum value set: "
            "[INSUFFICIENT_DATA, ALARM, OK]");
}

TEST(Validate, JoinsSeveralFailures) {
  EXPECT_EQ(error_of("kms", "Encrypt", {{"KeyId", ""}}),
            "ValidationException: 2 validation errors detected: Value '' at 'keyId' failed to "
            "satisfy constraint: Member must have length greater than or equal to 1; Value at "
            "'plaintext' failed to satisfy constraint: Member must not be null");
  // Not without end.
  Json tags = Json::array();
  for (int i = 0; i < 1000; ++i) tags.push_back(Json::object());
  EXPECT_EQ(error_of("kms", "TagResource", {{"KeyId", "k"}, {"Tags", tags}}).find("10 validation"),
            std::string("ValidationException: ").size());
}

TEST(Validate, UsesEachServicesCode) {
  EXPECT_EQ(error_of("logs", "FilterLogEvents", {{"logGroupName", "g"}, {"limit", 10001}}),
            "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' "
            "failed to satisfy constraint: Member must have value less than or equal to 10000");
  EXPECT_EQ(error_of("sns", "Subscribe", {{"Protocol", "email"}}),
            "InvalidParameterException: Invalid parameter: TopicArn Reason: no value for required "
            "parameter");
  EXPECT_EQ(error_of("sqs", "SendMessage", {{"QueueUrl", "u"}}),
            "MissingParameter: The request must contain the parameter MessageBody.");
}

TEST(Validate, GivesLookupEventsItsOwnExceptions) {
  const auto code_of = [](const Json& input) {
    const std::string error = error_of("cloudtrail", "LookupEvents", input);
    return error.substr(0, error.find(':'));
  };
  EXPECT_EQ(code_of({{"MaxResults", 51}}), "InvalidMaxResultsException");
  EXPECT_EQ(code_of({{"MaxResults", 50}}), "");
  EXPECT_EQ(code_of({{"EventCategory", "data"}}), "InvalidEventCategoryException");
  for (const char* key : {"Nope", "eventName"}) {
    EXPECT_EQ(code_of({{"LookupAttributes", {{{"AttributeKey", key}, {"AttributeValue", "v"}}}}}),
              "InvalidLookupAttributesException");
  }
  EXPECT_EQ(code_of({{"LookupAttributes", {{{"AttributeKey", "EventName"}}}}}),
            "InvalidLookupAttributesException");
}

TEST(Validate, ShowsListsOfStructuresAsAwsDoes) {
  Json two = Json::array();
  for (int i = 0; i < 2; ++i) {
    two.push_back({{"metricName", "m"}, {"metricNamespace", "n"}, {"metricValue", "1"}});
  }
  const std::string shown =
      "MetricTransformation(metricName=m, metricNamespace=n, metricValue=1, defaultValue=null, "
      "dimensions=null, unit=null)";
  EXPECT_EQ(error_of("logs", "PutMetricFilter",
                     {{"logGroupName", "g"},
                      {"filterName", "f"},
                      {"filterPattern", ""},
                      {"metricTransformations", two}}),
            "InvalidParameterException: 1 validation error detected: Value '[" + shown + ", " +
                shown +
                "]' at 'metricTransformations' failed to satisfy constraint: Member must "
                "have length less than or equal to 1");
}

TEST(Patterns, AreTranslatedFromJava) {
  EXPECT_EQ(pattern_for_re2("[\\u0020-\\u00FF]*"), "[\\x{0020}-\\x{00FF}]*");
  EXPECT_EQ(pattern_for_re2("^[a-z]{1,2048}$"), "^[a-z]+$");
  EXPECT_EQ(pattern_for_re2("a{0,5000}b{20,2048}c{3}"), "a*b{20,}c{3}");
  EXPECT_EQ(pattern_for_re2("a{2000}"), "");
  EXPECT_EQ(pattern_for_re2("\\{x{y"), "\\{x{y");
}

void collect_patterns(const models::Shape& shape, std::set<const models::Shape*>& seen,
                      std::set<std::string>& not_enforced) {
  if (!seen.insert(&shape).second) return;
  if (!shape.pattern.empty()) {
    RE2::Options options;
    options.set_log_errors(false);
    const std::string pattern = pattern_for_re2(shape.pattern);
    if (pattern.empty() || !RE2(pattern, options).ok()) {
      not_enforced.insert(std::string(shape.name) + " " + std::string(shape.pattern));
    }
  }
  for (const models::Member& member : shape.members) {
    collect_patterns(*member.shape, seen, not_enforced);
  }
  for (const models::Member* member : {shape.key, shape.element}) {
    if (member != nullptr) collect_patterns(*member->shape, seen, not_enforced);
  }
}

TEST(Patterns, OfAllModelsHaveACounterpart) {
  std::set<const models::Shape*> seen;
  std::set<std::string> not_enforced;
  for (const models::Service& service : models::services()) {
    for (const models::Operation& operation : service.operations) {
      if (operation.input != nullptr) collect_patterns(*operation.input, seen, not_enforced);
    }
  }
  EXPECT_EQ(not_enforced, std::set<std::string>());
}

}  // namespace
}  // namespace keytrail
