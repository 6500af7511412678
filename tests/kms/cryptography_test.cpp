// Encrypt, Decrypt, ReEncrypt, data keys and random bytes.
#include "kms/ciphertext.h"
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

const std::string kInvalid = "InvalidCiphertextException: ";
const std::string kIncorrect =
    "IncorrectKeyException: The key ID in the request does not identify a CMK that can perform "
    "this operation.";
const std::string kDryRun =
    "DryRunOperationException: The request would have succeeded, but the DryRun option is set.";

struct Cryptography : ::testing::Test, Kms {
  std::string id = create_key();
  std::string material_id = metadata(id)["CurrentKeyMaterialId"].get<std::string>();

  std::string opened(const Json& ciphertext, Json context = nullptr) {
    Json input{{"CiphertextBlob", ciphertext}};
    if (!context.is_null()) input["EncryptionContext"] = std::move(context);
    const Json output = must("Decrypt", std::move(input));
    const Bytes* plaintext = blob_member(output, "Plaintext");
    return plaintext ? std::string(view_of(*plaintext)) : "nothing";
  }
};

TEST_F(Cryptography, WhatIsEncryptedDecryptsWithoutNamingTheKey) {
  const Json output = encrypt(id, "foo");
  EXPECT_EQ(output["KeyId"], arn_of(id));
  EXPECT_EQ(output["EncryptionAlgorithm"], "SYMMETRIC_DEFAULT");
  EXPECT_FALSE(output.contains("KeyMaterialId"));
  EXPECT_EQ(opened(output["CiphertextBlob"]), "foo");

  const Json decrypted = must("Decrypt", {{"CiphertextBlob", output["CiphertextBlob"]}});
  EXPECT_EQ(decrypted["KeyId"], arn_of(id));
  EXPECT_EQ(decrypted["KeyMaterialId"], material_id);
  EXPECT_EQ(decrypted["EncryptionAlgorithm"], "SYMMETRIC_DEFAULT");
}

TEST_F(Cryptography, CiphertextIsFreshEachTimeAndSmall) {
  const Json first = sealed(id, "foo");
  EXPECT_NE(sealed(id, "foo"), first);
  EXPECT_EQ(first.get_binary().size(), 3u + 77u);
  EXPECT_LE(sealed(id, std::string(4096, 'x')).get_binary().size(), 6144u);
}

TEST(CryptographyOfTwoRuns, TheSameSeedGivesTheSameBytes) {
  Kms first, second;
  const std::string id = first.create_key();
  EXPECT_EQ(second.create_key(), id);
  EXPECT_EQ(first.metadata(id), second.metadata(id));
  EXPECT_EQ(first.sealed(id, "foo"), second.sealed(id, "foo"));
  EXPECT_EQ(first.must("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}}),
            second.must("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}}));
}

TEST_F(Cryptography, EveryFlippedBitAndEveryOtherLengthIsInvalid) {
  const Bytes whole = sealed(id, "foo").get_binary();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes touched = whole;
    touched[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob(touched)}}), kInvalid) << bit;
    EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob(touched)}, {"KeyId", id}}), kInvalid)
        << bit;
  }
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob(cut)}}), kInvalid) << size;
  }
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob(longer)}}), kInvalid);
}

TEST_F(Cryptography, TheEncryptionContextMustComeBackAsItWas) {
  const Json context{{"a", "1"}, {"b", "2"}};
  const Json bound = sealed(id, "foo", context);
  EXPECT_EQ(opened(bound, context), "foo");
  EXPECT_EQ(opened(bound, {{"b", "2"}, {"a", "1"}}), "foo");
  const Json others[] = {Json::object(),
                         {{"a", "1"}},
                         {{"a", "1"}, {"b", "2"}, {"c", "3"}},
                         {{"A", "1"}, {"b", "2"}},
                         {{"a", "1"}, {"b", "3"}},
                         {{"a", "1b"}, {"", "2"}},
                         {{"a1", ""}, {"b", "2"}}};
  for (const Json& other : others) {
    EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", bound}, {"EncryptionContext", other}}),
              kInvalid)
        << other;
  }
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", bound}}), kInvalid);
  // An empty map equals none.
  EXPECT_EQ(opened(sealed(id, "foo", Json::object())), "foo");
  EXPECT_EQ(opened(sealed(id, "foo"), Json::object()), "foo");
}

