#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

struct RouteRow {
  const char* what;
  HttpRequest request;
  std::string expected;  // "kms Encrypt json", or "! code status".
};

std::string text_of(const HttpRequest& request) {
  const Result<Route> found = route(request);
  if (!found) return "! " + found.error().code + " " + std::to_string(found.error().status);
  constexpr const char* kProtocols[] = {"json", "query", "cbor", "rest"};
  return std::string(found.value().service->name) + " " +
         std::string(found.value().operation->name) + " " +
         kProtocols[static_cast<int>(found.value().protocol)];
}

HttpRequest plain(const std::string& method, const std::string& path, const std::string& query_text,
                  const std::string& host = "127.0.0.1:4566") {
  return {method, path, query_text, {{"host", host}}, ""};
}

HttpRequest with(HttpRequest request, const std::string& name, const std::string& value) {
  request.headers.emplace_back(name, value);
  return request;
}

TEST(Route, FindsServiceAndOperation) {
  const std::string trail = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
  const std::vector<RouteRow> rows = {
      {"a target", json("kms", "TrentService.Encrypt", "{}"), "kms Encrypt json"},
      {"a target with dots in its prefix", json("cloudtrail", trail, "{}"),
       "cloudtrail LookupEvents json"},
      {"that prefix without its dots", json("cloudtrail", "CloudTrail_20131101.LookupEvents", "{}"),
       "cloudtrail LookupEvents json"},
      {"an unknown operation of a target", json("kms", "TrentService.Dance", "{}"),
       "! UnknownOperationException 400"},
      {"an unknown target", json("kms", "NoSuch.Encrypt", "{}"), "! UnknownOperationException 400"},
      {"a target without a dot", json("kms", "Encrypt", "{}"), "! UnknownOperationException 400"},
      {"a service known by its target", json("dynamodb", "DynamoDB_20120810.PutItem", "{}"),
       "! NotImplemented 501"},
      {"a service known by its signature", query("iam", "Action=ListRoles&Version=2010-05-08"),
       "! NotImplemented 501"},
      {"an action", query("sts", "Action=GetCallerIdentity&Version=2011-06-15"),
       "sts GetCallerIdentity query"},
      {"CloudWatch by action", query("monitoring", "Action=ListMetrics&Version=2010-08-01"),
       "cloudwatch ListMetrics query"},
      {"an unknown action", query("sns", "Action=Dance&Version=2010-03-31"), "! InvalidAction 400"},
      {"another version", query("sns", "Action=ListTopics&Version=2009-01-01"),
       "! InvalidAction 400"},
      {"no action", query("sns", "Version=2010-03-31"), "! MissingAction 400"},
      {"KMS without a target", query("kms", "Action=Encrypt"), "! UnknownOperationException 400"},
      {"SNS's confirmation link",
       plain("GET", "/", "Action=ConfirmSubscription&Token=t&TopicArn=a"),
       "sns ConfirmSubscription query"},
      {"no signature but a version", plain("GET", "/", "Action=ListQueues&Version=2012-11-05"),
       "sqs ListQueues query"},
      {"no signature but a host",
       plain("GET", "/", "Action=TagResource", "monitoring.us-east-1.localhost.localstack.cloud:1"),
       "cloudwatch TagResource query"},
      {"nothing at all", plain("POST", "/", ""), "! MissingAuthenticationTokenException 403"},
      {"CBOR", cbor("PutMetricData", ""), "cloudwatch PutMetricData cbor"},
      {"CBOR of nothing known", cbor("Dance", ""), "! UnknownOperationException 404"},
      {"a lambda path", plain("GET", "/2015-03-31/functions/", ""), "! NotImplemented 501"},
  };
  for (const RouteRow& row : rows) EXPECT_EQ(text_of(row.request), row.expected) << row.what;
}

