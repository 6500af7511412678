// Multi-Region keys: one key in several Regions.
#include <gtest/gtest.h>

#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

using std::chrono::days;
using std::chrono::minutes;

struct MultiRegion : Kms, ::testing::Test {
  const std::string key = create_key({{"MultiRegion", true}});

  void go_to(const std::string& region) { caller.scope.region = region; }
  std::string arn_in(const std::string& region) const {
    return "arn:aws:kms:" + region + ":123456789012:key/" + key;
  }
  Json replicate(const std::string& region) {
    return must("ReplicateKey", {{"KeyId", key}, {"ReplicaRegion", region}});
  }
  Json place(const std::string& region) const {
    return {{"Arn", arn_in(region)}, {"Region", region}};
  }
};

TEST_F(MultiRegion, KeysAreNamedAndDescribedAsSuch) {
  EXPECT_TRUE(key.starts_with("mrk-"));
  EXPECT_EQ(key.size(), 36u);
  const Json told = metadata(key);
  EXPECT_EQ(told["MultiRegion"], true);
  EXPECT_EQ(told["MultiRegionConfiguration"], (Json{{"MultiRegionKeyType", "PRIMARY"},
                                                    {"PrimaryKey", place("us-east-1")},
                                                    {"ReplicaKeys", Json::array()}}));
  EXPECT_FALSE(metadata(create_key()).contains("MultiRegionConfiguration"));
}

TEST_F(MultiRegion, ReplicasShareTheMaterialAndNothingPersonal) {
  must("TagResource", {{"KeyId", key}, {"Tags", {{{"TagKey", "a"}, {"TagValue", "b"}}}}});
  must("UpdateKeyDescription", {{"KeyId", key}, {"Description", "mine"}});
  const Json blob = sealed(key, "text");
  const Json answer = replicate("eu-west-1");
  EXPECT_EQ(answer["ReplicaKeyMetadata"]["KeyState"], "Creating");
  EXPECT_EQ(answer["ReplicaKeyMetadata"]["Arn"], arn_in("eu-west-1"));
  EXPECT_FALSE(answer["ReplicaKeyMetadata"].contains("CurrentKeyMaterialId"));
  EXPECT_FALSE(answer.contains("ReplicaTags"));
  const std::string material = metadata(key)["CurrentKeyMaterialId"];
  for (const char* region : {"us-east-1", "eu-west-1"}) {
    go_to(region);
    EXPECT_EQ(metadata(key)["MultiRegionConfiguration"]["ReplicaKeys"], Json({place("eu-west-1")}));
    EXPECT_EQ(metadata(key)["CurrentKeyMaterialId"], material);
  }
  EXPECT_EQ(state_of(key), "Enabled");
  EXPECT_EQ(metadata(key)["MultiRegionConfiguration"]["MultiRegionKeyType"], "REPLICA");
  EXPECT_EQ(metadata(key)["Description"], "");
  EXPECT_TRUE(must("ListResourceTags", {{"KeyId", key}})["Tags"].empty());
  const Json opened = must("Decrypt", {{"CiphertextBlob", blob}});
  EXPECT_EQ(view_of(*blob_member(opened, "Plaintext")), "text");
  EXPECT_EQ(opened["KeyId"], arn_in("eu-west-1"));
  // Disabling one says nothing of the other.
  disable(key);
  go_to("us-east-1");
  EXPECT_EQ(state_of(key), "Enabled");
}

