// Rotation by schedule and on demand, and keys with several imported materials.
#include <gtest/gtest.h>

#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

using std::chrono::days;
using std::chrono::minutes;

struct Rotation : Kms, ::testing::Test {
  std::string current_material(const std::string& key_id) {
    return metadata(key_id)["CurrentKeyMaterialId"].get<std::string>();
  }
  std::string opened(const Json& blob) {
    return std::string(
        view_of(*blob_member(must("Decrypt", {{"CiphertextBlob", blob}}), "Plaintext")));
  }
  Json rotations(const std::string& key_id, const char* include = "ROTATIONS_ONLY") {
    return must("ListKeyRotations",
                {{"KeyId", key_id}, {"IncludeKeyMaterial", include}})["Rotations"];
  }
  Json status(const std::string& key_id) {
    return must("GetKeyRotationStatus", {{"KeyId", key_id}});
  }
  void rotate(const std::string& key_id) { must("RotateKeyOnDemand", {{"KeyId", key_id}}); }
  // Imports 32 bytes of `fill` as new material.
  Json import_new(const std::string& key_id, std::uint8_t fill) {
    Json input = import_input(key_id, Bytes(32, fill));
    input["ImportType"] = "NEW_KEY_MATERIAL";
    return input;
  }
};

TEST_F(Rotation, RunsByItsScheduleAndLeavesOldCiphertextReadable) {
  const std::string key = create_key();
  const std::string first = current_material(key);
  const Json before = sealed(key, "before");
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  EXPECT_EQ(status(key), (Json{{"KeyId", arn_of(key)},
                               {"KeyRotationEnabled", true},
                               {"RotationPeriodInDays", 90},
                               {"NextRotationDate", millis_of(now + days(90))}}));
  wait(days(90) - minutes(1));
  EXPECT_EQ(current_material(key), first);
  wait(minutes(1));
  const std::string second = current_material(key);
  EXPECT_NE(second, first);
  EXPECT_EQ(opened(before), "before");
  EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", before}})["KeyMaterialId"], first);
  EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", sealed(key, "after")}})["KeyMaterialId"], second);
  wait(days(90));
  EXPECT_EQ(rotations(key).size(), 2u);
  EXPECT_EQ(rotations(key, "ALL_KEY_MATERIAL").size(), 3u);
  EXPECT_EQ(rotations(key)[0], (Json{{"KeyId", key},
                                     {"KeyMaterialId", second},
                                     {"KeyMaterialState", "NON_CURRENT"},
                                     {"RotationDate", millis_of(now - days(90))},
                                     {"RotationType", "AUTOMATIC"}}));
}

TEST_F(Rotation, TellsCloudTrailWhatTookOver) {
  const std::string key = create_key();
  const std::string first = current_material(key);
  rotate(key);
  ASSERT_EQ(service_events.size(), 1u);
  EXPECT_EQ(service_events[0].second.event_name, "RotateKey");
  EXPECT_EQ(service_events[0].second.resources[0].second, arn_of(key));
  EXPECT_EQ(service_events[0].second.service_event_details,
            (Json{{"keyId", key},
                  {"rotationType", "ON_DEMAND"},
                  {"keyOrigin", "AWS_KMS"},
                  {"previousKeyMaterialId", first},
                  {"currentKeyMaterialId", current_material(key)}}));
}

TEST_F(Rotation, StopsWhenItIsDisabledAndStartsAnewWithAnotherPeriod) {
  const std::string key = create_key();
  must("EnableKeyRotation", {{"KeyId", key}});
  EXPECT_EQ(status(key)["RotationPeriodInDays"], 365);
  wait(days(100));
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 200}});
  EXPECT_EQ(status(key)["NextRotationDate"], millis_of(now + days(200)));
  must("DisableKeyRotation", {{"KeyId", key}});
  EXPECT_EQ(status(key), (Json{{"KeyId", arn_of(key)}, {"KeyRotationEnabled", false}}));
  wait(days(1000));
  EXPECT_TRUE(rotations(key).empty());
}

TEST_F(Rotation, WaitsForAKeyThatIsNotInUseAndIsMadeUpForAfterwards) {
  const std::string disabled = create_key();
  const std::string pending = create_key();
  for (const std::string& key : {disabled, pending}) {
    must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  }
  wait(days(85));
  disable(disabled);
  schedule_deletion(pending, 30);
  EXPECT_EQ(status(disabled)["KeyRotationEnabled"], true);
  EXPECT_EQ(status(pending)["KeyRotationEnabled"], false);
  wait(days(10));
  EXPECT_TRUE(rotations(disabled).empty());
  EXPECT_TRUE(rotations(pending).empty());
  must("EnableKey", {{"KeyId", disabled}});
  must("CancelKeyDeletion", {{"KeyId", pending}});
  for (const std::string& key : {disabled, pending}) {
    EXPECT_EQ(rotations(key).size(), 1u);
    EXPECT_EQ(status(key)["NextRotationDate"], millis_of(now + days(90)));
  }
}

TEST_F(Rotation, OnDemandHasItsLimitAndGivesWayToTheSchedule) {
  const std::string key = create_key();
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  EXPECT_EQ(must("RotateKeyOnDemand", {{"KeyId", key}}), (Json{{"KeyId", arn_of(key)}}));
  EXPECT_EQ(status(key)["NextRotationDate"], millis_of(now + days(90)));
  for (int i = 1; i < 25; ++i) rotate(key);
  EXPECT_EQ(refusal("RotateKeyOnDemand", {{"KeyId", key}}),
            "LimitExceededException: The on-demand rotations limit has been reached for the given "
            "keyId. No more "
            "on-demand rotations can be performed for this key: " +
                arn_of(key));
  const std::string other = create_key();
  must("EnableKeyRotation", {{"KeyId", other}, {"RotationPeriodInDays", 90}});
  wait(days(90) - minutes(20));
  EXPECT_TRUE(refusal("RotateKeyOnDemand", {{"KeyId", other}}).starts_with("ConflictException: "));
  wait(minutes(20));
  rotate(other);
}

