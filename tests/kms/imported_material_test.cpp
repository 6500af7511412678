// Imported key material: wrapped, taken in, expired, deleted, and taken in again.
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Bytes kSecret(32, 0x42);
const Bytes kOtherSecret(32, 0x43);

struct ImportedMaterial : ::testing::Test, Kms {
  std::string id = create_external_key();

  std::string import(Json input) { return refusal("ImportKeyMaterial", std::move(input)); }
};

TEST_F(ImportedMaterial, AKeyWaitsForItAndIsEnabledByIt) {
  EXPECT_EQ(state_of(id), "PendingImport");
  for (const char* absent : {"CurrentKeyMaterialId", "ExpirationModel", "ValidTo"}) {
    EXPECT_FALSE(metadata(id).contains(absent)) << absent;
  }
  const Json output = must("ImportKeyMaterial", import_input(id, kSecret));
  EXPECT_EQ(output["KeyId"], arn_of(id));
  const Json metadata = this->metadata(id);
  EXPECT_EQ(metadata["KeyState"], "Enabled");
  EXPECT_EQ(metadata["Origin"], "EXTERNAL");
  EXPECT_EQ(metadata["CurrentKeyMaterialId"], output["KeyMaterialId"]);
  EXPECT_EQ(metadata["ExpirationModel"], "KEY_MATERIAL_DOES_NOT_EXPIRE");
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", sealed(id, "foo")}}), "ok");
}

TEST_F(ImportedMaterial, ParametersNameTheKeyAndLastADay) {
  const Json output = must(
      "GetParametersForImport",
      {{"KeyId", id}, {"WrappingAlgorithm", "RSAES_OAEP_SHA_1"}, {"WrappingKeySpec", "RSA_2048"}});
  EXPECT_EQ(output["KeyId"], arn_of(id));
  EXPECT_EQ(output["ParametersValidTo"], millis_of(now + hours(24)));
  EXPECT_LE(output["ImportToken"].get_binary().size(), 6144u);
  EXPECT_EQ(last_record.resources.size(), 1u);
}

TEST_F(ImportedMaterial, OtherWrappingsAndOtherKeysAreRefused) {
  const auto ask = [&](const std::string& key, const char* algorithm, const char* spec) {
    return refusal("GetParametersForImport",
                   {{"KeyId", key}, {"WrappingAlgorithm", algorithm}, {"WrappingKeySpec", spec}});
  };
  EXPECT_EQ(ask(id, "RSAES_PKCS1_V1_5", "RSA_2048"),
            "UnsupportedOperationException: Wrapping algorithm RSAES_PKCS1_V1_5 is not supported "
            "with wrapping key spec RSA_2048.");
  EXPECT_EQ(ask(id, "SM2PKE", "SM2"),
            "UnsupportedOperationException: Wrapping algorithm SM2PKE is not supported with "
            "wrapping key spec SM2.");
  const std::string own = create_key();
  EXPECT_EQ(ask(own, "RSAES_OAEP_SHA_1", "RSA_2048"),
            "UnsupportedOperationException: " + arn_of(own) +
                " origin is AWS_KMS which is not valid for this operation.");
}