TEST_F(Cryptography, AGivenKeyIdMustBeTheOneInTheBlob) {
  const std::string other = create_key();
  const Json ciphertext = sealed(id, "foo");
  const auto decrypt_with = [&](const std::string& key_id) {
    return refusal("Decrypt", {{"CiphertextBlob", ciphertext}, {"KeyId", key_id}});
  };
  EXPECT_EQ(decrypt_with(id), "ok");
  EXPECT_EQ(decrypt_with(arn_of(id)), "ok");
  EXPECT_EQ(decrypt_with(other), kIncorrect);
  const std::string unknown = "00000000-1111-2222-3333-444444444444";
  EXPECT_EQ(decrypt_with(unknown),
            "NotFoundException: Key '" + arn_of(unknown) + "' does not exist");
  EXPECT_EQ(
      refusal("Decrypt", {{"KeyId", id}}),
      "ValidationException: 1 validation error detected: Value null at 'ciphertextBlob' failed "
      "to satisfy constraint: Member must not be null");
}

TEST_F(Cryptography, CiphertextOfADeletedKeyIsLostForGood) {
  const Json ciphertext = sealed(id, "foo");
  schedule_deletion(id);
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", ciphertext}}),
            "KMSInvalidStateException: " + arn_of(id) + " is pending deletion.");
  wait(std::chrono::days(7));
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", ciphertext}}),
            "NotFoundException: Key '" + arn_of(id) + "' does not exist");
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", ciphertext}, {"KeyId", create_key()}}),
            kIncorrect);
}

TEST_F(Cryptography, AnotherAlgorithmThanTheKeysIsRefused) {
  const std::string expected =
      "InvalidKeyUsageException: Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec "
      "SYMMETRIC_DEFAULT.";
  const Json algorithm = "RSAES_OAEP_SHA_256";
  EXPECT_EQ(refusal("Encrypt",
                    {{"KeyId", id}, {"Plaintext", blob("x")}, {"EncryptionAlgorithm", algorithm}}),
            expected);
  EXPECT_EQ(
      refusal("Decrypt", {{"CiphertextBlob", sealed(id, "x")}, {"EncryptionAlgorithm", algorithm}}),
      expected);
  // The state is judged before the algorithm.
  disable(id);
  EXPECT_EQ(refusal("Encrypt",
                    {{"KeyId", id}, {"Plaintext", blob("x")}, {"EncryptionAlgorithm", algorithm}}),
            "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(Cryptography, ADryRunFailsAsTheCallWouldOrSaysThatItWouldNot) {
  const Json ciphertext = sealed(id, "foo");
  const Json inputs[][2] = {
      {"Encrypt", {{"KeyId", id}, {"Plaintext", blob("x")}, {"DryRun", true}}},
      {"Decrypt", {{"CiphertextBlob", ciphertext}, {"DryRun", true}}},
      {"ReEncrypt", {{"CiphertextBlob", ciphertext}, {"DestinationKeyId", id}, {"DryRun", true}}},
      {"GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}, {"DryRun", true}}},
      {"GenerateDataKeyWithoutPlaintext",
       {{"KeyId", id}, {"KeySpec", "AES_256"}, {"DryRun", true}}},
  };
  for (const auto& [operation, input] : inputs) {
    EXPECT_EQ(refusal(operation.get<std::string>(), input), kDryRun) << operation;
    EXPECT_TRUE(last_record.additional_event_data.is_null()) << operation;
  }
  Bytes touched = ciphertext.get_binary();
  touched.back() ^= 1;
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob(touched)}, {"DryRun", true}}), kInvalid);
  disable(id);
  for (const auto& [operation, input] : inputs) {
    EXPECT_EQ(refusal(operation.get<std::string>(), input),
              "DisabledException: " + arn_of(id) + " is disabled.")
        << operation;
  }
}

