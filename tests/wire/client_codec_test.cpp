// What keytrail says as a client, keytrail as a server understands, and the other way round.
#include "wire/client_codec.h"

#include "wire/samples.h"

namespace keytrail::wire {
namespace {

struct ClientRow {
  const char* what;
  const char* service;
  const char* operation;
  Json input;
  Json output;
};

const std::vector<ClientRow>& client_rows() {
  static const std::vector<ClientRow> rows = {
      {"JSON with blobs and timestamps",
       "kms",
       "ImportKeyMaterial",
       {{"KeyId", "k"}, {"ImportToken", blob("t\x01")}, {"ValidTo", 1767225600000}},
       {{"KeyId", "k"}}},
      {"JSON without a member", "kms", "ListKeys", Json::object(), {{"Truncated", false}}},
      {"a map in Query, with characters that forms escape",
       "sns",
       "GetTopicAttributes",
       {{"TopicArn", "arn:aws:sns:us-east-1:1:t &=+%"}},
       {{"Attributes", {{"DisplayName", "<a & b>"}, {"Owner", "1"}}}}},
      {"lists of structures in Query, numbers, booleans",
       "cloudwatch",
       "PutMetricAlarm",
       {{"AlarmName", "a"},
        {"ActionsEnabled", false},
        {"AlarmActions", Json::array()},
        {"Dimensions", {{{"Name", "n"}, {"Value", "v"}}, {{"Name", "m"}, {"Value", ""}}}},
        {"Threshold", 1.5}},
       Json()},
      {"structures and times in a Query answer",
       "cloudwatch",
       "DescribeAlarms",
       {{"AlarmNames", {"a", "b"}}},
       {{"MetricAlarms",
         {{{"AlarmName", "a"}, {"StateUpdatedTimestamp", 1767225600500}, {"Threshold", 1.0}}}}}},
      {"flattened lists and maps in Query",
       "sqs",
       "ReceiveMessage",
       {{"QueueUrl", "u"}, {"AttributeNames", {"All"}}, {"MaxNumberOfMessages", 10}},
       {{"Messages", {{{"MessageId", "i"}, {"Attributes", {{"SenderId", "s"}}}}}}}},
      {"a structure as the body of REST-XML",
       "s3",
       "CreateBucket",
       {{"Bucket", "b"}, {"CreateBucketConfiguration", {{"LocationConstraint", "eu-west-1"}}}},
       {{"Location", "/b"}}},
      {"bytes, a key with blanks and headers in REST-XML",
       "s3",
       "PutObject",
       {{"Bucket", "b"},
        {"Key", "x/y z"},
        {"Metadata", {{"color", "red"}}},
        {"Body", blob(std::string_view("a\0b", 3))}},
       {{"ETag", "\"e\""}}},
      {"bytes and headers in a REST-XML answer",
       "s3",
       "GetObject",
       {{"Bucket", "b"}, {"Key", "k"}},
       {{"Body", blob("a & b")}, {"ETag", "\"e\""}, {"Metadata", {{"color", "red"}}}}},
      {"lists in a REST-XML answer",
       "s3",
       "ListObjectsV2",
       {{"Bucket", "b"}, {"Prefix", "p/"}},
       {{"Contents", {{{"Key", "p/1"}}, {{"Key", "p/2"}}}}, {"Name", "b"}}},
  };
  return rows;
}

// The request with what a client adds.
HttpRequest sent(const ClientRow& row) {
  const models::Service& service = *models::find_service(row.service);
  HttpRequest request =
      encode_request(service, *models::find_operation(service, row.operation), row.input);
  request.headers.emplace_back("Host", "127.0.0.1:4566");
  request.headers.emplace_back("Authorization",
                               samples::authorization(std::string(service.signing_name)));
  return request;
}

TEST(ClientCodec, SaysWhatTheServerUnderstands) {
  for (const ClientRow& row : client_rows()) {
    const HttpRequest request = sent(row);
    const Result<Route> found = route(request);
    ASSERT_TRUE(found.ok()) << row.what << ": " << found.error().message;
    EXPECT_EQ(found.value().operation->name, row.operation) << row.what;
    const Result<Json> input = decode(found.value(), request);
    ASSERT_TRUE(input.ok()) << row.what << ": " << input.error().message;
    EXPECT_EQ(input.value(), row.input) << row.what;
  }
}

TEST(ClientCodec, UnderstandsWhatTheServerSays) {
  for (const ClientRow& row : client_rows()) {
    const Result<Route> found = route(sent(row));
    ASSERT_TRUE(found.ok()) << row.what;
    const HttpResponse response = encode(found.value(), row.output, "id");
    const Result<Json> output =
        decode_answer(*found.value().service, *found.value().operation, response);
    ASSERT_TRUE(output.ok()) << row.what << ": " << output.error().message;
    EXPECT_EQ(output.value(), row.output) << row.what;
  }
}

TEST(ClientCodec, GivesErrorsTheCodesThatAnSdkShows) {
  struct ErrorRow {
    std::size_t row;  // Of client_rows().
    const char* code;
    const char* shown;
  };
  for (const auto& [index, code, shown] : {ErrorRow{0, "NotFoundException", "NotFoundException"},
                                           ErrorRow{2, "NotFoundException", "NotFound"},
                                           ErrorRow{4, "ResourceNotFound", "ResourceNotFound"},
                                           ErrorRow{9, "NoSuchBucket", "NoSuchBucket"}}) {
    const Result<Route> found = route(sent(client_rows()[index]));
    ASSERT_TRUE(found.ok());
    const HttpResponse response = encode_error(&found.value(), found.value().protocol,
                                               ApiError{code, "A <text>.", 404}, "id");
    const Result<Json> output =
        decode_answer(*found.value().service, *found.value().operation, response);
    ASSERT_FALSE(output.ok()) << code;
    EXPECT_EQ(output.error().code, shown);
    EXPECT_EQ(output.error().message, "A <text>.") << code;
  }
}

TEST(ClientCodec, SaysWhenAnAnswerIsNone) {
  const models::Service& kms = *models::find_service("kms");
  const models::Operation& list_keys = *models::find_operation(kms, "ListKeys");
  for (const int status : {200, 502}) {
    const Result<Json> output = decode_answer(kms, list_keys, {status, {}, "<html>"});
    ASSERT_FALSE(output.ok());
    EXPECT_EQ(output.error().code, "UnreadableAnswer");
    EXPECT_EQ(output.error().message, "HTTP " + std::to_string(status) + ": <html>");
  }
}

}  // namespace
}  // namespace keytrail::wire
