#include "wire/cbor.h"
#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

struct ErrorRow {
  const char* what;
  const char* service;
  const char* operation;
  Protocol protocol;
  bool is_query_mode;
  ApiError error;
  int status;
  const char* body;
  const char* query_error;  // The x-amzn-query-error header.
};

HttpResponse answer(const ErrorRow& row) {
  const models::Service* service = models::find_service(row.service);
  const Route route{service,
                    models::find_operation(*service, row.operation),
                    row.protocol,
                    row.is_query_mode,
                    {}};
  return encode_error(&route, row.protocol, row.error, "ID");
}

TEST(ErrorEncoding, WritesJsonErrors) {
  const std::vector<ErrorRow> rows = {
      {"a modelled error",
       "kms",
       "Encrypt",
       Protocol::Json,
       false,
       {"DisabledException", "key is disabled.", 400},
       400,
       R"({"__type":"DisabledException","message":"key is disabled."})",
       ""},
      {"an error without a text",
       "kms",
       "Encrypt",
       Protocol::Json,
       false,
       {"InvalidCiphertextException", "", 400},
       400,
       R"({"__type":"InvalidCiphertextException"})",
       ""},
      {"a fault of the server's",
       "kms",
       "Encrypt",
       Protocol::Json,
       false,
       {"KeyUnavailableException", "", 400},
       500,
       R"({"__type":"KeyUnavailableException"})",
       ""},
      {"a capital Message",
       "secretsmanager",
       "GetSecretValue",
       Protocol::Json,
       false,
       {"ResourceNotFoundException", "no", 400},
       400,
       R"({"__type":"ResourceNotFoundException","Message":"no"})",
       ""},
      {"access denied is 400 in JSON",
       "kms",
       "Encrypt",
       Protocol::Json,
       false,
       {"AccessDeniedException", "no", 403},
       400,
       R"({"__type":"AccessDeniedException","message":"no"})",
       ""},
      {"what is not emulated", "kms", "Encrypt", Protocol::Json, false,
       not_implemented("kms Encrypt X"), 501,
       R"({"__type":"NotImplemented","message":"keytrail does not emulate kms Encrypt X yet."})",
       ""},
      {"a service with a namespace",
       "cloudwatch",
       "SetAlarmState",
       Protocol::Json,
       false,
       {"ResourceNotFound", "", 404},
       400,
       R"({"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"})",
       ""},
      {"query mode gives the model's status and Query's code",
       "cloudwatch",
       "SetAlarmState",
       Protocol::Json,
       true,
       {"ResourceNotFound", "", 400},
       404,
       R"({"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"})",
       "ResourceNotFound;Sender"},
      {"codes that differ",
       "cloudwatch",
       "PutMetricData",
       Protocol::Json,
       true,
       {"InvalidParameterCombinationException", "x", 400},
       400,
       R"({"__type":"com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterCombinationException","message":"x"})",
       "InvalidParameterCombination;Sender"},
      {"the framework's own error", "cloudwatch", "SetAlarmState", Protocol::Json, true,
       validation_exception("1 validation error"), 400,
       R"({"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error"})",
       "ValidationError;Sender"},
      {"SQS in JSON",
       "sqs",
       "SendMessage",
       Protocol::Json,
       true,
       {"QueueDoesNotExist", "x", 400},
       400,
       R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"x"})",
       "AWS.SimpleQueueService.NonExistentQueue;Sender"},
  };
  for (const ErrorRow& row : rows) {
    const HttpResponse response = answer(row);
    EXPECT_EQ(response.status, row.status) << row.what;
    EXPECT_EQ(response.body, row.body) << row.what;
    EXPECT_EQ(header_of(response, "x-amzn-query-error"), row.query_error) << row.what;
    EXPECT_EQ(header_of(response, "x-amzn-RequestId"), "ID") << row.what;
  }
}