TEST_F(Cryptography, ADryRunMayDoWithoutTheCiphertextButNotWithoutTheKey) {
  const auto missing = [](const std::string& path) {
    return "ValidationException: 1 validation error detected: Value null at '" + path +
           "' failed to satisfy constraint: Member must not be null";
  };
  Json decrypting{
      {"KeyId", id}, {"DryRun", true}, {"DryRunModifiers", Json::array({"IGNORE_CIPHERTEXT"})}};
  EXPECT_EQ(refusal("Decrypt", decrypting), kDryRun);
  EXPECT_EQ((*last_record.request_parameters)["dryRunModifiers"],
            Json::array({"IGNORE_CIPHERTEXT"}));
  Json re_encrypting{{"SourceKeyId", id},
                     {"DestinationKeyId", create_key()},
                     {"DryRun", true},
                     {"DryRunModifiers", Json::array({"IGNORE_CIPHERTEXT"})}};
  EXPECT_EQ(refusal("ReEncrypt", re_encrypting), kDryRun);
  // The blob is not looked at even if there is one.
  decrypting["CiphertextBlob"] = blob("no ciphertext");
  EXPECT_EQ(refusal("Decrypt", decrypting), kDryRun);

  Json without_key = decrypting;
  without_key.erase("KeyId");
  EXPECT_EQ(refusal("Decrypt", without_key), missing("keyId"));
  without_key = re_encrypting;
  without_key.erase("SourceKeyId");
  EXPECT_EQ(refusal("ReEncrypt", without_key), missing("sourceKeyId"));
  // What is no dry run takes no notice.
  Json in_earnest = decrypting;
  in_earnest["DryRun"] = false;
  EXPECT_EQ(refusal("Decrypt", in_earnest), kInvalid);
  in_earnest.erase("CiphertextBlob");
  EXPECT_EQ(refusal("Decrypt", in_earnest), missing("ciphertextBlob"));
  disable(id);
  EXPECT_EQ(refusal("Decrypt", decrypting), "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(Cryptography, ReEncryptMovesTheTextToAnotherKeyAndContext) {
  const std::string other = create_key();
  const Json ciphertext = sealed(id, "foo", {{"a", "1"}});
  const Json output = must("ReEncrypt", {{"CiphertextBlob", ciphertext},
                                         {"SourceEncryptionContext", {{"a", "1"}}},
                                         {"DestinationKeyId", other},
                                         {"DestinationEncryptionContext", {{"b", "2"}}}});
  EXPECT_EQ(output["SourceKeyId"], arn_of(id));
  EXPECT_EQ(output["KeyId"], arn_of(other));
  EXPECT_EQ(output["SourceKeyMaterialId"], material_id);
  EXPECT_EQ(output["DestinationKeyMaterialId"], metadata(other)["CurrentKeyMaterialId"]);
  EXPECT_EQ(opened(output["CiphertextBlob"], {{"b", "2"}}), "foo");
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", output["CiphertextBlob"]}}), kInvalid);

  // Either key can fail the call.
  EXPECT_EQ(refusal("ReEncrypt", {{"CiphertextBlob", ciphertext},
                                  {"SourceKeyId", other},
                                  {"DestinationKeyId", other}}),
            kIncorrect);
  disable(other);
  EXPECT_EQ(refusal("ReEncrypt", {{"CiphertextBlob", ciphertext}, {"DestinationKeyId", other}}),
            "DisabledException: " + arn_of(other) + " is disabled.");
  disable(id);
  must("EnableKey", {{"KeyId", other}});
  EXPECT_EQ(refusal("ReEncrypt", {{"CiphertextBlob", ciphertext}, {"DestinationKeyId", other}}),
            "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(Cryptography, DataKeysHaveTheAskedSizeAndComeBackThroughDecrypt) {
  const std::string unclear =
      "ValidationException: Please specify either number of bytes or key spec.";
  EXPECT_EQ(refusal("GenerateDataKey", {{"KeyId", id}}), unclear);
  EXPECT_EQ(
      refusal("GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}, {"NumberOfBytes", 32}}),
      unclear);
  const std::pair<Json, std::size_t> sizes[] = {{{{"KeySpec", "AES_128"}}, 16},
                                                {{{"KeySpec", "AES_256"}}, 32},
                                                {{{"NumberOfBytes", 77}}, 77}};
  for (auto [input, size] : sizes) {
    input["KeyId"] = id;
    const Json made = must("GenerateDataKey", input);
    const Bytes& plaintext = *blob_member(made, "Plaintext");
    EXPECT_EQ(plaintext.size(), size);
    EXPECT_EQ(opened(made["CiphertextBlob"]), view_of(plaintext));
    EXPECT_EQ(made["KeyId"], arn_of(id));
    EXPECT_EQ(made["KeyMaterialId"], material_id);

    const Json hidden = must("GenerateDataKeyWithoutPlaintext", input);
    EXPECT_FALSE(hidden.contains("Plaintext"));
    EXPECT_EQ(opened(hidden["CiphertextBlob"]).size(), size);
  }
}

TEST_F(Cryptography, RandomBytesNeedACountAndNoKey) {
  EXPECT_EQ(refusal("GenerateRandom"), "ValidationException: NumberOfBytes is required.");
  const Json first = must("GenerateRandom", {{"NumberOfBytes", 33}});
  EXPECT_EQ(blob_member(first, "Plaintext")->size(), 33u);
  EXPECT_NE(must("GenerateRandom", {{"NumberOfBytes", 33}}), first);
  EXPECT_TRUE(last_record.has_resources_member);
  ASSERT_TRUE(last_record.request_parameters.has_value());
  EXPECT_TRUE(last_record.request_parameters->is_null());
}

TEST_F(Cryptography, RecordsShowTheAlgorithmAndTheContextAndNoSecret) {
  const Json context{{"purpose", "test"}};
  const Json ciphertext = sealed(id, "foo", context);
  const Json key_material{{"keyMaterialId", material_id}};
  EXPECT_EQ(last_record.additional_event_data, key_material);
  EXPECT_EQ(*last_record.request_parameters, (Json{{"keyId", id},
                                                   {"encryptionAlgorithm", "SYMMETRIC_DEFAULT"},
                                                   {"encryptionContext", context}}));

  must("Decrypt", {{"CiphertextBlob", ciphertext}, {"EncryptionContext", context}});
  EXPECT_EQ(last_record.additional_event_data, key_material);
  EXPECT_EQ(*last_record.request_parameters,
            (Json{{"encryptionAlgorithm", "SYMMETRIC_DEFAULT"}, {"encryptionContext", context}}));

  must("ReEncrypt", {{"CiphertextBlob", ciphertext},
                     {"SourceEncryptionContext", context},
                     {"DestinationKeyId", id}});
  EXPECT_EQ(last_record.additional_event_data, (Json{{"sourceKeyMaterialId", material_id},
                                                     {"destinationKeyMaterialId", material_id}}));
  EXPECT_EQ(*last_record.request_parameters,
            (Json{{"sourceEncryptionAlgorithm", "SYMMETRIC_DEFAULT"},
                  {"sourceEncryptionContext", context},
                  {"destinationKeyId", id},
                  {"destinationEncryptionAlgorithm", "SYMMETRIC_DEFAULT"}}));
}

}  // namespace
}  // namespace keytrail::kms
