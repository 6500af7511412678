#include "models/model.h"

#include <gtest/gtest.h>

#include <set>

namespace keytrail::models {
namespace {

TEST(Models, HoldEveryServiceOfTheChain) {
  for (const char* name : {"cloudtrail", "cloudwatch", "kms", "logs", "organizations", "s3",
                           "secretsmanager", "sns", "sqs", "sts"}) {
    EXPECT_NE(find_service(name), nullptr) << name;
  }
  EXPECT_EQ(find_service("iam"), nullptr);
  EXPECT_EQ(find_service(""), nullptr);
}

TEST(Models, AreSortedSoThatEveryNameIsFound) {
  for (const Service& service : services()) {
    EXPECT_EQ(find_service(service.name), &service);
    for (const Operation& operation : service.operations) {
      EXPECT_EQ(find_operation(service, operation.name), &operation) << operation.name;
    }
    for (const Error& error : service.errors) {
      EXPECT_EQ(find_error(service, error.name), &error) << error.name;
    }
    EXPECT_EQ(find_operation(service, "NoSuchOperation"), nullptr);
  }
}

TEST(Models, SayHowAServiceIsReached) {
  const Service& cloudwatch = *find_service("cloudwatch");
  EXPECT_EQ(cloudwatch.signing_name, "monitoring");
  EXPECT_EQ(cloudwatch.target_prefix, "GraniteServiceVersion20100801");
  EXPECT_EQ(cloudwatch.json_version, "1.0");
  EXPECT_TRUE(cloudwatch.speaks_json && cloudwatch.speaks_query && cloudwatch.speaks_cbor);
  EXPECT_TRUE(cloudwatch.is_query_compatible);
  const Service& sqs = *find_service("sqs");
  EXPECT_TRUE(sqs.speaks_json && sqs.speaks_query);  // Older clients.
  const Service& kms = *find_service("kms");
  EXPECT_TRUE(kms.speaks_json);
  EXPECT_FALSE(kms.speaks_query || kms.speaks_cbor || kms.is_query_compatible);
}

TEST(Models, CarryConstraints) {
  const Shape& input = *find_operation(*find_service("kms"), "Encrypt")->input;
  const Member& plaintext = *find_member(input, "Plaintext");
  EXPECT_TRUE(plaintext.required);
  EXPECT_EQ(plaintext.shape->type, Type::Blob);
  EXPECT_TRUE(plaintext.shape->sensitive && plaintext.shape->has_min && plaintext.shape->has_max);
  EXPECT_EQ(plaintext.shape->min, 1);
  EXPECT_EQ(plaintext.shape->max, 4096);
  const Member& algorithm = *find_member(input, "EncryptionAlgorithm");
  EXPECT_FALSE(algorithm.required);
  EXPECT_EQ(algorithm.shape->enums.front(), "SYMMETRIC_DEFAULT");
  EXPECT_EQ(find_member(input, "Plain"), nullptr);
}

TEST(Models, CarryErrorCodesAndStatuses) {
  struct Row {
    const char* service;
    const char* error;
    const char* query_code;
    int status;
    bool is_sender_fault;
  };
  for (const Row& row :
       {Row{"cloudwatch", "ResourceNotFound", "ResourceNotFound", 404, true},
        Row{"cloudwatch", "InvalidParameterValueException", "InvalidParameterValue", 400, true},
        Row{"sns", "NotFoundException", "NotFound", 404, true},
        Row{"sqs", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400, true},
        Row{"kms", "KeyUnavailableException", "KeyUnavailableException", 500, false},
        Row{"kms", "DisabledException", "DisabledException", 400, true},
        Row{"s3", "NoSuchBucket", "NoSuchBucket", 404, true}}) {
    const Error* error = find_error(*find_service(row.service), row.error);
    ASSERT_NE(error, nullptr) << row.error;
    EXPECT_EQ(error->query_code, row.query_code);
    EXPECT_EQ(error->status, row.status) << row.error;
    EXPECT_EQ(error->is_sender_fault, row.is_sender_fault) << row.error;
  }
}

TEST(Models, SayWhereAMemberTravels) {
  const Shape& put_object = *find_operation(*find_service("s3"), "PutObject")->input;
  EXPECT_EQ(put_object.payload_member, "Body");
  EXPECT_EQ(find_member(put_object, "Metadata")->location, Location::Headers);
  EXPECT_EQ(find_member(put_object, "Key")->location, Location::Uri);
  EXPECT_EQ(find_member(put_object, "ACL")->wire_name, "x-amz-acl");
}

void expect_complete(const Shape& shape, std::set<const Shape*>& seen) {
  if (!seen.insert(&shape).second) return;
  ASSERT_FALSE(shape.name.empty());
  for (const Member& member : shape.members) expect_complete(*member.shape, seen);
  if (shape.type == Type::List || shape.type == Type::Map) {
    ASSERT_NE(shape.element, nullptr) << shape.name;
    expect_complete(*shape.element->shape, seen);
  }
  if (shape.type == Type::Map) {
    ASSERT_NE(shape.key, nullptr) << shape.name;
  }
}

TEST(Models, ReferOnlyToShapesThatExistAlsoInCircles) {
  std::set<const Shape*> seen;
  for (const Service& service : services()) {
    for (const Operation& operation : service.operations) {
      if (operation.input != nullptr) expect_complete(*operation.input, seen);
      if (operation.output != nullptr) expect_complete(*operation.output, seen);
    }
  }
  EXPECT_GT(seen.size(), 2000u);
}

TEST(Models, NamePagination) {
  const Operation& list_keys = *find_operation(*find_service("kms"), "ListKeys");
  EXPECT_EQ(list_keys.input_token, "Marker");
  EXPECT_EQ(list_keys.output_token, "NextMarker");
  EXPECT_EQ(list_keys.limit_key, "Limit");
  EXPECT_EQ(find_operation(*find_service("kms"), "Encrypt")->input_token, "");
}

}  // namespace
}  // namespace keytrail::models
