// Key pairs and signatures. Vectors from outside: RFC 4231, RFC 6979 (A.2.5), RFC 8032 (7.1, 7.3)
// and NIST's ECC CDH primitive (CAVS 14.1, P-256). What has no vector must come back from its
// opposite.
#include "crypto/key_pair.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/drbg.h"
#include "crypto/signature.h"

namespace keytrail::crypto {
namespace {

Bytes digits(const std::string& text) { return *from_hex(text); }

CommandRandom chance(std::uint64_t number) {
  const std::array<std::uint8_t, 32> seed{};
  return CommandRandom(seed, number);
}

// Private keys of which nothing is known but the secret number.
Bytes p256_private(const std::string& scalar) {
  return digits("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420" + scalar);
}
Bytes p256_public(const std::string& point) {
  return digits("3059301306072a8648ce3d020106082a8648ce3d030107034200" + point);
}
Bytes ed25519_private(const std::string& seed) {
  return digits("302e020100300506032b657004220420" + seed);
}
Bytes ed25519_public(const std::string& point) {
  return digits("302a300506032b6570032100" + point);
}

TEST(KeyedHash, GivesTheMacsOfRfc4231) {
  const std::pair<Hash, const char*> rows[] = {
      {Hash::Sha224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"},
      {Hash::Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {Hash::Sha384,
       "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab"
       "2"
       "1649"},
      {Hash::Sha512,
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f"
       "0"
       "e6fdcaeab1a34d4a6b4b636e070a38bce737"},
  };
  for (const auto& [hash, expected] : rows) {
    EXPECT_EQ(to_hex(hmac(hash, view("Jefe"), view("what do ya want for nothing?"))), expected);
    EXPECT_EQ(size_of(hash), digest(hash, view("x")).size());
  }
}

TEST(Ed25519, GivesTheSignaturesOfRfc8032) {
  struct Row {
    const char *name, *seed, *point, *message, *signature;
    SignatureScheme scheme;
  };
  const Row rows[] = {
      {"TEST 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9"
       "b46bd25bf5f0595bbe24655141438e7a100b",
       SignatureScheme::Ed25519},
      {"TEST 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
       "d"
       "c6594a7c15e9716ed28dc027beceea1ec40a",
       SignatureScheme::Ed25519},
      {"TEST abc, prehashed", "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", "616263",
       "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062a"
       "d"
       "f5aaa10b8c61e636062aaad11c2a26083406",
       SignatureScheme::Ed25519ph},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    CommandRandom random = chance(1);
    const Bytes key = ed25519_private(row.seed);
    EXPECT_EQ(kind_of_private_key(key), KeyPairKind::Edwards25519);
    EXPECT_EQ(public_key_of(key), ed25519_public(row.point));
    const Bytes message = digits(row.message);
    EXPECT_EQ(to_hex(sign(key, row.scheme, Hash::Sha512, message, random)), row.signature);
    EXPECT_TRUE(verify(key, row.scheme, Hash::Sha512, message, digits(row.signature)));
    // One scheme's signature is not the other's.
    const auto other = row.scheme == SignatureScheme::Ed25519 ? SignatureScheme::Ed25519ph
                                                              : SignatureScheme::Ed25519;
    EXPECT_FALSE(verify(key, other, Hash::Sha512, message, digits(row.signature)));
  }
}

TEST(Ecdsa, TakesTheSignatureOfRfc6979AndKnowsThePoint) {
  const Bytes key =
      p256_private("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
  EXPECT_EQ(kind_of_private_key(key), KeyPairKind::NistP256);
  EXPECT_EQ(public_key_of(key),
            p256_public("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
  const Bytes signature = digits(
      "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  const Bytes digest_of_sample = digest(Hash::Sha256, view("sample"));
  EXPECT_TRUE(verify(key, SignatureScheme::Ecdsa, Hash::Sha256, digest_of_sample, signature));
  EXPECT_FALSE(verify(key, SignatureScheme::Ecdsa, Hash::Sha256,
                      digest(Hash::Sha256, view("simple")), signature));
}

TEST(Ecdh, GivesTheSecretOfNistAndRefusesForeignPoints) {
  const Bytes key =
      p256_private("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534");
  const std::string x = "700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287";
  const auto secret = derive_shared_secret(
      key,
      p256_public("04" + x + "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"));
  ASSERT_TRUE(secret);
  EXPECT_EQ(to_hex(*secret), "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");

  CommandRandom random = chance(2);
  EXPECT_FALSE(derive_shared_secret(
      key,
      p256_public("04" + x + "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ad")));
  for (const KeyPairKind kind :
       {KeyPairKind::SecgP256k1, KeyPairKind::NistP384, KeyPairKind::Edwards25519}) {
    EXPECT_FALSE(derive_shared_secret(key, generate_key_pair(random, kind).public_key));
  }
  EXPECT_FALSE(derive_shared_secret(key, key));
  EXPECT_FALSE(derive_shared_secret(key, Bytes(10)));
}

TEST(Ecdh, BothSidesAgreeOnAllCurvesWithLeadingZerosKept) {
  for (const auto& [kind, size] : {std::pair{KeyPairKind::NistP256, 32u},
                                   {KeyPairKind::NistP384, 48u},
                                   {KeyPairKind::NistP521, 66u}}) {
    CommandRandom random = chance(3);
    const KeyPair own = generate_key_pair(random, kind), peer = generate_key_pair(random, kind);
    const auto secret = derive_shared_secret(own.private_key, peer.public_key);
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->size(), size);
    EXPECT_EQ(derive_shared_secret(peer.private_key, own.public_key), secret);
  }
}

// RSA 3072 and 4096 differ from 2048 in a number only; the real clients' tests make them.
constexpr KeyPairKind kQuickKinds[] = {KeyPairKind::Rsa2048,    KeyPairKind::NistP256,
                                       KeyPairKind::NistP384,   KeyPairKind::NistP521,
                                       KeyPairKind::SecgP256k1, KeyPairKind::Edwards25519};

TEST(KeyPairs, RepeatWithTheirCommandAndSayWhatTheyAre) {
  for (const KeyPairKind kind : kQuickKinds) {
    SCOPED_TRACE(static_cast<int>(kind));
    CommandRandom first = chance(4), again = chance(4), other = chance(5);
    const KeyPair pair = generate_key_pair(first, kind);
    EXPECT_EQ(generate_key_pair(again, kind).private_key, pair.private_key);
    EXPECT_NE(generate_key_pair(other, kind).private_key, pair.private_key);
    EXPECT_EQ(kind_of_private_key(pair.private_key), kind);
    EXPECT_EQ(kind_of_public_key(pair.public_key), kind);
    EXPECT_EQ(public_key_of(pair.private_key), pair.public_key);

    EXPECT_FALSE(kind_of_private_key(pair.public_key));
    EXPECT_FALSE(kind_of_public_key(pair.private_key));
    Bytes longer = pair.private_key;
    longer.push_back(0);
    EXPECT_FALSE(kind_of_private_key(longer));
    EXPECT_FALSE(kind_of_private_key(View(pair.private_key).first(pair.private_key.size() - 1)));
  }
}

TEST(KeyPairs, HalvesThatDoNotBelongTogetherAreNoPair) {
  CommandRandom random = chance(6);
  const KeyPair pair = generate_key_pair(random, KeyPairKind::NistP256);
  Bytes touched = pair.private_key;
  touched[40] ^= 1;  // Inside the secret number; the point behind it stays.
  EXPECT_FALSE(kind_of_private_key(touched));
}

// A restart forgets what OpenSSL keeps of a key; the command after must not notice.
TEST(Signatures, DrawTheSameHoweverOftenTheKeyWasUsed) {
  CommandRandom random = chance(9);
  const Bytes key = generate_key_pair(random, KeyPairKind::Rsa2048).private_key;
  const Bytes input = digest(Hash::Sha256, view("message"));
  std::set<Bytes> signatures, later_draws;
  for (int i = 0; i < 40; ++i) {
    CommandRandom command = chance(10);
    signatures.insert(sign(key, SignatureScheme::RsaPss, Hash::Sha256, input, command));
    later_draws.insert(command.bytes(16));
  }
  EXPECT_EQ(signatures.size(), 1u);
  EXPECT_EQ(later_draws.size(), 1u);
}

TEST(Signatures, HoldForTheirMessageKeyAndScheme) {
  struct Row {
    KeyPairKind kind;
    SignatureScheme scheme;
    Hash hash;
    bool has_chance;
  };
  const Row rows[] = {
      {KeyPairKind::Rsa2048, SignatureScheme::RsaPkcs1, Hash::Sha384, false},
      {KeyPairKind::Rsa2048, SignatureScheme::RsaPss, Hash::Sha512, true},
      {KeyPairKind::NistP256, SignatureScheme::Ecdsa, Hash::Sha256, true},
      {KeyPairKind::NistP384, SignatureScheme::Ecdsa, Hash::Sha384, true},
      {KeyPairKind::NistP521, SignatureScheme::Ecdsa, Hash::Sha512, true},
      {KeyPairKind::SecgP256k1, SignatureScheme::Ecdsa, Hash::Sha256, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(static_cast<int>(row.kind) * 10 + static_cast<int>(row.scheme));
    CommandRandom random = chance(7), first = chance(8), again = chance(8);
    const Bytes key = generate_key_pair(random, row.kind).private_key;
    const Bytes other_key = generate_key_pair(random, row.kind).private_key;
    const Bytes input = digest(row.hash, view("message"));
    const Bytes signature = sign(key, row.scheme, row.hash, input, first);
    EXPECT_EQ(sign(key, row.scheme, row.hash, input, again), signature);
    EXPECT_EQ(sign(key, row.scheme, row.hash, input, again) != signature, row.has_chance);

    EXPECT_TRUE(verify(key, row.scheme, row.hash, input, signature));
    EXPECT_FALSE(verify(other_key, row.scheme, row.hash, input, signature));
    EXPECT_FALSE(verify(key, row.scheme, row.hash, digest(row.hash, view("massage")), signature));
    EXPECT_FALSE(verify(key, row.scheme, row.hash, input, {}));
    Bytes longer = signature;
    longer.push_back(0);
    EXPECT_FALSE(verify(key, row.scheme, row.hash, input, longer));
  }
}

}  // namespace
}  // namespace keytrail::crypto