TEST(ErrorEncoding, WritesQueryErrors) {
  const std::string sns =
      "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>";
  const std::string end = "</Error><RequestId>ID</RequestId></ErrorResponse>";
  const auto expect = [&](const char* what, ApiError error, int status, const std::string& inside) {
    const HttpResponse response =
        answer({what, "sns", "Publish", Protocol::Query, false, std::move(error), 0, "", ""});
    EXPECT_EQ(response.status, status) << what;
    EXPECT_EQ(response.body, sns + inside + end) << what;
  };
  expect("the model's code and status", {"NotFoundException", "Topic does not exist", 400}, 404,
         "<Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message>");
  expect("the framework's own error", validation_exception("a < b"), 400,
         "<Type>Sender</Type><Code>ValidationError</Code><Message>a &lt; b</Message>");
  expect("no text", {"InvalidParameterException", "", 400}, 400,
         "<Type>Sender</Type><Code>InvalidParameter</Code>");
  expect("what cannot be decoded", {"SerializationException", "x", 400}, 400,
         "<Type>Sender</Type><Code>MalformedInput</Code><Message>x</Message>");
  expect("access denied", {"AccessDeniedException", "x", 400}, 403,
         "<Type>Sender</Type><Code>AccessDenied</Code><Message>x</Message>");
  expect("a fault of the server's", {"InternalErrorException", "x", 400}, 500,
         "<Type>Receiver</Type><Code>InternalError</Code><Message>x</Message>");
  expect("an unmodelled code", {"ParameterValueInvalid", "x", 400}, 400,
         "<Type>Sender</Type><Code>ParameterValueInvalid</Code><Message>x</Message>");
  expect("what is not emulated", not_implemented("sns X"), 501,
         "<Type>Receiver</Type><Code>NotImplemented</Code>"
         "<Message>keytrail does not emulate sns X yet.</Message>");
}

TEST(ErrorEncoding, WritesS3ErrorsWithoutAFrame) {
  const auto answered = [](const char* operation, ApiError error) {
    return answer({"", "s3", operation, Protocol::RestXml, false, std::move(error), 0, "", ""});
  };
  const HttpResponse missing =
      answered("GetObject", {"NoSuchKey", "The specified key does not exist.", 404});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>"
            "<Message>The specified key does not exist.</Message><RequestId>ID</RequestId>"
            "<HostId>SUQ=</HostId></Error>");
  EXPECT_EQ(header_of(missing, "x-amz-request-id"), "ID");
  EXPECT_EQ(answered("HeadObject", {"NoSuchKey", "x", 404}).body, "");
  EXPECT_EQ(answered("HeadObject", {"NoSuchKey", "x", 404}).status, 404);
  EXPECT_EQ(answered("DeleteBucket", {"BucketNotEmpty", "x", 409}).status, 409);
  EXPECT_NE(answered("ListObjects", {"SerializationException", "x", 400})
                .body.find("<Code>InvalidArgument</Code>"),
            std::string::npos);
}

TEST(ErrorEncoding, WritesCborErrors) {
  const HttpResponse response = answer({"",
                                        "cloudwatch",
                                        "SetAlarmState",
                                        Protocol::Cbor,
                                        true,
                                        {"ResourceNotFound", "m", 400},
                                        0,
                                        "",
                                        ""});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(header_of(response, "smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(header_of(response, "x-amzn-query-error"), "ResourceNotFound;Sender");
  EXPECT_EQ(response.body, encode_cbor_text_map(
                               {{"__type", "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound"},
                                {"message", "m"}}));
}

TEST(ErrorEncoding, AnswersWithoutARoute) {
  const HttpResponse json =
      encode_error(nullptr, Protocol::Json, not_implemented("dynamodb PutItem"), "ID");
  EXPECT_EQ(json.status, 501);
  EXPECT_EQ(header_of(json, "x-amzn-errortype"), "NotImplemented");
  const HttpResponse query =
      encode_error(nullptr, Protocol::Query, not_implemented("iam ListRoles"), "ID");
  EXPECT_EQ(query.status, 501);
  EXPECT_NE(query.body.find("<ErrorResponse><Error>"), std::string::npos);
}

}  // namespace
}  // namespace keytrail::wire
