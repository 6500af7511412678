// The life of a key: made, described, listed, enabled and disabled, scheduled for deletion, gone.
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

using std::chrono::days;

struct Keys : ::testing::Test, Kms {};

TEST_F(Keys, ANewKeyIsEnabledAndSymmetric) {
  const Json metadata = must("CreateKey", {{"Description", "mine"}})["KeyMetadata"];
  const std::string id = metadata["KeyId"].get<std::string>();
  const std::string material_id = metadata["CurrentKeyMaterialId"].get<std::string>();
  EXPECT_EQ(material_id.size(), 64u);
  EXPECT_EQ(metadata, (Json{{"AWSAccountId", "123456789012"},
                            {"KeyId", id},
                            {"Arn", arn_of(id)},
                            {"CreationDate", millis_of(now)},
                            {"Enabled", true},
                            {"Description", "mine"},
                            {"KeyUsage", "ENCRYPT_DECRYPT"},
                            {"KeyState", "Enabled"},
                            {"Origin", "AWS_KMS"},
                            {"KeyManager", "CUSTOMER"},
                            {"CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"},
                            {"KeySpec", "SYMMETRIC_DEFAULT"},
                            {"EncryptionAlgorithms", {"SYMMETRIC_DEFAULT"}},
                            {"MultiRegion", false},
                            {"CurrentKeyMaterialId", material_id}}));
  EXPECT_EQ(this->metadata(id), metadata);
}

TEST_F(Keys, TheRecordOfCreateKeyShowsTheDefaults) {
  const std::string id = create_key({{"Tags", {{{"TagKey", "a"}, {"TagValue", "b"}}}}});
  EXPECT_EQ(*last_record.request_parameters,
            (Json{{"description", ""},
                  {"keyUsage", "ENCRYPT_DECRYPT"},
                  {"keySpec", "SYMMETRIC_DEFAULT"},
                  {"customerMasterKeySpec", "SYMMETRIC_DEFAULT"},
                  {"origin", "AWS_KMS"},
                  {"bypassPolicyLockoutSafetyCheck", false},
                  {"tags", {{{"tagKey", "a"}, {"tagValue", "b"}}}}}));
  ASSERT_EQ(last_record.resources.size(), 1u);
  EXPECT_EQ(last_record.resources[0].arn, arn_of(id));
}

TEST_F(Keys, CreateKeyRefusesWhatAwsRefuses) {
  struct Row {
    const char* name;
    Json input;
    std::string expected;
  };
  const std::string missing =
      "ValidationException: You must specify a KeyUsage value for all KMS keys except for "
      "symmetric encryption keys.";
  const Row rows[] = {
      {"both names of the spec, alike",
       {{"KeySpec", "SYMMETRIC_DEFAULT"}, {"CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"}},
       "ok"},
      {"both names of the spec, different",
       {{"KeySpec", "SYMMETRIC_DEFAULT"}, {"CustomerMasterKeySpec", "RSA_2048"}},
       "ValidationException: You cannot specify KeySpec and CustomerMasterKeySpec in the same "
       "request. CustomerMasterKeySpec is deprecated."},
      {"RSA without usage", {{"KeySpec", "RSA_2048"}}, missing},
      {"RSA by its older name without usage", {{"CustomerMasterKeySpec", "RSA_2048"}}, missing},
      {"RSA for agreement",
       {{"KeySpec", "RSA_2048"}, {"KeyUsage", "KEY_AGREEMENT"}},
       "ValidationException: KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"},
      {"symmetric for signing",
       {{"KeyUsage", "SIGN_VERIFY"}},
       "ValidationException: KeyUsage SIGN_VERIFY is not compatible with KeySpec "
       "SYMMETRIC_DEFAULT"},
      {"HMAC for encryption",
       {{"KeySpec", "HMAC_256"}, {"KeyUsage", "ENCRYPT_DECRYPT"}},
       "ValidationException: KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec HMAC_256"},
      {"SM2, which is for China",
       {{"KeySpec", "SM2"}, {"KeyUsage", "SIGN_VERIFY"}},
       "UnsupportedOperationException: KeySpec SM2 is not supported in this Region"},
      {"ML-DSA, which is not here",
       {{"KeySpec", "ML_DSA_44"}, {"KeyUsage", "SIGN_VERIFY"}},
       "UnsupportedOperationException: KeySpec ML_DSA_44 is not supported in this Region"},
      {"a key store's key without the store",
       {{"Origin", "AWS_CLOUDHSM"}},
       "ValidationException: The origin AWS_CLOUDHSM needs a CustomKeyStoreId."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal("CreateKey", row.input), row.expected) << row.name;
  }
  EXPECT_EQ(state.keys.size(), 1u);
}