TEST(Route, FindsS3OperationsByPathQueryAndHeaders) {
  const std::vector<RouteRow> rows = {
      {"the root", s3("GET", "/"), "s3 ListBuckets rest"},
      {"a bucket made", s3("PUT", "/b"), "s3 CreateBucket rest"},
      {"a bucket asked for", s3("HEAD", "/b"), "s3 HeadBucket rest"},
      {"a bucket with a slash", s3("DELETE", "/b/"), "s3 DeleteBucket rest"},
      {"objects, first version", s3("GET", "/b", "prefix=a"), "s3 ListObjects rest"},
      {"objects, second version", s3("GET", "/b", "list-type=2"), "s3 ListObjectsV2 rest"},
      {"a sub-resource", s3("GET", "/b", "location"), "s3 GetBucketLocation rest"},
      {"a sub-resource with an empty value", s3("GET", "/b", "policy="), "s3 GetBucketPolicy rest"},
      {"a policy stored", s3("PUT", "/b", "policy", "{}"), "s3 PutBucketPolicy rest"},
      {"a replaced form", s3("GET", "/b", "lifecycle"), "s3 GetBucketLifecycleConfiguration rest"},
      {"many deleted", s3("POST", "/b", "delete"), "s3 DeleteObjects rest"},
      {"an object", s3("GET", "/b/AWSLogs/a%20b.gz"), "s3 GetObject rest"},
      {"an object stored", s3("PUT", "/b/k"), "s3 PutObject rest"},
      {"an object copied", with(s3("PUT", "/b/k"), "x-amz-copy-source", "/b/j"),
       "s3 CopyObject rest"},
      {"a part", s3("PUT", "/b/k", "partNumber=1&uploadId=u"), "s3 UploadPart rest"},
      {"an upload begun", s3("POST", "/b/k", "uploads"), "s3 CreateMultipartUpload rest"},
      {"an upload ended", s3("POST", "/b/k", "uploadId=u"), "s3 CompleteMultipartUpload rest"},
      {"a method S3 has not", s3("PATCH", "/b"), "! MethodNotAllowed 405"},
      {"an object without a signature", plain("GET", "/b/k", ""), "s3 GetObject rest"},
      {"a virtual host", plain("GET", "/k", "", "b.s3.us-east-1.amazonaws.com"),
       "s3 GetObject rest"},
      {"a virtual host's root", plain("GET", "/", "", "b.s3.localhost.localstack.cloud:4566"),
       "s3 ListObjects rest"},
      {"S3's own host", plain("GET", "/", "", "s3.localhost:4566"), "s3 ListBuckets rest"},
      {"a presigned link",
       plain("GET", "/b/k", "X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"),
       "s3 GetObject rest"},
  };
  for (const RouteRow& row : rows) EXPECT_EQ(text_of(row.request), row.expected) << row.what;
}

TEST(Credential, IsReadFromEveryPlaceAndVersion) {
  struct CredentialRow {
    const char* what;
    HttpRequest request;
    const char* expected;
  };
  const std::string scope4a =
      "AWS4-ECDSA-P256-SHA256 Credential=AKIA/20260101/kms/aws4_request, SignedHeaders=host";
  const std::vector<CredentialRow> rows = {
      {"a header", json("kms", "TrentService.ListKeys", ""), "AKIAIOSFODNN7EXAMPLE eu-west-1 kms"},
      {"a presigned query",
       plain("GET", "/",
             "X-Amz-Credential=111122223333%2F20260101%2Fus-east-2%2Fsts%2Faws4_request"),
       "111122223333 us-east-2 sts"},
      {"version 4A with one region",
       with(with(plain("POST", "/", ""), "Authorization", scope4a), "X-Amz-Region-Set",
            "eu-west-3"),
       "AKIA eu-west-3 kms"},
      {"version 4A for all regions",
       with(with(plain("POST", "/", ""), "Authorization", scope4a), "X-Amz-Region-Set", "*"),
       "AKIA  kms"},
      {"S3's version 2", with(plain("GET", "/b", ""), "Authorization", "AWS AKIA:sig="),
       "AKIA  s3"},
      {"another scheme", with(plain("GET", "/b", ""), "Authorization", "Bearer x"), nullptr},
      {"a scope cut short",
       with(plain("GET", "/b", ""), "Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/2026"),
       nullptr},
      {"nothing", plain("GET", "/b", ""), nullptr},
  };
  for (const CredentialRow& row : rows) {
    const std::optional<Credential> found = find_credential(row.request);
    ASSERT_EQ(found.has_value(), row.expected != nullptr) << row.what;
    if (!found) continue;
    EXPECT_EQ(found->access_key_id + " " + found->region + " " + found->service, row.expected)
        << row.what;
  }
}

TEST(GuessProtocol, FollowsWhatTheClientSent) {
  EXPECT_EQ(guess_protocol(json("kms", "No.Such", "{}")), Protocol::Json);
  EXPECT_EQ(guess_protocol(query("sns", "Action=Dance")), Protocol::Query);
  EXPECT_EQ(guess_protocol(query("iam", "Action=ListRoles")), Protocol::Query);
  EXPECT_EQ(guess_protocol(cbor("Dance", "")), Protocol::Cbor);
  EXPECT_EQ(guess_protocol(s3("PATCH", "/b")), Protocol::RestXml);
  EXPECT_EQ(guess_protocol(plain("GET", "/b/k", "")), Protocol::RestXml);
}

}  // namespace
}  // namespace keytrail::wire
