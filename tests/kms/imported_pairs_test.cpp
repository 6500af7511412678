// Importing what is no symmetric encryption key: RSA and elliptic curve private keys in PKCS#8,
// HMAC keys as bytes.
#include "kms/fixture.h"
#include "kms/import_token.h"

namespace keytrail::kms {
namespace {

using crypto::KeyPairKind;

const std::string kIncorrectMaterial =
    "IncorrectKeyMaterialException: The key material is invalid or is not the key material that "
    "this import calls for.";

struct ImportedPairs : ::testing::Test, Kms {
  Bytes private_key(KeyPairKind kind) {
    return crypto::generate_key_pair(random, kind).private_key;
  }
  std::string import(const std::string& id, const Bytes& secret,
                     const std::string& algorithm = "RSA_AES_KEY_WRAP_SHA_256") {
    return refusal("ImportKeyMaterial", import_input(id, secret, algorithm));
  }
  std::string sign(const std::string& id) {
    return refusal("Sign", {{"KeyId", id},
                            {"Message", blob("x")},
                            {"SigningAlgorithm", metadata(id)["SigningAlgorithms"][0]}});
  }
};

TEST_F(ImportedPairs, EachWrappingTakesTheMaterialThatTheGuideAllows) {
  // KMS API reference, GetParametersForImport, "WrappingAlgorithm" and "WrappingKeySpec".
  struct Row {
    const char *spec, *usage, *wrapping_spec;
    bool takes_oaep, takes_aes;
  };
  const Row rows[] = {
      {"SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "RSA_2048", true, false},
      {"HMAC_512", "GENERATE_VERIFY_MAC", "RSA_2048", true, false},
      {"RSA_2048", "SIGN_VERIFY", "RSA_3072", false, true},
      {"ECC_NIST_P256", "KEY_AGREEMENT", "RSA_2048", true, true},
      {"ECC_NIST_EDWARDS25519", "SIGN_VERIFY", "RSA_2048", true, true},
      {"ECC_NIST_P521", "SIGN_VERIFY", "RSA_2048", false, true},
      {"ECC_NIST_P521", "SIGN_VERIFY", "RSA_3072", true, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.spec) + " under " + row.wrapping_spec);
    const KeyPairKind wrapping_key = *key_pair_kind(*find_key_spec(row.wrapping_spec));
    for (const std::string algorithm : {"RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1"}) {
      const bool is_taken = algorithm.starts_with("RSAES") ? row.takes_oaep : row.takes_aes;
      EXPECT_EQ(
          can_wrap(*find_wrapping_algorithm(algorithm), wrapping_key, *find_key_spec(row.spec)),
          is_taken)
          << algorithm;
      if (is_taken) continue;  // Taken ones make an RSA key; the tests below ask for enough.
      EXPECT_EQ(refusal("GetParametersForImport",
                        {{"KeyId", create_key_of(row.spec, row.usage, "EXTERNAL")},
                         {"WrappingAlgorithm", algorithm},
                         {"WrappingKeySpec", row.wrapping_spec}}),
                "UnsupportedOperationException: Wrapping algorithm " + algorithm +
                    " with wrapping key spec " + row.wrapping_spec +
                    " is not supported for key spec " + row.spec + ".");
    }
  }
}

TEST_F(ImportedPairs, APrivateKeyOfTheSpecEnablesTheKeyAndShowsItsPublicHalf) {
  struct Row {
    const char* spec;
    KeyPairKind kind;
  };
  for (const auto& [spec, kind] : {Row{"RSA_2048", KeyPairKind::Rsa2048},
                                   {"ECC_NIST_P256", KeyPairKind::NistP256},
                                   {"ECC_SECG_P256K1", KeyPairKind::SecgP256k1},
                                   {"ECC_NIST_EDWARDS25519", KeyPairKind::Edwards25519}}) {
    SCOPED_TRACE(spec);
    const std::string id = create_key_of(spec, "SIGN_VERIFY", "EXTERNAL");
    EXPECT_EQ(sign(id), "KMSInvalidStateException: " + arn_of(id) + " is pending import.");
    const crypto::KeyPair pair = crypto::generate_key_pair(random, kind);
    const Json output =
        must("ImportKeyMaterial", import_input(id, pair.private_key, "RSA_AES_KEY_WRAP_SHA_256"));
    EXPECT_EQ(output, (Json{{"KeyId", arn_of(id)}}));
    EXPECT_EQ(state_of(id), "Enabled");
    EXPECT_EQ(metadata(id)["ExpirationModel"], "KEY_MATERIAL_DOES_NOT_EXPIRE");
    EXPECT_EQ(must("GetPublicKey", {{"KeyId", id}})["PublicKey"], blob(pair.public_key));
    EXPECT_EQ(sign(id), "ok");
  }
}

TEST_F(ImportedPairs, WhatIsNoPrivateKeyOfTheSpecIsRefused) {
  const std::string p256 = create_key_of("ECC_NIST_P256", "SIGN_VERIFY", "EXTERNAL");
  const crypto::KeyPair pair = crypto::generate_key_pair(random, KeyPairKind::NistP256);
  Bytes torn = pair.private_key;
  torn[40] ^= 1;  // The halves no longer belong together.
  const std::pair<const char*, Bytes> others[] = {
      {"another curve of that size", private_key(KeyPairKind::SecgP256k1)},
      {"a larger curve", private_key(KeyPairKind::NistP384)},
      {"an RSA key", private_key(KeyPairKind::Rsa2048)},
      {"a public key", pair.public_key},
      {"the number alone", Bytes(32, 1)},
      {"halves of two keys", torn},
  };
  for (const auto& [what, secret] : others) {
    EXPECT_EQ(import(p256, secret), kIncorrectMaterial) << what;
  }
  EXPECT_EQ(state_of(p256), "PendingImport");
  EXPECT_EQ(import(p256, pair.private_key), "ok");
}

TEST_F(ImportedPairs, HmacKeysHaveTheBytesOfTheirSpec) {
  for (const auto& [bits, size] :
       {std::pair{"224", 28u}, {"256", 32u}, {"384", 48u}, {"512", 64u}}) {
    const std::string id =
        create_key_of(std::string("HMAC_") + bits, "GENERATE_VERIFY_MAC", "EXTERNAL");
    const Bytes secret(size, 0x0b);
    EXPECT_EQ(import(id, Bytes(size - 1, 0x0b), "RSAES_OAEP_SHA_1"), kIncorrectMaterial);
    EXPECT_EQ(import(id, Bytes(size + 1, 0x0b), "RSAES_OAEP_SHA_1"), kIncorrectMaterial);
    EXPECT_EQ(import(id, secret, "RSAES_OAEP_SHA_1"), "ok");
    const std::string algorithm = std::string("HMAC_SHA_") + bits;
    const Json mac =
        must("GenerateMac",
             {{"KeyId", id}, {"Message", blob("Hi There")}, {"MacAlgorithm", algorithm}})["Mac"];
    EXPECT_EQ(mac, blob(crypto::hmac(mac_hash(algorithm), secret, crypto::view("Hi There"))));
  }
}

TEST_F(ImportedPairs, OneMaterialForLifeWhichMayGoAndComeBack) {
  const std::string id = create_key_of("ECC_NIST_P256", "SIGN_VERIFY", "EXTERNAL");
  const Bytes own = private_key(KeyPairKind::NistP256);
  EXPECT_EQ(import(id, own), "ok");
  EXPECT_EQ(import(id, private_key(KeyPairKind::NistP256)), kIncorrectMaterial);
  const Json public_key = must("GetPublicKey", {{"KeyId", id}});

  EXPECT_EQ(must("DeleteImportedKeyMaterial", {{"KeyId", id}}), (Json{{"KeyId", arn_of(id)}}));
  EXPECT_EQ(state_of(id), "PendingImport");
  for (const char* operation : {"GetPublicKey", "Sign"}) {
    EXPECT_EQ(
        refusal(operation,
                {{"KeyId", id}, {"Message", blob("x")}, {"SigningAlgorithm", "ECDSA_SHA_256"}}),
        "KMSInvalidStateException: " + arn_of(id) + " is pending import.");
  }
  EXPECT_EQ(import(id, private_key(KeyPairKind::NistP256)), kIncorrectMaterial);
  EXPECT_EQ(import(id, own), "ok");
  EXPECT_EQ(must("GetPublicKey", {{"KeyId", id}}), public_key);
}

TEST_F(ImportedPairs, WhatNamesOneMaterialOfSeveralIsForSymmetricKeys) {
  const std::string id = create_key_of("HMAC_256", "GENERATE_VERIFY_MAC", "EXTERNAL");
  const Json input = import_input(id, Bytes(32, 1));
  const std::pair<const char*, Json> members[] = {
      {"ImportType", "NEW_KEY_MATERIAL"},
      {"ImportType", "EXISTING_KEY_MATERIAL"},
      {"KeyMaterialId", std::string(64, 'a')},
      {"KeyMaterialDescription", "first"},
  };
  for (const auto& [member, value] : members) {
    Json with = input;
    with[member] = value;
    EXPECT_EQ(refusal("ImportKeyMaterial", with),
              "ValidationException: " + std::string(member) +
                  " can only be specified for symmetric encryption keys.");
  }
  EXPECT_EQ(refusal("ImportKeyMaterial", input), "ok");
}

TEST_F(ImportedPairs, AgreementWithAnImportedKeySaysWhereItsMaterialComesFrom) {
  const std::string id = create_key_of("ECC_NIST_P256", "KEY_AGREEMENT", "EXTERNAL");
  EXPECT_EQ(import(id, private_key(KeyPairKind::NistP256)), "ok");
  const crypto::KeyPair peer = crypto::generate_key_pair(random, KeyPairKind::NistP256);
  EXPECT_EQ(must("DeriveSharedSecret", {{"KeyId", id},
                                        {"KeyAgreementAlgorithm", "ECDH"},
                                        {"PublicKey", blob(peer.public_key)}})["KeyOrigin"],
            "EXTERNAL");
}

}  // namespace
}  // namespace keytrail::kms