TEST_F(Keys, EnableAndDisableAreIdempotentAndLogTheKey) {
  const std::string id = create_key();
  for (const char* operation : {"DisableKey", "DisableKey", "EnableKey", "EnableKey"}) {
    EXPECT_TRUE(must(operation, {{"KeyId", id}}).is_null());
    EXPECT_EQ(*last_record.response_elements, (Json{{"keyId", arn_of(id)}}));
    const bool is_enabled = std::string(operation) == "EnableKey";
    EXPECT_EQ(state_of(id), is_enabled ? "Enabled" : "Disabled");
    EXPECT_EQ(metadata(id)["Enabled"], is_enabled);
  }
}

TEST_F(Keys, TheWindowIsSevenToThirtyDays) {
  const auto refused = [](const char* value, const char* rule) {
    return "ValidationException: 1 validation error detected: Value '" + std::string(value) +
           "' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value " +
           rule;
  };
  const std::string id = create_key();
  const auto schedule = [&](int window) {
    return refusal("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", window}});
  };
  EXPECT_EQ(schedule(6), refused("6", "greater than or equal to 7"));
  EXPECT_EQ(schedule(31), refused("31", "less than or equal to 30"));
  EXPECT_EQ(state_of(id), "Enabled");
  for (const int window : {7, 30}) {
    EXPECT_EQ(schedule(window), "ok");
    must("CancelKeyDeletion", {{"KeyId", id}});
  }
  const Json output = must("ScheduleKeyDeletion", {{"KeyId", id}});
  EXPECT_EQ(output, (Json{{"KeyId", arn_of(id)},
                          {"DeletionDate", millis_of(now + days(30))},
                          {"KeyState", "PendingDeletion"},
                          {"PendingWindowInDays", 30}}));
}

TEST_F(Keys, KeepTheFirstDateWhenScheduledTwice) {
  const std::string id = create_key();
  schedule_deletion(id, 10);
  const Json date = metadata(id)["DeletionDate"];
  EXPECT_EQ(date, millis_of(now + days(10)));
  wait(days(1));
  EXPECT_EQ(refusal("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}}),
            "KMSInvalidStateException: " + arn_of(id) + " is pending deletion.");
  EXPECT_EQ(metadata(id)["DeletionDate"], date);
}

TEST_F(Keys, AreGoneWithTheirAliasesWhenTheWindowEndsAndNotBefore) {
  const std::string id = create_key(), other = create_key();
  must("CreateAlias", {{"AliasName", "alias/gone"}, {"TargetKeyId", id}});
  must("CreateAlias", {{"AliasName", "alias/stays"}, {"TargetKeyId", other}});
  schedule_deletion(id, 7);
  wait(days(7) - Duration(1));
  EXPECT_EQ(state_of(id), "PendingDeletion");
  EXPECT_TRUE(service_events.empty());

  wait(Duration(1));
  EXPECT_EQ(refusal("DescribeKey", {{"KeyId", id}}),
            "NotFoundException: Key '" + arn_of(id) + "' does not exist");
  EXPECT_EQ(refusal("DescribeKey", {{"KeyId", "alias/gone"}}),
            "NotFoundException: Alias arn:aws:kms:us-east-1:123456789012:alias/gone is not "
            "found.");
  EXPECT_EQ(metadata("alias/stays")["KeyId"], other);
  EXPECT_EQ(refusal("CancelKeyDeletion", {{"KeyId", id}}),
            "NotFoundException: Key '" + arn_of(id) + "' does not exist");

  ASSERT_EQ(service_events.size(), 1u);
  const auto& [scope, event] = service_events[0];
  EXPECT_EQ(scope, caller.scope);
  EXPECT_EQ(event.event_source, "kms.amazonaws.com");
  EXPECT_EQ(event.event_name, "DeleteKey");
  EXPECT_EQ(event.resources[0], (std::pair<std::string, std::string>("AWS::KMS::Key", arn_of(id))));
  EXPECT_TRUE(event.service_event_details.is_null());
}

TEST_F(Keys, CancellingLeavesTheKeyDisabledAndStopsTheClock) {
  const std::string id = create_key();
  schedule_deletion(id, 7);
  EXPECT_EQ(must("CancelKeyDeletion", {{"KeyId", id}}), (Json{{"KeyId", arn_of(id)}}));
  EXPECT_EQ(state_of(id), "Disabled");
  EXPECT_FALSE(metadata(id).contains("DeletionDate"));
  wait(days(30));
  EXPECT_EQ(state_of(id), "Disabled");
  EXPECT_EQ(refusal("CancelKeyDeletion", {{"KeyId", id}}),
            "KMSInvalidStateException: " + arn_of(id) + " is not pending deletion.");
}

TEST_F(Keys, ANewScheduleAfterACancelCountsFromItsOwnStart) {
  const std::string id = create_key();
  schedule_deletion(id, 7);
  wait(days(5));
  must("CancelKeyDeletion", {{"KeyId", id}});
  schedule_deletion(id, 7);
  wait(days(6));
  EXPECT_EQ(state_of(id), "PendingDeletion");
  wait(days(1));
  EXPECT_TRUE(state.keys.empty());
}

TEST_F(Keys, AreListedPageByPage) {
  std::set<std::string> made;
  for (int i = 0; i < 5; ++i) made.insert(create_key());
  std::set<std::string> listed;
  Json input{{"Limit", 2}};
  std::vector<std::size_t> sizes;
  for (;;) {
    const Json page = must("ListKeys", input);
    EXPECT_TRUE(last_record.has_resources_member);
    sizes.push_back(page["Keys"].size());
    for (const Json& key : page["Keys"]) {
      listed.insert(key["KeyId"].get<std::string>());
      EXPECT_EQ(key["KeyArn"], arn_of(key["KeyId"].get<std::string>()));
    }
    EXPECT_EQ(page.contains("NextMarker"), page["Truncated"] == true);
    if (page["Truncated"] == false) break;
    input["Marker"] = page["NextMarker"];
  }
  EXPECT_EQ(listed, made);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 1}));
  EXPECT_EQ(refusal("ListKeys", {{"Marker", "nonsense"}}),
            "InvalidMarkerException: Could not deserialize marker");
}

