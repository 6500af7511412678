// What asymmetric and HMAC keys do: signatures, MACs, agreement, RSA encryption, data key pairs.
// The arithmetic is tested in tests/crypto and, by other people's libraries, in tests/conformance.
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

struct KeyUses : ::testing::Test, Kms {
  // Verify's answer to what Sign gave for another message, type or algorithm.
  std::string verified(Json input, const Json& signature) {
    input["Signature"] = signature;
    return refusal("Verify", std::move(input));
  }
};

TEST_F(KeyUses, ASignatureHoldsForItsMessageWhetherGivenRawOrAsDigest) {
  struct Row {
    const char *spec, *algorithm;
    crypto::Hash hash;
  };
  const Row rows[] = {
      {"RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", crypto::Hash::Sha256},
      {"RSA_2048", "RSASSA_PSS_SHA_384", crypto::Hash::Sha384},
      {"ECC_NIST_P521", "ECDSA_SHA_512", crypto::Hash::Sha512},
      {"ECC_SECG_P256K1", "ECDSA_SHA_256", crypto::Hash::Sha256},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.algorithm);
    const std::string id = create_key_of(row.spec, "SIGN_VERIFY");
    const Json raw{
        {"KeyId", id}, {"Message", blob("message")}, {"SigningAlgorithm", row.algorithm}};
    Json digest = raw;
    digest["Message"] = blob(crypto::digest(row.hash, crypto::view("message")));
    digest["MessageType"] = "DIGEST";
    const Json made = must("Sign", raw);
    EXPECT_EQ(made["KeyId"], arn_of(id));
    EXPECT_EQ(made["SigningAlgorithm"], row.algorithm);
    EXPECT_EQ(verified(raw, made["Signature"]), "ok");
    EXPECT_EQ(verified(digest, made["Signature"]), "ok");
    EXPECT_EQ(verified(raw, must("Sign", digest)["Signature"]), "ok");

    // A digest that is called a message is hashed again.
    Json twice = digest;
    twice["MessageType"] = "RAW";
    EXPECT_EQ(verified(twice, made["Signature"]), "KMSInvalidSignatureException: ");
    EXPECT_EQ(verified(raw, blob("no signature at all")), "KMSInvalidSignatureException: ");
    Json cut = digest;
    cut["Message"].get_binary().pop_back();
    const std::string invalid = "ValidationException: Digest is invalid length for algorithm " +
                                std::string(row.algorithm) + ".";
    EXPECT_EQ(refusal("Sign", cut), invalid);
    EXPECT_EQ(verified(cut, made["Signature"]), invalid);
    cut["MessageType"] = "EXTERNAL_MU";
    EXPECT_EQ(refusal("Sign", cut),
              "ValidationException: Message type EXTERNAL_MU is incompatible with key spec " +
                  std::string(row.spec) + ".");
  }
}

TEST_F(KeyUses, EdwardsKeysTakeOneMessageTypePerAlgorithm) {
  const std::string id = create_key_of("ECC_NIST_EDWARDS25519", "SIGN_VERIFY");
  const auto signing = [&](const std::string& algorithm, const char* type, std::size_t size) {
    return Json{{"KeyId", id},
                {"Message", blob(Bytes(size, 7))},
                {"MessageType", type},
                {"SigningAlgorithm", algorithm}};
  };
  for (const auto& [algorithm, type, other_type, size] :
       {std::tuple{"ED25519_SHA_512", "RAW", "DIGEST", 100u},
        {"ED25519_PH_SHA_512", "DIGEST", "RAW", 64u}}) {
    SCOPED_TRACE(algorithm);
    const Json input = signing(algorithm, type, size);
    const Json made = must("Sign", input);
    EXPECT_EQ(blob_member(made, "Signature")->size(), 64u);
    EXPECT_EQ(verified(input, made["Signature"]), "ok");
    for (const char* wrong : {other_type, "EXTERNAL_MU"}) {
      EXPECT_EQ(refusal("Sign", signing(algorithm, wrong, size)),
                "ValidationException: Message type " + std::string(wrong) +
                    " is incompatible with algorithm " + algorithm + ".");
    }
  }
  EXPECT_EQ(refusal("Sign", signing("ED25519_PH_SHA_512", "DIGEST", 32)),
            "ValidationException: Digest is invalid length for algorithm ED25519_PH_SHA_512.");
}