TEST_F(MultiRegion, OnlyAPrimaryIsReplicatedAndOncePerRegion) {
  replicate("eu-west-1");
  EXPECT_TRUE(refusal("ReplicateKey", {{"KeyId", key}, {"ReplicaRegion", "eu-west-1"}})
                  .starts_with("AlreadyExistsException: "));
  EXPECT_TRUE(refusal("ReplicateKey", {{"KeyId", key}, {"ReplicaRegion", "us-east-1"}})
                  .starts_with("AlreadyExistsException: "));
  const std::string single = create_key();
  EXPECT_EQ(
      refusal("ReplicateKey", {{"KeyId", single}, {"ReplicaRegion", "eu-west-1"}}),
      "UnsupportedOperationException: " + arn_of(single) + " is not a multi-region primary key.");
  go_to("eu-west-1");
  for (const auto& [operation, member] : {std::pair("ReplicateKey", "ReplicaRegion"),
                                          std::pair("UpdatePrimaryRegion", "PrimaryRegion")}) {
    EXPECT_EQ(refusal(operation, {{"KeyId", key}, {member, "ap-south-1"}}),
              "UnsupportedOperationException: " + arn_in("eu-west-1") +
                  " is not a multi-region primary key.");
  }
  EXPECT_TRUE(refusal("EnableKeyRotation", {{"KeyId", key}}).starts_with("UnsupportedOperation"));
}

TEST_F(MultiRegion, RotateTogether) {
  replicate("eu-west-1");
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  go_to("eu-west-1");
  EXPECT_EQ(must("GetKeyRotationStatus", {{"KeyId", key}})["RotationPeriodInDays"], 90);
  const Json before = sealed(key, "before");
  const std::string material = metadata(key)["CurrentKeyMaterialId"];
  wait(days(90));
  EXPECT_NE(metadata(key)["CurrentKeyMaterialId"], material);
  const Json after = sealed(key, "after");
  go_to("us-east-1");
  EXPECT_EQ(view_of(*blob_member(must("Decrypt", {{"CiphertextBlob", before}}), "Plaintext")),
            "before");
  EXPECT_EQ(view_of(*blob_member(must("Decrypt", {{"CiphertextBlob", after}}), "Plaintext")),
            "after");
  EXPECT_EQ(must("ListKeyRotations", {{"KeyId", key}})["Rotations"].size(), 1u);
}

TEST_F(MultiRegion, ChangeTheirPrimaryAndTheScheduleMovesAlong) {
  replicate("eu-west-1");
  replicate("ap-south-1");
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  EXPECT_EQ(refusal("UpdatePrimaryRegion", {{"KeyId", key}, {"PrimaryRegion", "sa-east-1"}}),
            "NotFoundException: Key '" + arn_in("sa-east-1") + "' does not exist");
  must("UpdatePrimaryRegion", {{"KeyId", key}, {"PrimaryRegion", "eu-west-1"}});
  for (const char* region : {"us-east-1", "eu-west-1", "ap-south-1"}) {
    go_to(region);
    EXPECT_EQ(
        metadata(key)["MultiRegionConfiguration"],
        (Json{{"MultiRegionKeyType", region == std::string("eu-west-1") ? "PRIMARY" : "REPLICA"},
              {"PrimaryKey", place("eu-west-1")},
              {"ReplicaKeys", {place("ap-south-1"), place("us-east-1")}}}));
  }
  wait(days(90));
  for (const char* region : {"us-east-1", "eu-west-1", "ap-south-1"}) {
    go_to(region);
    EXPECT_EQ(must("ListKeyRotations", {{"KeyId", key}})["Rotations"].size(), 1u) << region;
  }
}

TEST_F(MultiRegion, CreatingAndUpdatingLastAsLongAsTheyAreToldTo) {
  settings.transition_delay = minutes(5);
  replicate("eu-west-1");
  go_to("eu-west-1");
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", key}, {"Plaintext", blob("x")}}),
            "KMSInvalidStateException: " + arn_in("eu-west-1") + " is creating.");
  wait(minutes(5));
  EXPECT_EQ(state_of(key), "Enabled");
  go_to("us-east-1");
  must("UpdatePrimaryRegion", {{"KeyId", key}, {"PrimaryRegion", "eu-west-1"}});
  for (const char* region : {"us-east-1", "eu-west-1"}) {
    go_to(region);
    EXPECT_EQ(state_of(key), "Updating");
    sealed(key, "works meanwhile");
    EXPECT_EQ(refusal("DisableKey", {{"KeyId", key}}),
              "KMSInvalidStateException: " + arn_in(region) + " is updating.");
  }
  wait(minutes(5));
  EXPECT_EQ(state_of(key), "Enabled");
}