TEST_F(Keys, DescriptionsCanBeReplacedAndEmptied) {
  const std::string id = create_key({{"Description", "old"}});
  must("UpdateKeyDescription", {{"KeyId", id}, {"Description", "new"}});
  EXPECT_EQ(metadata(id)["Description"], "new");
  must("UpdateKeyDescription", {{"KeyId", id}, {"Description", ""}});
  EXPECT_EQ(metadata(id)["Description"], "");
}

TEST_F(Keys, AnswerThatRotationIsOff) {
  const std::string id = create_key();
  EXPECT_EQ(must("GetKeyRotationStatus", {{"KeyId", id}}),
            (Json{{"KeyId", arn_of(id)}, {"KeyRotationEnabled", false}}));
}

TEST_F(Keys, ComeBackFromTheirRowsAsTheyWere) {
  const std::string id = create_external_key();
  import_material(id, Bytes(32, 5));
  must("TagResource", {{"KeyId", id}, {"Tags", {{{"TagKey", "a"}, {"TagValue", "b"}}}}});
  must("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", id}});
  const Json ciphertext = sealed(id, "foo");
  schedule_deletion(id, 9);

  State loaded;
  const auto from = state.tables(), to = loaded.tables();
  for (std::size_t i = 0; i < from.size(); ++i) {
    from[i]->for_each_id([&](const std::string& row) {
      to[i]->load(row, *parse_json(*from[i]->row(row)));
      EXPECT_EQ(to[i]->row(row), from[i]->row(row));
    });
  }
  EXPECT_EQ(call(operations(), loaded, "DescribeKey", {{"KeyId", "alias/a"}}).value(),
            must("DescribeKey", {{"KeyId", "alias/a"}}));
  ASSERT_TRUE(call(operations(), loaded, "CancelKeyDeletion", {{"KeyId", id}}).ok());
  ASSERT_TRUE(call(operations(), loaded, "EnableKey", {{"KeyId", id}}).ok());
  EXPECT_TRUE(call(operations(), loaded, "Decrypt", {{"CiphertextBlob", ciphertext}}).ok());
}

}  // namespace
}  // namespace keytrail::kms
