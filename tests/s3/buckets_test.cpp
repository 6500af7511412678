#include "s3/buckets.h"

#include <gtest/gtest.h>

#include "s3/service.h"
#include "support/harness.h"

namespace keytrail::s3 {
namespace {

struct BucketTest : ::testing::Test {
  testing::Harness harness;
  State state;

  Result<Json> call(std::string_view operation, Json input) {
    return harness.call(operations(), state, operation, std::move(input));
  }
  Json must(std::string_view operation, Json input) {
    Result<Json> result = call(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": " << (result.ok() ? "" : result.error().message);
    return result.ok() ? result.value() : Json();
  }
  // "409 Code: text", or nothing.
  std::string error_of(std::string_view operation, Json input) {
    const Result<Json> result = call(operation, std::move(input));
    if (result.ok()) return {};
    return std::to_string(result.error().status) + " " + result.error().code + ": " +
           result.error().message;
  }
  Json create(const std::string& bucket, const char* constraint = nullptr) {
    Json input = {{"Bucket", bucket}};
    if (constraint != nullptr) {
      input["CreateBucketConfiguration"] = {{"LocationConstraint", constraint}};
    }
    return input;
  }
};

TEST(BucketName, FollowsTheNamingRules) {
  for (const char* good : {"abc", "my-bucket", "my.bucket", "1bucket1", "1.2.3.4.5"}) {
    EXPECT_TRUE(is_valid_bucket_name(good)) << good;
  }
  for (const char* bad :
       {"ab", "Abc", "-abc", "abc-", "a..b", "a_b", "192.168.5.4", "xn--abc", "abc-s3alias", ""}) {
    EXPECT_FALSE(is_valid_bucket_name(bad)) << bad;
  }
  EXPECT_TRUE(is_valid_bucket_name(std::string(63, 'a')));
  EXPECT_FALSE(is_valid_bucket_name(std::string(64, 'a')));
}

TEST_F(BucketTest, CreateBucketGoesByEndpointAndConstraint) {
  constexpr const char* kIncompatible =
      " location constraint is incompatible for the region specific endpoint this request was sent "
      "to.";
  struct Case {
    const char* name;
    const char* endpoint;
    const char* constraint;
    std::string error;
    const char* region;
  };
  const Case cases[] = {
      {"us-east-1 says nothing", "us-east-1", nullptr, "", "us-east-1"},
      {"us-east-1 makes buckets elsewhere", "us-east-1", "eu-west-1", "", "eu-west-1"},
      {"EU is Ireland", "us-east-1", "EU", "", "eu-west-1"},
      {"us-east-1 is not to be named", "us-east-1", "us-east-1",
       "400 InvalidLocationConstraint: The specified location-constraint is not valid", nullptr},
      {"no such region", "us-east-1", "mars-1",
       "400 InvalidLocationConstraint: The specified location-constraint is not valid", nullptr},
      {"another region names itself", "eu-central-1", "eu-central-1", "", "eu-central-1"},
      {"another region says nothing", "eu-central-1", nullptr,
       std::string("400 IllegalLocationConstraintException: The unspecified") + kIncompatible,
       nullptr},
      {"another region names a third", "eu-central-1", "eu-west-1",
       std::string("400 IllegalLocationConstraintException: The eu-west-1") + kIncompatible,
       nullptr},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    state.buckets.clear();
    harness.caller.scope.region = c.endpoint;
    EXPECT_EQ(error_of("CreateBucket", create("bucket", c.constraint)), c.error);
    EXPECT_EQ(bucket_exists(state, "bucket"), c.region != nullptr);
    if (c.region == nullptr) continue;
    EXPECT_EQ(must("HeadBucket", {{"Bucket", "bucket"}})["BucketRegion"], c.region);
    const Json location = must("GetBucketLocation", {{"Bucket", "bucket"}});
    EXPECT_EQ(string_member(location, "LocationConstraint"),
              std::string_view(c.region) == "us-east-1" ? "" : c.region);
  }
}

TEST_F(BucketTest, CreateBucketAnswersWhereTheBucketIs) {
  EXPECT_EQ(to_text(must("CreateBucket", create("bucket"))),
            R"({"Location":"/bucket","BucketArn":"arn:aws:s3:::bucket"})");
  EXPECT_EQ(must("CreateBucket", create("other", "eu-west-1"))["Location"],
            "http://other.s3.amazonaws.com/");
  EXPECT_EQ(error_of("CreateBucket", create("No")),
            "400 InvalidBucketName: The specified bucket is not valid.");
}

TEST_F(BucketTest, ABucketOfOnesOwnIsMadeAgainInUsEast1Only) {
  const std::string owned =
      "409 BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and "
      "you already own it.";
  must("CreateBucket", create("bucket"));
  EXPECT_EQ(must("CreateBucket", create("bucket"))["Location"], "/bucket");
  EXPECT_EQ(error_of("CreateBucket", create("bucket", "eu-west-1")), owned);
  harness.caller.scope.region = "eu-west-1";
  EXPECT_EQ(error_of("CreateBucket", create("bucket", "eu-west-1")), owned);
  must("CreateBucket", create("other", "eu-west-1"));
  EXPECT_EQ(error_of("CreateBucket", create("other", "eu-west-1")), owned);

  harness.caller.scope = {"999999999999", "us-east-1"};
  EXPECT_TRUE(error_of("CreateBucket", create("bucket")).starts_with("409 BucketAlreadyExists: "));
}

TEST_F(BucketTest, EveryCallNeedsTheBucketAndItsOwner) {
  const Json policy = R"({"Statement":[]})";
  for (const char* operation :
       {"HeadBucket", "GetBucketLocation", "GetBucketAcl", "GetBucketPolicy", "PutBucketPolicy",
        "DeleteBucketPolicy", "DeleteBucket"}) {
    SCOPED_TRACE(operation);
    harness.caller.scope = {"123456789012", "us-east-1"};
    state.buckets.clear();
    Json input = {{"Bucket", "bucket"}, {"Policy", policy}};
    EXPECT_EQ(error_of(operation, input), "404 NoSuchBucket: The specified bucket does not exist");
    must("CreateBucket", create("bucket"));
    must("PutBucketPolicy", input);
    input["ExpectedBucketOwner"] = "111111111111";
    EXPECT_EQ(error_of(operation, input), "403 AccessDenied: Access Denied");
    input["ExpectedBucketOwner"] = "123456789012";
    harness.caller.scope.account = "999999999999";
    EXPECT_EQ(error_of(operation, input), "403 AccessDenied: Access Denied");
    // The name space has no regions.
    harness.caller.scope = {"123456789012", "eu-west-1"};
    EXPECT_EQ(error_of(operation, input), "");
  }
  EXPECT_FALSE(bucket_exists(state, "bucket"));
}

TEST_F(BucketTest, ListBucketsShowsTheCallersOwnByName) {
  must("CreateBucket", create("beta"));
  must("CreateBucket", create("alpha", "eu-west-1"));
  must("CreateBucket", create("alps"));
  harness.caller.scope.account = "999999999999";
  must("CreateBucket", create("foreign"));
  harness.caller.scope.account = "123456789012";

  const auto names = [&](Json input) {
    std::string found;
    const Json output = must("ListBuckets", std::move(input));
    for (const Json& bucket : output["Buckets"]) {
      found += string_member(bucket, "Name") + " ";
    }
    return found;
  };
  EXPECT_EQ(names(Json::object()), "alpha alps beta ");
  EXPECT_EQ(names({{"Prefix", "al"}}), "alpha alps ");
  EXPECT_EQ(names({{"BucketRegion", "us-east-1"}}), "alps beta ");

  const Json all = must("ListBuckets", Json::object());
  EXPECT_FALSE(all["Buckets"][0].contains("BucketRegion"));
  EXPECT_EQ(string_member(all["Owner"], "ID").size(), 64u);

  const Json page = must("ListBuckets", {{"MaxBuckets", 2}});
  EXPECT_EQ(page["Buckets"].size(), 2u);
  EXPECT_EQ(page["Buckets"][0]["BucketRegion"], "eu-west-1");
  EXPECT_EQ(names({{"MaxBuckets", 2}, {"ContinuationToken", page["ContinuationToken"]}}), "beta ");
  EXPECT_FALSE(must("ListBuckets", {{"MaxBuckets", 3}}).contains("ContinuationToken"));
  EXPECT_TRUE(error_of("ListBuckets", {{"ContinuationToken", "!"}}).starts_with("400 InvalidArg"));
}

TEST_F(BucketTest, APolicyIsKeptAsItWasPut) {
  must("CreateBucket", create("bucket"));
  const Json bucket = {{"Bucket", "bucket"}};
  const std::string missing = "404 NoSuchBucketPolicy: The bucket policy does not exist";
  EXPECT_EQ(error_of("GetBucketPolicy", bucket), missing);
  EXPECT_EQ(error_of("DeleteBucketPolicy", bucket), "");

  const std::string policy = R"({ "Version":"2012-10-17", "Statement": [] })";
  must("PutBucketPolicy", {{"Bucket", "bucket"}, {"Policy", policy}});
  EXPECT_EQ(must("GetBucketPolicy", bucket)["Policy"], policy);
  for (const char* bad : {"", "[]", "{", "7"}) {
    EXPECT_EQ(error_of("PutBucketPolicy", {{"Bucket", "bucket"}, {"Policy", bad}}),
              "400 MalformedPolicy: Policies must be valid JSON and the first byte must be '{'");
  }
  EXPECT_EQ(error_of("PutBucketPolicy", {{"Bucket", "bucket"}, {"Policy", "{}"}}),
            "400 MalformedPolicy: Missing required field Statement");
  EXPECT_EQ(must("GetBucketPolicy", bucket)["Policy"], policy);
  must("DeleteBucketPolicy", bucket);
  EXPECT_EQ(error_of("GetBucketPolicy", bucket), missing);
}

TEST_F(BucketTest, TheAclGrantsTheOwnerEverything) {
  must("CreateBucket", create("bucket"));
  const Json acl = must("GetBucketAcl", {{"Bucket", "bucket"}});
  ASSERT_EQ(acl["Grants"].size(), 1u);
  EXPECT_EQ(acl["Grants"][0]["Permission"], "FULL_CONTROL");
  EXPECT_EQ(acl["Grants"][0]["Grantee"]["ID"], acl["Owner"]["ID"]);
  EXPECT_NE(canonical_user("123456789012"), canonical_user("123456789013"));
}

TEST_F(BucketTest, RecordsNameTheBucketInTheWordsOfS3) {
  must("CreateBucket", create("bucket", "eu-west-1"));
  EXPECT_EQ(to_text(*harness.last_record.request_parameters),
            R"({"bucketName":"bucket","Host":"127.0.0.1:4566",)"
            R"("CreateBucketConfiguration":{"LocationConstraint":"eu-west-1"}})");
  ASSERT_EQ(harness.last_record.resources.size(), 1u);
  EXPECT_EQ(harness.last_record.resources[0].arn, "arn:aws:s3:::bucket");

  EXPECT_FALSE(call("HeadBucket", {{"Bucket", "missing"}}).ok());
  EXPECT_EQ(string_member(*harness.last_record.request_parameters, "bucketName"), "missing");
}

TEST_F(BucketTest, WhatTheConfigurationMayAlsoHoldIsRefusedByName) {
  Json input = create("bucket", "eu-west-1");
  input["CreateBucketConfiguration"]["Tags"] = Json::array();
  EXPECT_EQ(error_of("CreateBucket", input),
            "501 NotImplemented: keytrail does not emulate s3 CreateBucket "
            "CreateBucketConfiguration.Tags yet.");
}

}  // namespace
}  // namespace keytrail::s3
