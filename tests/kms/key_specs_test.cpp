// Keys of every spec: what they show, and what they do. The arithmetic is tested in tests/crypto
// and, by other people's libraries, in tests/conformance.
#include "base/text.h"
#include "kms/fixture.h"
#include "kms/key_spec.h"

namespace keytrail::kms {
namespace {

using Names = std::vector<std::string>;

const Names kRsaSigning = {"RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384",
                           "RSASSA_PKCS1_V1_5_SHA_512", "RSASSA_PSS_SHA_256",
                           "RSASSA_PSS_SHA_384",        "RSASSA_PSS_SHA_512"};
const Names kOaepNames = {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"};

// The KMS guide's "Key spec reference".
struct Pairing {
  const char *spec, *usage, *list;
  Names algorithms;
};
const Pairing kPairings[] = {
    {"SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "EncryptionAlgorithms", {"SYMMETRIC_DEFAULT"}},
    {"RSA_2048", "ENCRYPT_DECRYPT", "EncryptionAlgorithms", kOaepNames},
    {"RSA_3072", "ENCRYPT_DECRYPT", "EncryptionAlgorithms", kOaepNames},
    {"RSA_4096", "ENCRYPT_DECRYPT", "EncryptionAlgorithms", kOaepNames},
    {"RSA_2048", "SIGN_VERIFY", "SigningAlgorithms", kRsaSigning},
    {"RSA_3072", "SIGN_VERIFY", "SigningAlgorithms", kRsaSigning},
    {"RSA_4096", "SIGN_VERIFY", "SigningAlgorithms", kRsaSigning},
    {"ECC_NIST_P256", "SIGN_VERIFY", "SigningAlgorithms", {"ECDSA_SHA_256"}},
    {"ECC_NIST_P384", "SIGN_VERIFY", "SigningAlgorithms", {"ECDSA_SHA_384"}},
    {"ECC_NIST_P521", "SIGN_VERIFY", "SigningAlgorithms", {"ECDSA_SHA_512"}},
    {"ECC_NIST_P256", "KEY_AGREEMENT", "KeyAgreementAlgorithms", {"ECDH"}},
    {"ECC_NIST_P384", "KEY_AGREEMENT", "KeyAgreementAlgorithms", {"ECDH"}},
    {"ECC_NIST_P521", "KEY_AGREEMENT", "KeyAgreementAlgorithms", {"ECDH"}},
    {"ECC_SECG_P256K1", "SIGN_VERIFY", "SigningAlgorithms", {"ECDSA_SHA_256"}},
    {"ECC_NIST_EDWARDS25519",
     "SIGN_VERIFY",
     "SigningAlgorithms",
     {"ED25519_SHA_512", "ED25519_PH_SHA_512"}},
    {"HMAC_224", "GENERATE_VERIFY_MAC", "MacAlgorithms", {"HMAC_SHA_224"}},
    {"HMAC_256", "GENERATE_VERIFY_MAC", "MacAlgorithms", {"HMAC_SHA_256"}},
    {"HMAC_384", "GENERATE_VERIFY_MAC", "MacAlgorithms", {"HMAC_SHA_384"}},
    {"HMAC_512", "GENERATE_VERIFY_MAC", "MacAlgorithms", {"HMAC_SHA_512"}},
};

struct KeySpecs : ::testing::Test, Kms {
  // Verify's answer to what Sign gave for another message, type or algorithm.
  std::string verified(Json input, const Json& signature) {
    input["Signature"] = signature;
    return refusal("Verify", std::move(input));
  }
};

TEST_F(KeySpecs, EachPairingOfTheGuideIsTakenAndEveryOtherRefused) {
  std::set<std::pair<std::string, std::string>> allowed;
  for (const Pairing& pairing : kPairings) allowed.emplace(pairing.spec, pairing.usage);
  for (const Pairing& spec_of : kPairings) {
    for (const char* usage :
         {"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"}) {
      const std::string spec = spec_of.spec;
      // EXTERNAL: no need to make RSA keys for this.
      EXPECT_EQ(
          refusal("CreateKey", {{"KeySpec", spec}, {"KeyUsage", usage}, {"Origin", "EXTERNAL"}}),
          allowed.contains({spec, usage}) ? "ok"
                                          : "ValidationException: KeyUsage " + std::string(usage) +
                                                " is not compatible with KeySpec " + spec);
    }
  }
}

TEST_F(KeySpecs, DescribeKeyListsWhatAKeyCanDoAndNothingElse) {
  for (const Pairing& pairing : kPairings) {
    SCOPED_TRACE(std::string(pairing.spec) + " " + pairing.usage);
    const std::string id = create_key_of(pairing.spec, pairing.usage, "EXTERNAL");
    const Json shown = metadata(id);
    EXPECT_EQ(shown["KeySpec"], pairing.spec);
    EXPECT_EQ(shown["CustomerMasterKeySpec"], pairing.spec);
    EXPECT_EQ(shown["KeyUsage"], pairing.usage);
    for (const char* list :
         {"EncryptionAlgorithms", "SigningAlgorithms", "MacAlgorithms", "KeyAgreementAlgorithms"}) {
      EXPECT_EQ(shown.contains(list), std::string_view(list) == pairing.list) << list;
    }
    EXPECT_EQ(shown[pairing.list], Json(pairing.algorithms));
  }
}

TEST_F(KeySpecs, OnlySymmetricEncryptionKeysNameTheirMaterial) {
  EXPECT_TRUE(metadata(create_key()).contains("CurrentKeyMaterialId"));
  EXPECT_FALSE(
      metadata(create_key_of("HMAC_256", "GENERATE_VERIFY_MAC")).contains("CurrentKeyMaterialId"));
  EXPECT_FALSE(
      metadata(create_key_of("ECC_NIST_P256", "SIGN_VERIFY")).contains("CurrentKeyMaterialId"));
}

TEST_F(KeySpecs, PublicKeysAreShownForPairsAloneWithWhatGoesWithThem) {
  const std::string id = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  const Json shown = must("GetPublicKey", {{"KeyId", id}});
  EXPECT_EQ(crypto::kind_of_public_key(*blob_member(shown, "PublicKey")),
            crypto::KeyPairKind::NistP256);
  EXPECT_EQ(shown["KeyId"], arn_of(id));
  EXPECT_EQ(shown["KeySpec"], "ECC_NIST_P256");
  EXPECT_EQ(shown["CustomerMasterKeySpec"], "ECC_NIST_P256");
  EXPECT_EQ(shown["KeyUsage"], "KEY_AGREEMENT");
  EXPECT_EQ(shown["KeyAgreementAlgorithms"], Json::array({"ECDH"}));
  for (const std::string& other :
       {create_key(), create_key_of("HMAC_224", "GENERATE_VERIFY_MAC")}) {
    EXPECT_EQ(refusal("GetPublicKey", {{"KeyId", other}}), "UnsupportedOperationException: ");
  }
}

// One key of each usage, asked for what the others are for.
TEST_F(KeySpecs, AKeyServesItsOwnUsageAlone) {
  const std::map<std::string, std::string> keys = {
      {"ENCRYPT_DECRYPT", create_key()},
      {"SIGN_VERIFY", create_key_of("ECC_NIST_P256", "SIGN_VERIFY")},
      {"GENERATE_VERIFY_MAC", create_key_of("HMAC_256", "GENERATE_VERIFY_MAC")},
      {"KEY_AGREEMENT", create_key_of("ECC_NIST_P256", "KEY_AGREEMENT")}};
  const Json peer = must("GetPublicKey", {{"KeyId", keys.at("KEY_AGREEMENT")}})["PublicKey"];
  const Json signing{{"Message", blob("x")}, {"SigningAlgorithm", "ECDSA_SHA_256"}};
  const Json mac{{"Message", blob("x")}, {"MacAlgorithm", "HMAC_SHA_256"}};
  struct Row {
    const char *operation, *usage;
    Json input;
  };
  const Row rows[] = {
      {"Encrypt", "ENCRYPT_DECRYPT", {{"Plaintext", blob("x")}}},
      {"GenerateDataKey", "ENCRYPT_DECRYPT", {{"KeySpec", "AES_256"}}},
      {"GenerateDataKeyWithoutPlaintext", "ENCRYPT_DECRYPT", {{"KeySpec", "AES_256"}}},
      {"GenerateDataKeyPair", "ENCRYPT_DECRYPT", {{"KeyPairSpec", "ECC_NIST_P256"}}},
      {"GenerateDataKeyPairWithoutPlaintext", "ENCRYPT_DECRYPT", {{"KeyPairSpec", "SM2"}}},
      {"Sign", "SIGN_VERIFY", signing},
      {"GenerateMac", "GENERATE_VERIFY_MAC", mac},
      {"DeriveSharedSecret",
       "KEY_AGREEMENT",
       {{"KeyAgreementAlgorithm", "ECDH"}, {"PublicKey", peer}}},
  };
  for (const Row& row : rows) {
    for (const auto& [usage, id] : keys) {
      Json input = row.input;
      input["KeyId"] = id;
      std::string expected = "InvalidKeyUsageException: " + arn_of(id) + " key usage is " + usage +
                             " which is not valid for " + row.operation + ".";
      if (usage == row.usage) {
        expected = input.value("KeyPairSpec", "") == "SM2"
                       ? "UnsupportedOperationException: KeyPairSpec SM2 is not supported in this "
                         "Region"
                       : "ok";
      }
      EXPECT_EQ(refusal(row.operation, input), expected);
    }
  }
}

TEST_F(KeySpecs, AnAlgorithmOfAnotherSpecIsRefused) {
  const std::string p384 = create_key_of("ECC_NIST_P384", "SIGN_VERIFY");
  const std::string hmac = create_key_of("HMAC_224", "GENERATE_VERIFY_MAC");
  const std::string rsa = create_key_of("RSA_2048", "ENCRYPT_DECRYPT");
  const auto incompatible = [](const std::string& algorithm, const std::string& spec) {
    return "InvalidKeyUsageException: Algorithm " + algorithm + " is incompatible with key spec " +
           spec + ".";
  };
  EXPECT_EQ(
      refusal("Sign",
              {{"KeyId", p384}, {"Message", blob("x")}, {"SigningAlgorithm", "ECDSA_SHA_256"}}),
      incompatible("ECDSA_SHA_256", "ECC_NIST_P384"));
  EXPECT_EQ(refusal("GenerateMac",
                    {{"KeyId", hmac}, {"Message", blob("x")}, {"MacAlgorithm", "HMAC_SHA_256"}}),
            incompatible("HMAC_SHA_256", "HMAC_224"));
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", rsa}, {"Plaintext", blob("x")}}),
            incompatible("SYMMETRIC_DEFAULT", "RSA_2048"));
  // A blob that must be of a symmetric key and is of none is found before that.
  EXPECT_EQ(refusal("Decrypt", {{"KeyId", rsa}, {"CiphertextBlob", blob(Bytes(256, 2))}}),
            "InvalidCiphertextException: ");
  const std::string no_data_key =
      "InvalidKeyUsageException: You cannot generate a data key with an asymmetric CMK";
  const Json data_key{{"KeyId", rsa}, {"KeySpec", "AES_256"}};
  const Json pair{{"KeyId", rsa}, {"KeyPairSpec", "ECC_NIST_P256"}};
  EXPECT_EQ(refusal("GenerateDataKey", data_key), no_data_key);
  EXPECT_EQ(refusal("GenerateDataKeyWithoutPlaintext", data_key), no_data_key);
  EXPECT_EQ(refusal("GenerateDataKeyPair", pair), no_data_key);
}

// What AWS asks first: usage, then state, then algorithm.
TEST_F(KeySpecs, TheStateIsJudgedAfterTheUsageAndBeforeTheAlgorithm) {
  const std::string rsa = create_key_of("RSA_2048", "ENCRYPT_DECRYPT");
  const std::string hmac = create_key_of("HMAC_256", "GENERATE_VERIFY_MAC");
  disable(rsa);
  disable(hmac);
  const std::string rsa_disabled = "DisabledException: " + arn_of(rsa) + " is disabled.";
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", rsa}, {"Plaintext", blob("x")}}), rsa_disabled);
  EXPECT_EQ(refusal("GenerateDataKey", {{"KeyId", rsa}, {"KeySpec", "AES_256"}}), rsa_disabled);
  EXPECT_EQ(refusal("Decrypt", {{"KeyId", rsa},
                                {"CiphertextBlob", blob(Bytes(256, 2))},
                                {"EncryptionAlgorithm", "RSAES_OAEP_SHA_1"}}),
            rsa_disabled);
  EXPECT_EQ(refusal("GenerateMac",
                    {{"KeyId", hmac}, {"Message", blob("x")}, {"MacAlgorithm", "HMAC_SHA_512"}}),
            "DisabledException: " + arn_of(hmac) + " is disabled.");
  EXPECT_EQ(refusal("GetPublicKey", {{"KeyId", hmac}}),
            "DisabledException: " + arn_of(hmac) + " is disabled.");
  EXPECT_EQ(
      refusal("Sign",
              {{"KeyId", hmac}, {"Message", blob("x")}, {"SigningAlgorithm", "ECDSA_SHA_256"}}),
      "InvalidKeyUsageException: " + arn_of(hmac) +
          " key usage is GENERATE_VERIFY_MAC which is not valid for Sign.");
}

TEST_F(KeySpecs, ASignatureHoldsForItsMessageWhetherGivenRawOrAsDigest) {
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

TEST_F(KeySpecs, EdwardsKeysTakeOneMessageTypePerAlgorithm) {
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

TEST_F(KeySpecs, AMacHoldsForItsMessageAlone) {
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

TEST_F(KeySpecs, TwoKeysAgreeOnASecretAndRefuseWhatIsNoPeer) {
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

TEST_F(KeySpecs, RsaKeysEncryptWhatFitsAndNeedToBeNamedForDecrypting) {
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

TEST_F(KeySpecs, ReEncryptGoesBetweenKindsAndNamesTheMaterialOfSymmetricKeysOnly) {
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

TEST_F(KeySpecs, DataKeyPairsComeBackThroughDecryptInTheirContext) {
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

TEST_F(KeySpecs, AnAliasStaysWithKeysOfOneKindAndUsage) {
  const std::string first = create_key(), second = create_key();
  const std::string rsa = create_key_of("RSA_2048", "ENCRYPT_DECRYPT", "EXTERNAL");
  const std::string signing = create_key_of("ECC_NIST_P256", "SIGN_VERIFY");
  const std::string other_signing = create_key_of("ECC_NIST_P384", "SIGN_VERIFY");
  const std::string agreeing = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT");
  must("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", first}});
  must("CreateAlias", {{"AliasName", "alias/s"}, {"TargetKeyId", signing}});
  const auto move = [&](const char* alias, const std::string& target) {
    return refusal("UpdateAlias", {{"AliasName", alias}, {"TargetKeyId", target}});
  };
  const std::string refused =
      "ValidationException: The current and the new KMS key of an alias must have the same type "
      "and the same key usage.";
  EXPECT_EQ(move("alias/a", second), "ok");
  EXPECT_EQ(move("alias/a", rsa), refused);
  EXPECT_EQ(move("alias/s", other_signing), "ok");
  EXPECT_EQ(move("alias/s", agreeing), refused);
  EXPECT_EQ(move("alias/s", first), refused);
}

// While RSA arithmetic runs, the lock is free and anything may happen to the key.
TEST_F(KeySpecs, AKeyThatWasDisabledDuringSlowWorkFailsTheCall) {
  const std::string id = create_key();
  during_slow_work = [&] { disable(id); };
  EXPECT_EQ(refusal("GenerateDataKeyPair", {{"KeyId", id}, {"KeyPairSpec", "RSA_2048"}}),
            "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(KeySpecs, ADryRunFailsAsTheCallWouldOrSaysThatItWouldNot) {
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

}  // namespace
}  // namespace keytrail::kms
