#include <cmath>
#include <limits>

#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

HttpRequest encrypt(const std::string& body) { return json("kms", "TrentService.Encrypt", body); }

TEST(JsonDecoding, MakesBlobsBinaryAndTimestampsMilliseconds) {
  const Json input = must_decode(encrypt(R"({"KeyId":"alias/a","Plaintext":"Zm9v"})"));
  EXPECT_EQ(string_member(input, "KeyId"), "alias/a");
  EXPECT_EQ(view_of(*blob_member(input, "Plaintext")), "foo");

  const std::string target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
  const Json lookup = must_decode(json(
      "cloudtrail", target, R"({"StartTime":1522329556.173,"EndTime":"2018-03-29T13:19:17Z"})"));
  EXPECT_EQ(optional_integer(lookup, "StartTime"), 1522329556173);
  EXPECT_EQ(optional_integer(lookup, "EndTime"), 1522329557000);
}

TEST(JsonDecoding, TakesAnEmptyBodyForNoMembersAndDropsWhatIsUnknownOrNull) {
  EXPECT_EQ(must_decode(encrypt("")), Json::object());
  EXPECT_EQ(must_decode(encrypt(" \n")), Json::object());
  EXPECT_EQ(must_decode(encrypt(R"({"KeyId":null,"Sing":[1,{}]})")), Json::object());
  EXPECT_EQ(must_decode(encrypt(R"({"KeyId":"a","KeyId":"b"})")), (Json{{"KeyId", "b"}}));
}

TEST(JsonDecoding, KeepsANullEntrySoThatValidationCanNameIt) {
  const Json input =
      must_decode(json("kms", "TrentService.TagResource", R"({"Tags":[null,{"TagKey":"k"}]})"));
  EXPECT_TRUE(input["Tags"][0].is_null());
  EXPECT_EQ(input["Tags"][1]["TagKey"], "k");
}

struct Refusal {
  const char* body;
  const char* message;
};

TEST(JsonDecoding, RefusesWrongTypesInAwsWords) {
  const std::vector<Refusal> rows = {
      {R"({"KeyId":1})", "NUMBER_VALUE can not be converted to a String"},
      {R"({"KeyId":1.5})", "DECIMAL_VALUE can not be converted to a String"},
      {R"({"KeyId":true})", "TRUE_VALUE can not be converted to a String"},
      {R"({"KeyId":[]})", "Start of list found where not expected"},
      {R"({"KeyId":{}})", "Start of structure or map found where not expected"},
      {R"({"Plaintext":"no base64"})", "STRING_VALUE can not be converted to a Blob"},
      {R"({"GrantTokens":"x"})", "Expected list or null"},
      {R"({"EncryptionContext":"x"})", "Expected map or null"},
      {R"({"EncryptionContext":{"a":1}})", "NUMBER_VALUE can not be converted to a String"},
      {R"({"DryRun":"true"})", "STRING_VALUE can not be converted to a Boolean"},
      {R"([])", "Start of list found where not expected"},
      {R"("x")", "Expected map or null"},
  };
  for (const Refusal& row : rows) {
    const Json input = must_decode(encrypt(row.body));
    EXPECT_EQ(input["error"], "SerializationException") << row.body;
    EXPECT_EQ(input["message"], row.message) << row.body;
  }
}

TEST(JsonDecoding, RefusesNumbersTheTypeCannotHold) {
  const auto decoded = [](const std::string& number) {
    return must_decode(
        json("kms", "TrentService.GenerateRandom", "{\"NumberOfBytes\":" + number + "}"));
  };
  EXPECT_EQ(decoded("2147483647")["NumberOfBytes"], 2147483647);
  EXPECT_EQ(decoded("-2147483648")["NumberOfBytes"], -2147483648);
  EXPECT_EQ(decoded("32.0")["NumberOfBytes"], 32);
  for (const char* number : {"2147483648", "-2147483649", "18446744073709551615", "1e400", "32.5",
                             "1e300", "\"32\"", "99999999999999999999999"}) {
    EXPECT_EQ(decoded(number)["error"], "SerializationException") << number;
  }
}

TEST(JsonDecoding, RefusesWhatIsNoJsonOrNoUtf8) {
  for (const std::string body :
       {"{", "{}x", "{\"KeyId\":\"\xFF\"}", "{'KeyId':1}", "nul", "{\"KeyId\":\"\\ud800\"}"}) {
    EXPECT_EQ(must_decode(encrypt(body))["error"], "SerializationException") << body;
  }
  EXPECT_EQ(must_decode(encrypt(std::string(100'000, '[')))["error"], "SerializationException");
}

std::string encoded_json(const std::string& service, const std::string& operation,
                         const Json& output) {
  const models::Service* found = models::find_service(service);
  const Route route{found, models::find_operation(*found, operation), Protocol::Json, false, {}};
  return encode(route, output, kRequestId).body;
}

TEST(JsonEncoding, WritesBase64SecondsAndDoublesThatRoundTrip) {
  EXPECT_EQ(encoded_json("kms", "Encrypt", {{"CiphertextBlob", blob("foo")}, {"KeyId", "k"}}),
            R"({"CiphertextBlob":"Zm9v","KeyId":"k"})");
  EXPECT_EQ(
      encoded_json("kms", "DescribeKey", {{"KeyMetadata", {{"CreationDate", 1522329556173}}}}),
      R"({"KeyMetadata":{"CreationDate":1522329556.173}})");
  EXPECT_EQ(
      encoded_json("kms", "DescribeKey", {{"KeyMetadata", {{"CreationDate", 1534291200000}}}}),
      R"({"KeyMetadata":{"CreationDate":1534291200.0}})");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(encoded_json("cloudwatch", "GetMetricStatistics",
                         {{"Datapoints", {{{"Sum", 1}, {"Average", 0.1}, {"Minimum", nan}}}}}),
            R"({"Datapoints":[{"Sum":1.0,"Average":0.1,"Minimum":"NaN"}]})");
}

TEST(JsonEncoding, LeavesOutWhatIsNull) {
  EXPECT_EQ(encoded_json("kms", "ListKeys", {{"Keys", Json::array()}, {"NextMarker", nullptr}}),
            R"({"Keys":[]})");
  EXPECT_EQ(encoded_json("kms", "ListKeys", Json()), "{}");
}

TEST(JsonEncoding, AnswersAnOperationWithoutOutputWithAnEmptyBody) {
  const models::Service* kms = models::find_service("kms");
  const Route route{kms, models::find_operation(*kms, "DisableKey"), Protocol::Json, false, {}};
  const HttpResponse response = encode(route, Json(), kRequestId);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(header_of(response, "Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(header_of(response, "x-amzn-RequestId"), kRequestId);
}

TEST(JsonForm, GoesInAndOutForCallersInProcess) {
  const models::Operation& operation =
      *models::find_operation(*models::find_service("kms"), "Encrypt");
  const Result<Json> tree = from_json(operation.input, {{"KeyId", "k"}, {"Plaintext", "Zm9v"}});
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(view_of(*blob_member(tree.value(), "Plaintext")), "foo");
  EXPECT_EQ(to_json(operation.input, tree.value()), (Json{{"KeyId", "k"}, {"Plaintext", "Zm9v"}}));
  EXPECT_FALSE(from_json(operation.input, {{"KeyId", 1}}).ok());
}

}  // namespace
}  // namespace keytrail::wire