TEST_F(MultiRegion, APrimaryIsDeletedAfterItsReplicas) {
  replicate("eu-west-1");
  const Json told = must("ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  EXPECT_EQ(told, (Json{{"KeyId", arn_in("us-east-1")},
                        {"KeyState", "PendingReplicaDeletion"},
                        {"PendingWindowInDays", 7}}));
  EXPECT_EQ(metadata(key)["PendingDeletionWindowInDays"], 7);
  wait(days(30));
  EXPECT_EQ(state_of(key), "PendingReplicaDeletion");
  go_to("eu-west-1");
  schedule_deletion(key, 10);
  wait(days(10));
  EXPECT_TRUE(refusal("DescribeKey", {{"KeyId", key}}).starts_with("NotFoundException"));
  go_to("us-east-1");
  EXPECT_EQ(state_of(key), "PendingDeletion");
  EXPECT_EQ(metadata(key)["DeletionDate"], millis_of(now + days(7)));
  EXPECT_FALSE(metadata(key).contains("PendingDeletionWindowInDays"));
  wait(days(7));
  EXPECT_TRUE(refusal("DescribeKey", {{"KeyId", key}}).starts_with("NotFoundException"));
}

TEST_F(MultiRegion, APrimaryThatWaitsForReplicasIsSavedLikeAnyKey) {
  replicate("eu-west-1");
  schedule_deletion(key, 7);
  must("CancelKeyDeletion", {{"KeyId", key}});
  EXPECT_EQ(state_of(key), "Disabled");
  EXPECT_FALSE(metadata(key).contains("PendingDeletionWindowInDays"));
}

TEST_F(MultiRegion, ImportedMaterialIsBroughtToEachRegionBeforeItTakesOver) {
  const std::string imported = create_key({{"MultiRegion", true}, {"Origin", "EXTERNAL"}});
  must("ImportKeyMaterial", import_input(imported, Bytes(32, 1)));
  must("ReplicateKey", {{"KeyId", imported}, {"ReplicaRegion", "eu-west-1"}});
  go_to("eu-west-1");
  EXPECT_EQ(state_of(imported), "PendingImport");
  EXPECT_TRUE(refusal("ImportKeyMaterial", import_input(imported, Bytes(32, 9)))
                  .starts_with("IncorrectKeyMaterialException"));
  must("ImportKeyMaterial", import_input(imported, Bytes(32, 1)));
  EXPECT_EQ(state_of(imported), "Enabled");
  go_to("us-east-1");
  Json second = import_input(imported, Bytes(32, 2));
  second["ImportType"] = "NEW_KEY_MATERIAL";
  must("ImportKeyMaterial", second);
  const auto waiting = [&] {
    return must("ListKeyRotations",
                {{"KeyId", imported},
                 {"IncludeKeyMaterial", "ALL_KEY_MATERIAL"}})["Rotations"][1]["KeyMaterialState"];
  };
  EXPECT_EQ(waiting(), "PENDING_MULTI_REGION_IMPORT_AND_ROTATION");
  EXPECT_TRUE(
      refusal("RotateKeyOnDemand", {{"KeyId", imported}}).starts_with("KMSInvalidStateException"));
  go_to("eu-west-1");
  // What is new is new in the primary alone.
  Json there = import_input(imported, Bytes(32, 2));
  there["ImportType"] = "NEW_KEY_MATERIAL";
  EXPECT_TRUE(refusal("ImportKeyMaterial", there).starts_with("IncorrectKeyMaterialException"));
  there["ImportType"] = "EXISTING_KEY_MATERIAL";
  must("ImportKeyMaterial", there);
  go_to("us-east-1");
  EXPECT_EQ(waiting(), "PENDING_ROTATION");
  must("RotateKeyOnDemand", {{"KeyId", imported}});
  const Json blob = sealed(imported, "after");
  go_to("eu-west-1");
  EXPECT_EQ(view_of(*blob_member(must("Decrypt", {{"CiphertextBlob", blob}}), "Plaintext")),
            "after");
  EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", sealed(imported, "x")}})["KeyMaterialId"],
            metadata(imported)["CurrentKeyMaterialId"]);
}