TEST_F(KeyUses, AMacHoldsForItsMessageAlone) {
  for (const auto& [bits, size] :
       {std::pair{"224", 28u}, {"256", 32u}, {"384", 48u}, {"512", 64u}}) {
    const std::string algorithm = std::string("HMAC_SHA_") + bits;
    const std::string id = create_key_of(std::string("HMAC_") + bits, "GENERATE_VERIFY_MAC");
    Json input{{"KeyId", id}, {"Message", blob("message")}, {"MacAlgorithm", algorithm}};
    const Json made = must("GenerateMac", input);
    EXPECT_EQ(blob_member(made, "Mac")->size(), size);
    EXPECT_EQ(must("GenerateMac", input), made);
    input["Mac"] = made["Mac"];
    EXPECT_EQ(must("VerifyMac", input),
              (Json{{"KeyId", arn_of(id)}, {"MacValid", true}, {"MacAlgorithm", algorithm}}));
    Json other = input;
    other["Message"] = blob("massage");
    EXPECT_EQ(refusal("VerifyMac", other), "KMSInvalidMacException: ");
    input["Mac"].get_binary().pop_back();
    EXPECT_EQ(refusal("VerifyMac", input), "KMSInvalidMacException: ");
  }
}

TEST_F(KeyUses, TwoKeysAgreeOnASecretAndRefuseWhatIsNoPeer) {
  const std::string a = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  const std::string b = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  const auto derive = [&](const std::string& own, const Json& peer) {
    return run("DeriveSharedSecret",
               {{"KeyId", own}, {"KeyAgreementAlgorithm", "ECDH"}, {"PublicKey", peer}});
  };
  const auto public_key = [&](const std::string& id) {
    return must("GetPublicKey", {{"KeyId", id}})["PublicKey"];
  };
  const Json made = derive(a, public_key(b)).value();
  EXPECT_EQ(made["SharedSecret"], derive(b, public_key(a)).value()["SharedSecret"]);
  EXPECT_EQ(made["KeyOrigin"], "AWS_KMS");
  EXPECT_EQ(made["KeyId"], arn_of(a));
  EXPECT_EQ(made["KeyAgreementAlgorithm"], "ECDH");
  for (const Json& peer :
       {public_key(create_key_of("ECC_NIST_P384", "KEY_AGREEMENT")),
        public_key(create_key_of("ECC_SECG_P256K1", "SIGN_VERIFY")), blob("no key")}) {
    EXPECT_EQ(text_of_error(derive(a, peer)), "ValidationException: ");
  }
}

TEST_F(KeyUses, RsaKeysEncryptWhatFitsAndNeedToBeNamedForDecrypting) {
  const std::string id = create_key_of("RSA_2048", "ENCRYPT_DECRYPT");
  for (const auto& [algorithm, bytes_max] :
       {std::pair{"RSAES_OAEP_SHA_1", 214u}, {"RSAES_OAEP_SHA_256", 190u}}) {
    SCOPED_TRACE(algorithm);
    const auto input = [&, name = algorithm](std::size_t size) {
      return Json{
          {"KeyId", id}, {"Plaintext", blob(Bytes(size, 5))}, {"EncryptionAlgorithm", name}};
    };
    const Json made = must("Encrypt", input(bytes_max));
    EXPECT_EQ(made["EncryptionAlgorithm"], algorithm);
    EXPECT_EQ(blob_member(made, "CiphertextBlob")->size(), 256u);
    EXPECT_TRUE(last_record.additional_event_data.is_null());
    EXPECT_EQ(refusal("Encrypt", input(bytes_max + 1)),
              "ValidationException: Algorithm " + std::string(algorithm) +
                  " and key spec RSA_2048 cannot encrypt data larger than " +
                  std::to_string(bytes_max) + " bytes.");
    Json with_context = input(1);
    with_context["EncryptionContext"] = {{"a", "1"}};
    EXPECT_EQ(refusal("Encrypt", with_context),
              "ValidationException: EncryptionContext is not supported with key spec RSA_2048.");

    Json decrypting{{"KeyId", id},
                    {"CiphertextBlob", made["CiphertextBlob"]},
                    {"EncryptionAlgorithm", algorithm}};
    const Json opened = must("Decrypt", decrypting);
    EXPECT_EQ(opened["Plaintext"], blob(Bytes(bytes_max, 5)));
    EXPECT_EQ(opened["EncryptionAlgorithm"], algorithm);
    EXPECT_FALSE(opened.contains("KeyMaterialId"));
    EXPECT_TRUE(last_record.additional_event_data.is_null());
    decrypting.erase("KeyId");
    EXPECT_EQ(refusal("Decrypt", decrypting), "InvalidCiphertextException: ");
    decrypting["KeyId"] = id;
    decrypting["EncryptionAlgorithm"] =
        bytes_max == 214u ? "RSAES_OAEP_SHA_256" : "RSAES_OAEP_SHA_1";
    EXPECT_EQ(refusal("Decrypt", decrypting), "InvalidCiphertextException: ");
  }
}

