#include "client/signature_v4.h"

#include <gtest/gtest.h>

namespace keytrail::client {
namespace {

// Of AWS's Signature Version 4 test suite ("get-vanilla", "get-vanilla-query-order-key-case"), and
// of the S3 API reference's examples ("GET Bucket Lifecycle").
struct SignatureRow {
  const char* name;
  wire::HttpRequest request;
  Credentials credentials;
  const char* service;
  const char* at;
  const char* authorization;
};

const Credentials kSuite = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};

class SignatureV4 : public ::testing::TestWithParam<SignatureRow> {};

TEST_P(SignatureV4, IsTheOneAwsPublishes) {
  const SignatureRow& row = GetParam();
  wire::HttpRequest request = row.request;
  sign(request, row.credentials, "us-east-1", row.service, *parse_instant(row.at));
  EXPECT_EQ(request.header("Authorization"), row.authorization);
}

INSTANTIATE_TEST_SUITE_P(
    All, SignatureV4,
    ::testing::Values(
        SignatureRow{"plain",
                     {"GET", "/", "", {{"Host", "example.amazonaws.com"}}, ""},
                     kSuite,
                     "service",
                     "2015-08-30T12:36:00Z",
                     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
                     "aws4_request, SignedHeaders=host;x-amz-date, Signature="
                     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        SignatureRow{
            "query_in_order",
            {"GET", "/", "Param2=value2&Param1=value1", {{"Host", "example.amazonaws.com"}}, ""},
            kSuite,
            "service",
            "2015-08-30T12:36:00Z",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
            "aws4_request, SignedHeaders=host;x-amz-date, Signature="
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        SignatureRow{"s3",
                     {"GET", "/", "lifecycle", {{"Host", "examplebucket.s3.amazonaws.com"}}, ""},
                     {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""},
                     "s3",
                     "2013-05-24T00:00:00Z",
                     "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                     "aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                     "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace keytrail::client