TEST_F(MultiRegion, AReplicaNeedsAllTheMaterialOfItsPrimary) {
  const std::string imported = create_key({{"MultiRegion", true}, {"Origin", "EXTERNAL"}});
  import_material(imported, Bytes(32, 1));
  const Json blob = sealed(imported, "before");
  Json second = import_input(imported, Bytes(32, 2));
  second["ImportType"] = "NEW_KEY_MATERIAL";
  must("ImportKeyMaterial", second);
  must("RotateKeyOnDemand", {{"KeyId", imported}});
  must("ReplicateKey", {{"KeyId", imported}, {"ReplicaRegion", "eu-west-1"}});
  go_to("eu-west-1");
  import_material(imported, Bytes(32, 2));
  EXPECT_EQ(state_of(imported), "PendingImport");
  import_material(imported, Bytes(32, 1));
  EXPECT_EQ(state_of(imported), "Enabled");
  EXPECT_EQ(view_of(*blob_member(must("Decrypt", {{"CiphertextBlob", blob}}), "Plaintext")),
            "before");
}

TEST_F(MultiRegion, WhatThePrimaryForgetsOfPendingMaterialItsReplicasForget) {
  const std::string imported = create_key({{"MultiRegion", true}, {"Origin", "EXTERNAL"}});
  import_material(imported, Bytes(32, 1));
  must("ReplicateKey", {{"KeyId", imported}, {"ReplicaRegion", "eu-west-1"}});
  Json second = import_input(imported, Bytes(32, 2));
  second["ImportType"] = "NEW_KEY_MATERIAL";
  second["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  second["ValidTo"] = millis_of(now + days(10));
  must("ImportKeyMaterial", second);
  const auto known = [&] {
    return must("ListKeyRotations",
                {{"KeyId", imported}, {"IncludeKeyMaterial", "ALL_KEY_MATERIAL"}})["Rotations"]
        .size();
  };
  go_to("eu-west-1");
  EXPECT_EQ(known(), 2u);
  wait(days(10));
  EXPECT_EQ(known(), 1u);
}

TEST_F(MultiRegion, MaterialThatExpiresWhileAPrimaryMovesEndsTheMove) {
  settings.transition_delay = minutes(5);
  const std::string imported = create_key({{"MultiRegion", true}, {"Origin", "EXTERNAL"}});
  Json expiring = import_input(imported, Bytes(32, 1));
  expiring["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  expiring["ValidTo"] = millis_of(now + minutes(10));
  must("ImportKeyMaterial", expiring);
  must("ReplicateKey", {{"KeyId", imported}, {"ReplicaRegion", "eu-west-1"}});
  wait(minutes(5));
  go_to("eu-west-1");
  import_material(imported, Bytes(32, 1));
  go_to("us-east-1");
  wait(minutes(3));
  must("UpdatePrimaryRegion", {{"KeyId", imported}, {"PrimaryRegion", "eu-west-1"}});
  wait(minutes(2));
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", imported}, {"Plaintext", blob("x")}}),
            "KMSInvalidStateException: arn:aws:kms:us-east-1:123456789012:key/" + imported +
                " is pending import.");
  wait(minutes(10));
  EXPECT_EQ(state_of(imported), "PendingImport");
  go_to("eu-west-1");
  EXPECT_EQ(state_of(imported), "Enabled");
}

}  // namespace
}  // namespace keytrail::kms