TEST_F(KeyUses, ReEncryptGoesBetweenKindsAndNamesTheMaterialOfSymmetricKeysOnly) {
  const std::string rsa = create_key_of("RSA_2048", "ENCRYPT_DECRYPT");
  const std::string symmetric = create_key();
  const Json material = metadata(symmetric)["CurrentKeyMaterialId"];
  const Json to_rsa = must("ReEncrypt", {{"CiphertextBlob", sealed(symmetric, "foo")},
                                         {"DestinationKeyId", rsa},
                                         {"DestinationEncryptionAlgorithm", "RSAES_OAEP_SHA_256"}});
  EXPECT_EQ(to_rsa["SourceKeyMaterialId"], material);
  EXPECT_FALSE(to_rsa.contains("DestinationKeyMaterialId"));
  EXPECT_EQ(last_record.additional_event_data, (Json{{"sourceKeyMaterialId", material}}));

  Json back{{"CiphertextBlob", to_rsa["CiphertextBlob"]},
            {"SourceKeyId", rsa},
            {"SourceEncryptionAlgorithm", "RSAES_OAEP_SHA_256"},
            {"DestinationKeyId", symmetric}};
  const Json to_symmetric = must("ReEncrypt", back);
  EXPECT_EQ(to_symmetric["SourceEncryptionAlgorithm"], "RSAES_OAEP_SHA_256");
  EXPECT_EQ(to_symmetric["DestinationKeyMaterialId"], material);
  EXPECT_EQ(last_record.additional_event_data, (Json{{"destinationKeyMaterialId", material}}));
  EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", to_symmetric["CiphertextBlob"]}})["Plaintext"],
            blob("foo"));

  const Json too_long{{"CiphertextBlob", sealed(symmetric, std::string(191, 'x'))},
                      {"DestinationKeyId", rsa},
                      {"DestinationEncryptionAlgorithm", "RSAES_OAEP_SHA_256"}};
  EXPECT_EQ(
      refusal("ReEncrypt", too_long),
      "ValidationException: Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt "
      "data larger than 190 bytes.");
  const std::string signing = create_key_of("ECC_NIST_P256", "SIGN_VERIFY");
  back["DestinationKeyId"] = signing;
  EXPECT_EQ(refusal("ReEncrypt", back),
            "InvalidKeyUsageException: " + arn_of(signing) +
                " key usage is SIGN_VERIFY which is not valid for ReEncrypt.");
  // The wrong key is found before the wrong usage.
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", sealed(symmetric, "foo")}, {"KeyId", signing}}),
            "IncorrectKeyException: The key ID in the request does not identify a CMK that can "
            "perform this operation.");
}

TEST_F(KeyUses, DataKeyPairsComeBackThroughDecryptInTheirContext) {
  const std::string id = create_key();
  const Json context{{"purpose", "pairs"}};
  for (const char* spec : {"RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521",
                           "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519"}) {
    SCOPED_TRACE(spec);
    const Json input{{"KeyId", id}, {"KeyPairSpec", spec}, {"EncryptionContext", context}};
    const Json made = must("GenerateDataKeyPair", input);
    const Bytes& private_key = *blob_member(made, "PrivateKeyPlaintext");
    EXPECT_EQ(crypto::kind_of_private_key(private_key), key_pair_kind(*find_key_spec(spec)));
    EXPECT_EQ(crypto::public_key_of(private_key), *blob_member(made, "PublicKey"));
    EXPECT_EQ(made["KeyPairSpec"], spec);
    EXPECT_EQ(made["KeyId"], arn_of(id));
    EXPECT_EQ(made["KeyMaterialId"], metadata(id)["CurrentKeyMaterialId"]);
    EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", made["PrivateKeyCiphertextBlob"]},
                               {"EncryptionContext", context}})["Plaintext"],
              made["PrivateKeyPlaintext"]);
  }
  const Json material{{"keyMaterialId", metadata(id)["CurrentKeyMaterialId"]}};
  const Json hidden = must("GenerateDataKeyPairWithoutPlaintext",
                           {{"KeyId", id}, {"KeyPairSpec", "ECC_NIST_P256"}});
  EXPECT_FALSE(hidden.contains("PrivateKeyPlaintext"));
  EXPECT_EQ(last_record.additional_event_data, material);
}