TEST_F(ImportedMaterial, ComesThroughEachWrapping) {
  std::set<std::string> ids;
  for (const char* algorithm : {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"}) {
    SCOPED_TRACE(algorithm);
    Json input = import_input(id, kSecret, algorithm);
    ids.insert(must("ImportKeyMaterial", input)["KeyMaterialId"].get<std::string>());
    input["EncryptedKeyMaterial"].get_binary().back() ^= 1;
    EXPECT_EQ(import(input), "InvalidCiphertextException: ");
  }
  EXPECT_EQ(ids.size(), 1u);  // The same bytes in the same key have one name.
}

TEST_F(ImportedMaterial, TokensServeTheirKeyForADay) {
  const std::string other = create_external_key();
  Json input = import_input(id, kSecret);
  const std::string invalid =
      "InvalidImportTokenException: The import token is invalid or is associated with a different "
      "KMS key.";
  Json for_other = input;
  for_other["KeyId"] = other;
  EXPECT_EQ(import(for_other), invalid);
  Json damaged = input;
  damaged["ImportToken"].get_binary()[20] ^= 1;
  EXPECT_EQ(import(damaged), invalid);
  damaged["ImportToken"] = blob("x");
  EXPECT_EQ(import(damaged), invalid);

  wait(hours(24) - Duration(1));
  EXPECT_EQ(import(input), "ok");
  wait(Duration(1));
  EXPECT_EQ(import(input), "ExpiredImportTokenException: The import token has expired.");
}

TEST_F(ImportedMaterial, OnlyTheSameBytesOfTheRightSizeComeInAgain) {
  const std::string incorrect =
      "IncorrectKeyMaterialException: The key material is invalid or is not the key material that "
      "this import calls for.";
  EXPECT_EQ(import(import_input(id, Bytes(31, 1))), incorrect);
  EXPECT_EQ(state_of(id), "PendingImport");
  const std::string material_id = import_material(id, kSecret);
  for (const bool is_deleted : {false, true}) {
    if (is_deleted) must("DeleteImportedKeyMaterial", {{"KeyId", id}});
    EXPECT_EQ(import(import_input(id, kOtherSecret)), incorrect);
    Json known_as_new = import_input(id, kSecret);
    known_as_new["ImportType"] = "NEW_KEY_MATERIAL";
    EXPECT_EQ(import(known_as_new), incorrect);
    Json misnamed = import_input(id, kSecret);
    misnamed["KeyMaterialId"] = std::string(64, 'a');
    EXPECT_EQ(import(misnamed), incorrect);
    Json named = import_input(id, kSecret);
    named["KeyMaterialId"] = material_id;
    EXPECT_EQ(import(named), "ok");
  }
  Json second = import_input(id, kOtherSecret);
  second["ImportType"] = "NEW_KEY_MATERIAL";
  second["KeyMaterialId"] = material_id;
  EXPECT_EQ(import(second),
            "ValidationException: A KeyMaterialId must not be set if the ImportType is "
            "NEW_KEY_MATERIAL");
}

TEST_F(ImportedMaterial, TheSameBytesHaveAnotherNameInAnotherKey) {
  EXPECT_NE(import_material(id, kSecret), import_material(create_external_key(), kSecret));
}

TEST_F(ImportedMaterial, ExpiryAndDateMustAgree) {
  Json input = import_input(id, kSecret);
  const auto with = [&](const char* model, std::optional<Instant> valid_to) {
    Json changed = input;
    changed["ExpirationModel"] = model;
    if (valid_to) changed["ValidTo"] = millis_of(*valid_to);
    return import(changed);
  };
  const std::string range =
      "ValidationException: The validTo date must be in the future, at most 365 days ahead";
  const std::string missing =
      "ValidationException: A validTo date must be set if the ExpirationModel is "
      "KEY_MATERIAL_EXPIRES";
  EXPECT_EQ(with("KEY_MATERIAL_EXPIRES", {}), missing);
  Json by_default = input;
  by_default.erase("ExpirationModel");
  EXPECT_EQ(import(by_default), missing);
  EXPECT_EQ(with("KEY_MATERIAL_DOES_NOT_EXPIRE", now + days(1)),
            "ValidationException: A validTo date must not be set if the ExpirationModel is "
            "KEY_MATERIAL_DOES_NOT_EXPIRE");
  EXPECT_EQ(with("KEY_MATERIAL_EXPIRES", now), range);
  EXPECT_EQ(with("KEY_MATERIAL_EXPIRES", now + days(365) + Duration(1)), range);
  EXPECT_EQ(with("KEY_MATERIAL_EXPIRES", now + days(365)), "ok");
  EXPECT_EQ(metadata(id)["ExpirationModel"], "KEY_MATERIAL_EXPIRES");
  EXPECT_EQ(metadata(id)["ValidTo"], millis_of(now + days(365)));
}

TEST_F(ImportedMaterial, ExpiresAtItsDateAndIsWantedBack) {
  Json input = import_input(id, kSecret);
  input["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  input["ValidTo"] = millis_of(now + hours(1));
  must("ImportKeyMaterial", input);
  const std::string material_id = metadata(id)["CurrentKeyMaterialId"].get<std::string>();
  const Json ciphertext = sealed(id, "foo");
  wait(hours(1) - Duration(1));
  EXPECT_EQ(state_of(id), "Enabled");
  EXPECT_TRUE(service_events.empty());

  wait(Duration(1));
  const Json metadata = this->metadata(id);
  EXPECT_EQ(metadata["KeyState"], "PendingImport");
  EXPECT_EQ(metadata["CurrentKeyMaterialId"], material_id);
  EXPECT_FALSE(metadata.contains("ExpirationModel"));
  EXPECT_FALSE(metadata.contains("ValidTo"));
  ASSERT_EQ(service_events.size(), 1u);
  EXPECT_EQ(service_events[0].second.event_name, "DeleteExpiredKeyMaterial");
  EXPECT_EQ(service_events[0].second.service_event_details,
            (Json{{"keyId", id}, {"keyMaterialId", material_id}}));
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", ciphertext}}),
            "KMSInvalidStateException: " + arn_of(id) + " is pending import.");

  import_material(id, kSecret);
  EXPECT_EQ(state_of(id), "Enabled");
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", ciphertext}}), "ok");
  wait(days(400));
  EXPECT_EQ(state_of(id), "Enabled");
}

TEST_F(ImportedMaterial, ANewDateReplacesTheOldOne) {
  Json input = import_input(id, kSecret);
  input["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  input["ValidTo"] = millis_of(now + hours(1));
  must("ImportKeyMaterial", input);
  input["ValidTo"] = millis_of(now + hours(3));
  must("ImportKeyMaterial", input);
  wait(hours(2));
  EXPECT_EQ(state_of(id), "Enabled");
  wait(hours(1));
  EXPECT_EQ(state_of(id), "PendingImport");
  EXPECT_EQ(service_events.size(), 1u);
}

TEST_F(ImportedMaterial, DeletingItMakesTheKeyWaitAgain) {
  const std::string material_id = import_material(id, kSecret);
  EXPECT_EQ(refusal("DeleteImportedKeyMaterial",
                    {{"KeyId", id}, {"KeyMaterialId", std::string(64, 'a')}}),
            "NotFoundException: Key material " + std::string(64, 'a') + " is not found.");
  const Json expected{{"KeyId", arn_of(id)}, {"KeyMaterialId", material_id}};
  EXPECT_EQ(must("DeleteImportedKeyMaterial", {{"KeyId", id}}), expected);
  EXPECT_EQ(state_of(id), "PendingImport");
  // Deleting what is gone is no mistake, and the material is nowhere any more.
  EXPECT_EQ(must("DeleteImportedKeyMaterial", {{"KeyId", id}, {"KeyMaterialId", material_id}}),
            expected);
  EXPECT_TRUE(state.keys.find(caller.scope.id(id))->materials[0].secret.empty());

  const std::string never = create_external_key();
  EXPECT_EQ(must("DeleteImportedKeyMaterial", {{"KeyId", never}}),
            (Json{{"KeyId", arn_of(never)}}));
  const std::string own = create_key();
  EXPECT_EQ(refusal("DeleteImportedKeyMaterial", {{"KeyId", own}}),
            "UnsupportedOperationException: " + arn_of(own) +
                " origin is AWS_KMS which is not valid for this operation.");
}

TEST_F(ImportedMaterial, AKeyThatIsGoingGoesOnGoingWithoutIt) {
  Json input = import_input(id, kSecret);
  input["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
  input["ValidTo"] = millis_of(now + days(20));
  must("ImportKeyMaterial", input);
  schedule_deletion(id, 7);
  must("DeleteImportedKeyMaterial", {{"KeyId", id}});
  EXPECT_EQ(state_of(id), "PendingDeletion");
  must("CancelKeyDeletion", {{"KeyId", id}});
  EXPECT_EQ(state_of(id), "PendingImport");  // Disabled could be enabled without material.

  schedule_deletion(id, 7);
  wait(days(30));  // No timer of the material is left behind.
  EXPECT_TRUE(state.keys.empty());
  ASSERT_EQ(service_events.size(), 1u);
  EXPECT_EQ(service_events[0].second.event_name, "DeleteKey");
}

TEST_F(ImportedMaterial, ADisabledKeyStaysDisabledWhenItIsRenewed) {
  import_material(id, kSecret);
  disable(id);
  import_material(id, kSecret);
  EXPECT_EQ(state_of(id), "Disabled");
  must("DeleteImportedKeyMaterial", {{"KeyId", id}});
  import_material(id, kSecret);
  EXPECT_EQ(state_of(id), "Enabled");
}

}  // namespace
}  // namespace keytrail::kms