TEST_F(Rotation, IsForSymmetricKeysOfKmsAlone) {
  const std::string rsa = create_key_of("ECC_NIST_P256", "SIGN_VERIFY");
  const std::string mac = create_key_of("HMAC_256", "GENERATE_VERIFY_MAC");
  for (const std::string& key : {rsa, mac}) {
    for (const char* operation : {"EnableKeyRotation", "DisableKeyRotation", "GetKeyRotationStatus",
                                  "RotateKeyOnDemand", "ListKeyRotations"}) {
      EXPECT_EQ(refusal(operation, {{"KeyId", key}}), "UnsupportedOperationException: ")
          << operation;
    }
  }
  const std::string external = create_external_key();
  EXPECT_EQ(refusal("EnableKeyRotation", {{"KeyId", external}}),
            "UnsupportedOperationException: " + arn_of(external) +
                " origin is EXTERNAL which is not valid for this operation.");
  EXPECT_EQ(refusal("RotateKeyOnDemand", {{"KeyId", external}}),
            "KMSInvalidStateException: " + arn_of(external) + " is pending import.");
}

TEST_F(Rotation, OfImportedMaterialTakesTheOneThatWaits) {
  const std::string key = create_external_key();
  must("ImportKeyMaterial", import_input(key, Bytes(32, 1)));
  const std::string first = current_material(key);
  const Json before = sealed(key, "before");
  EXPECT_EQ(refusal("RotateKeyOnDemand", {{"KeyId", key}}),
            "KMSInvalidStateException: No available key material pending rotation for the key: " +
                arn_of(key) + ".");
  const std::string second = must("ImportKeyMaterial", import_new(key, 2))["KeyMaterialId"];
  EXPECT_EQ(current_material(key), first);
  EXPECT_EQ(state_of(key), "Enabled");
  const Json waiting = rotations(key, "ALL_KEY_MATERIAL")[1];
  EXPECT_EQ(waiting["KeyMaterialState"], "PENDING_ROTATION");
  EXPECT_EQ(waiting["ImportState"], "IMPORTED");
  EXPECT_TRUE(refusal("ImportKeyMaterial", import_new(key, 3))
                  .ends_with(second + ") is pending rotation."));
  EXPECT_TRUE(refusal("ImportKeyMaterial", import_new(key, 1))
                  .starts_with("IncorrectKeyMaterialException"));

  rotate(key);
  EXPECT_EQ(current_material(key), second);
  EXPECT_EQ(opened(before), "before");
  // Both are needed now: whichever goes, the key waits for it.
  must("DeleteImportedKeyMaterial", {{"KeyId", key}, {"KeyMaterialId", first}});
  EXPECT_EQ(state_of(key), "PendingImport");
  EXPECT_EQ(rotations(key, "ALL_KEY_MATERIAL")[0]["ImportState"], "PENDING_IMPORT");
  Json again = import_input(key, Bytes(32, 1));
  again["KeyMaterialId"] = first;
  must("ImportKeyMaterial", again);
  EXPECT_EQ(state_of(key), "Enabled");
  EXPECT_EQ(opened(before), "before");
}

TEST_F(Rotation, ForgetsMaterialThatWaitedInVain) {
  const std::string key = create_external_key();
  must("ImportKeyMaterial", import_input(key, Bytes(32, 1)));
  const std::string waiting = must("ImportKeyMaterial", import_new(key, 2))["KeyMaterialId"];
  must("DeleteImportedKeyMaterial", {{"KeyId", key}, {"KeyMaterialId", waiting}});
  EXPECT_EQ(state_of(key), "Enabled");
  EXPECT_EQ(rotations(key, "ALL_KEY_MATERIAL").size(), 1u);

  Json expiring = import_new(key, 3);
  expiring["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  expiring["ValidTo"] = millis_of(now + days(10));
  must("ImportKeyMaterial", expiring);
  EXPECT_FALSE(metadata(key).contains("ValidTo"));
  wait(days(10));
  EXPECT_EQ(state_of(key), "Enabled");
  EXPECT_EQ(rotations(key, "ALL_KEY_MATERIAL").size(), 1u);
}

TEST_F(Rotation, ListsPageByPage) {
  const std::string key = create_key();
  for (int i = 0; i < 5; ++i) rotate(key);
  std::size_t pages = 0, entries = 0;
  Json input{{"KeyId", key}, {"Limit", 2}};
  for (bool is_truncated = true; is_truncated; ++pages) {
    const Json page = must("ListKeyRotations", input);
    entries += page["Rotations"].size();
    is_truncated = page["Truncated"].get<bool>();
    if (is_truncated) input["Marker"] = page["NextMarker"];
  }
  EXPECT_EQ(pages, 3u);
  EXPECT_EQ(entries, 5u);
}

TEST_F(Rotation, OfADeletedKeyNeverHappens) {
  const std::string key = create_key();
  must("EnableKeyRotation", {{"KeyId", key}, {"RotationPeriodInDays", 90}});
  schedule_deletion(key, 7);
  wait(days(365));
  EXPECT_EQ(refusal("GetKeyRotationStatus", {{"KeyId", key}}),
            "NotFoundException: Key '" + arn_of(key) + "' does not exist");
}

}  // namespace
}  // namespace keytrail::kms
