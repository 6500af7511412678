// Keys of every spec: what they show, and what each may be used for.
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

struct KeySpecs : ::testing::Test, Kms {};

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

}  // namespace
}  // namespace keytrail::kms