// While RSA arithmetic runs, the lock is free and anything may happen to the key.
TEST_F(KeyUses, AKeyThatWasDisabledDuringSlowWorkFailsTheCall) {
  const std::string id = create_key();
  during_slow_work = [&] { disable(id); };
  EXPECT_EQ(refusal("GenerateDataKeyPair", {{"KeyId", id}, {"KeyPairSpec", "RSA_2048"}}),
            "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(KeyUses, ADryRunFailsAsTheCallWouldOrSaysThatItWouldNot) {
  const std::string signing = create_key_of("ECC_NIST_P256", "SIGN_VERIFY");
  const std::string mac = create_key_of("HMAC_256", "GENERATE_VERIFY_MAC");
  const std::string agreeing = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  const Json to_sign{
      {"KeyId", signing}, {"Message", blob("x")}, {"SigningAlgorithm", "ECDSA_SHA_256"}};
  const Json to_mac{{"KeyId", mac}, {"Message", blob("x")}, {"MacAlgorithm", "HMAC_SHA_256"}};
  Json to_verify = to_sign, to_verify_mac = to_mac;
  to_verify["Signature"] = must("Sign", to_sign)["Signature"];
  to_verify_mac["Mac"] = must("GenerateMac", to_mac)["Mac"];
  const std::pair<const char*, Json> calls[] = {
      {"Sign", to_sign},
      {"Verify", to_verify},
      {"GenerateMac", to_mac},
      {"VerifyMac", to_verify_mac},
      {"GenerateDataKeyPair", {{"KeyId", create_key()}, {"KeyPairSpec", "RSA_4096"}}},
      {"GenerateDataKeyPairWithoutPlaintext",
       {{"KeyId", create_key()}, {"KeyPairSpec", "RSA_4096"}}},
      {"DeriveSharedSecret",
       {{"KeyId", agreeing},
        {"KeyAgreementAlgorithm", "ECDH"},
        {"PublicKey", must("GetPublicKey", {{"KeyId", agreeing}})["PublicKey"]}}},
  };
  for (auto [operation, input] : calls) {
    input["DryRun"] = true;
    EXPECT_EQ(refusal(operation, input),
              "DryRunOperationException: The request would have succeeded, but the DryRun option "
              "is set.")
        << operation;
    disable(input["KeyId"].get<std::string>());
    EXPECT_EQ(refusal(operation, input).substr(0, 17), "DisabledException") << operation;
    must("EnableKey", {{"KeyId", input["KeyId"]}});
  }
  to_verify["DryRun"] = to_verify_mac["DryRun"] = true;
  to_verify["Message"] = to_verify_mac["Message"] = blob("y");
  EXPECT_EQ(refusal("Verify", to_verify), "KMSInvalidSignatureException: ");
  EXPECT_EQ(refusal("VerifyMac", to_verify_mac), "KMSInvalidMacException: ");
}

TEST_F(KeyUses, NoAttestationDocumentProvesAnEnclave) {
  const std::string id = create_key();
  const std::string agreeing = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  const std::pair<const char*, Json> calls[] = {
      {"Decrypt", {{"CiphertextBlob", sealed(id, "text")}}},
      {"GenerateDataKey", {{"KeyId", id}, {"KeySpec", "AES_256"}}},
      {"GenerateDataKeyPair", {{"KeyId", id}, {"KeyPairSpec", "ECC_NIST_P256"}}},
      {"GenerateRandom", {{"NumberOfBytes", 8}}},
      {"DeriveSharedSecret",
       {{"KeyId", agreeing},
        {"KeyAgreementAlgorithm", "ECDH"},
        {"PublicKey", must("GetPublicKey", {{"KeyId", agreeing}})["PublicKey"]}}},
  };
  const auto missing = [](const std::string& member) {
    return "ValidationException: 1 validation error detected: Value null at 'recipient." + member +
           "' failed to satisfy constraint: Member must not be null";
  };
  const Json document = blob("no document");
  const std::pair<Json, std::string> recipients[] = {
      {Json::object(), missing("keyEncryptionAlgorithm")},
      {{{"AttestationDocument", document}}, missing("keyEncryptionAlgorithm")},
      {{{"KeyEncryptionAlgorithm", "RSAES_OAEP_SHA_256"}}, missing("attestationDocument")},
      {{{"KeyEncryptionAlgorithm", "RSAES_OAEP_SHA_256"}, {"AttestationDocument", document}},
       "ValidationException: The attestation document cannot be verified."},
  };
  for (auto [operation, input] : calls) {
    EXPECT_EQ(refusal(operation, input), "ok") << operation;
    for (const auto& [recipient, expected] : recipients) {
      input["Recipient"] = recipient;
      EXPECT_EQ(refusal(operation, input), expected) << operation;
    }
  }
}

}  // namespace
}  // namespace keytrail::kms
