#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

constexpr const char* kHere = "us-east-1";
constexpr const char* kThere = "eu-west-1";
const std::string kOnlyOnPrimary =
    "Operation not permitted on a replica secret. Call must be made in primary secret's region.";

class Replicas : public SecretsTest {
 protected:
  Json there(std::string_view operation, Json input) {
    harness.caller.scope.region = kThere;
    Json output = ok(operation, std::move(input));
    harness.caller.scope.region = kHere;
    return output;
  }
  Json replicate(bool by_force = false) {
    return ok("ReplicateSecretToRegions",
              {{"SecretId", "db"},
               {"AddReplicaRegions", Json::array({{{"Region", kThere}}})},
               {"ForceOverwriteReplicaSecret", by_force}})["ReplicationStatus"];
  }
};

TEST_F(Replicas, FollowTheirPrimary) {
  const std::string arn = create()["ARN"];
  EXPECT_EQ(replicate(), Json::array({{{"Region", kThere},
                                       {"KmsKeyId", "alias/aws/secretsmanager"},
                                       {"Status", "InSync"},
                                       {"StatusMessage", "Replication succeeded"}}}));
  const Json copy = there("DescribeSecret", {{"SecretId", "db"}});
  EXPECT_EQ(copy["ARN"], arn.substr(0, arn.find(kHere)) + kThere +
                             arn.substr(arn.find(kHere) + std::string(kHere).size()));
  EXPECT_EQ(copy["PrimaryRegion"], kHere);
  EXPECT_EQ(harness.nested_calls.back().region, kThere);
  put(kToken2, "second");
  ok("TagResource", {{"SecretId", "db"}, {"Tags", Json::array({{{"Key", "a"}, {"Value", "b"}}})}});
  const Json read = there("GetSecretValue", {{"SecretId", "db"}});
  EXPECT_EQ(read["SecretString"], "second");
  EXPECT_EQ(read["VersionId"], kToken2);
  EXPECT_EQ(there("GetSecretValue",
                  {{"SecretId", "db"}, {"VersionStage", "AWSPREVIOUS"}})["SecretString"],
            "hunter2-plaintext");
  EXPECT_EQ(there("DescribeSecret", {{"SecretId", "db"}})["Tags"].size(), 1u);
}

TEST_F(Replicas, AreChangedByNobodyElse) {
  create();
  replicate();
  expect_error("DeleteSecret", {{"SecretId", "db"}}, "InvalidRequestException",
               "You can't delete secret db that still has replica regions [eu-west-1]");
  harness.caller.scope.region = kThere;
  expect_error("UpdateSecret", {{"SecretId", "db"}, {"Description", "d"}},
               "InvalidRequestException", kOnlyOnPrimary);
  expect_error("DeleteSecret", {{"SecretId", "db"}, {"ForceDeleteWithoutRecovery", true}},
               "InvalidRequestException", kOnlyOnPrimary);
  // Until it is promoted: then both go their own ways.
  ok("StopReplicationToReplica", {{"SecretId", "db"}});
  ok("UpdateSecret", {{"SecretId", "db"}, {"Description", "d"}});
  expect_error("StopReplicationToReplica", {{"SecretId", "db"}}, "InvalidRequestException",
               "The secret is not a replica secret.");
  harness.caller.scope.region = kHere;
  EXPECT_FALSE(ok("DescribeSecret", {{"SecretId", "db"}}).contains("ReplicationStatus"));
  ok("DeleteSecret", {{"SecretId", "db"}});
}

TEST_F(Replicas, GoWhenTheyAreNotWantedAnyMore) {
  ok("CreateSecret", {{"Name", "db"},
                      {"ClientRequestToken", kToken1},
                      {"SecretString", "s"},
                      {"AddReplicaRegions", Json::array({{{"Region", kThere}}})}});
  EXPECT_EQ(there("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "s");
  EXPECT_EQ(ok("RemoveRegionsFromReplication",
               {{"SecretId", "db"}, {"RemoveReplicaRegions", {kThere}}})["ReplicationStatus"],
            Json::array());
  EXPECT_EQ(state.secrets.size(), 1u);
}

TEST_F(Replicas, DoNotTakeThePlaceOfAnotherSecretUnlessByForce) {
  harness.caller.scope.region = kThere;
  create("db", "other");
  harness.caller.scope.region = kHere;
  create();
  const Json failed = replicate();
  EXPECT_EQ(failed[0]["Status"], "Failed");
  EXPECT_EQ(failed[0]["StatusMessage"], "Secret with this name already exists in this region");
  EXPECT_EQ(there("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "other");
  EXPECT_EQ(replicate(true)[0]["Status"], "InSync");
  EXPECT_EQ(there("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "hunter2-plaintext");
}

TEST_F(Replicas, SayWhyTheyCouldNotFollow) {
  create();
  replicate();
  kms.failure = ApiError{"DisabledException", "key is disabled."};
  EXPECT_NE(replicate()[0]["Status"], "Failed");  // There is nothing to follow.
  kms.failure.reset();
  for (const char* region : {"mars", "us-east-1"}) {
    const Result<Json> refused =
        call("ReplicateSecretToRegions",
             {{"SecretId", "db"}, {"AddReplicaRegions", Json::array({{{"Region", region}}})}});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, "InvalidParameterException");
  }
}

}  // namespace
}  // namespace keytrail::secretsmanager
