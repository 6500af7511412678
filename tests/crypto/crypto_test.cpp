// Vectors from outside: the GCM specification (its test cases 13, 14, 16), RFC 4231,
// RFC 5869, RFC 5649, FIPS 180. What has no vector must come back from its opposite.
#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/drbg.h"
#include "crypto/hash.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"

namespace keytrail::crypto {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }
AesKey aes_key(const Bytes& bytes) { return AesKey(bytes.data(), kAesKeySize); }
GcmNonce nonce(const Bytes& bytes) { return GcmNonce(bytes.data(), kGcmNonceSize); }

CommandRandom command(std::uint64_t number, std::uint8_t seed = 7) {
  std::array<std::uint8_t, 32> bytes;
  bytes.fill(seed);
  return CommandRandom(bytes, number);
}

TEST(Hash, GivesTheKnownDigests) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Hash, GivesTheMacOfRfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(view("Jefe"), view("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(Bytes(20, 0x0b), view("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  // An empty key is a key, and not the one of the call before.
  EXPECT_EQ(to_hex(hmac_sha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Gcm, SealsTheVectorsOfTheSpecification) {
  struct Row {
    const char *name, *key, *iv, *associated, *plaintext, *sealed;
  };
  const Row rows[] = {
      {"case 14: one block of zeros",
       "0000000000000000000000000000000000000000000000000000000000000000",
       "000000000000000000000000", "", "00000000000000000000000000000000",
       "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
      {"case 13: nothing at all",
       "0000000000000000000000000000000000000000000000000000000000000000",
       "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {"case 16: with associated data",
       "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
       "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
       "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449"
       "a6b525b16aedf5aa0de657ba637b39",
       "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056"
       "828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Bytes key = hex(row.key), iv = hex(row.iv);
    Bytes out = {1, 2};  // Sealing appends.
    gcm_seal(aes_key(key), nonce(iv), hex(row.associated), hex(row.plaintext), out);
    EXPECT_EQ(to_hex(out), "0102" + std::string(row.sealed));
    const auto opened = gcm_open(aes_key(key), nonce(iv), hex(row.associated), hex(row.sealed));
    ASSERT_TRUE(opened);
    EXPECT_EQ(to_hex(*opened), row.plaintext);
  }
}

TEST(Gcm, OpensNothingThatWasTouched) {
  const Bytes key(32, 1), iv(12, 2);
  Bytes sealed;
  gcm_seal(aes_key(key), nonce(iv), view("with"), view("text"), sealed);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes touched = sealed;
    touched[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(gcm_open(aes_key(key), nonce(iv), view("with"), touched)) << bit;
  }
  EXPECT_FALSE(gcm_open(aes_key(key), nonce(iv), view("With"), sealed));
  EXPECT_FALSE(gcm_open(aes_key(key), nonce(iv), {}, sealed));
  EXPECT_FALSE(gcm_open(aes_key(key), nonce(iv), view("with"), View(sealed).first(15)));
  EXPECT_TRUE(gcm_open(aes_key(key), nonce(iv), view("with"), sealed));
}

TEST(KeyWrap, GivesTheVectorsOfRfc5649) {
  const Bytes key = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
  const Bytes twenty = hex("c37b7e6492584340bed12207808941155068f738");
  const Bytes seven = hex("466f7250617369");
  EXPECT_EQ(to_hex(*aes_wrap_padded(key, twenty)),
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
  EXPECT_EQ(to_hex(*aes_wrap_padded(key, seven)), "afbeb0f07dfbf5419200f2ccb50bb24f");
  EXPECT_EQ(aes_unwrap_padded(key, hex("afbeb0f07dfbf5419200f2ccb50bb24f")), seven);
}

TEST(KeyWrap, ComesBackUntouchedOrNotAtAll) {
  const Bytes key(32, 9);
  for (const std::size_t size : {1u, 7u, 8u, 9u, 32u, 1218u}) {
    SCOPED_TRACE(size);
    const Bytes material(size, 0x5A);
    Bytes wrapped = *aes_wrap_padded(key, material);
    EXPECT_EQ(wrapped.size(), (size + 7) / 8 * 8 + 8);
    EXPECT_EQ(aes_unwrap_padded(key, wrapped), material);
    wrapped[size % wrapped.size()] ^= 1;
    EXPECT_FALSE(aes_unwrap_padded(key, wrapped));
  }
  EXPECT_FALSE(aes_unwrap_padded(key, Bytes(15)));
  EXPECT_FALSE(aes_unwrap_padded(key, {}));
  EXPECT_FALSE(aes_wrap_padded(Bytes(31), key));
}

TEST(CommandRandom, RepeatsForTheSameSeedAndNumberAndForNoOther) {
  const Bytes first = command(1).bytes(300);
  EXPECT_EQ(command(1).bytes(300), first);
  EXPECT_NE(command(2).bytes(300), first);
  EXPECT_NE(command(1, 8).bytes(300), first);
}

TEST(CommandRandom, GivesTheSameBytesInAnyPortions) {
  CommandRandom whole = command(5), parts = command(5);
  const Bytes expected = whole.bytes(500);
  Bytes got;
  for (const std::size_t size : {1u, 0u, 127u, 128u, 129u, 115u}) {
    const Bytes part = parts.bytes(size);
    got.insert(got.end(), part.begin(), part.end());
  }
  EXPECT_EQ(got, expected);
}

TEST(SystemRandom, NeverRepeats) {
  SystemRandom random;
  EXPECT_NE(random.bytes(32), random.bytes(32));
}

class Rsa : public ::testing::Test {
 protected:
  // Made once: a key costs a good part of a second.
  static const KeyPair& pair() {
    static const KeyPair made = [] {
      CommandRandom random = command(1);
      return generate_key_pair(random, KeyPairKind::Rsa2048);
    }();
    return made;
  }
};

TEST_F(Rsa, MakesTheSameKeyFromTheSameCommandAndAnotherFromAnother) {
  CommandRandom again = command(1), other = command(2);
  EXPECT_EQ(generate_key_pair(again, KeyPairKind::Rsa2048).private_key, pair().private_key);
  EXPECT_NE(generate_key_pair(other, KeyPairKind::Rsa2048).public_key, pair().public_key);
  EXPECT_EQ(rsa_private_key_size(pair().private_key), 256u);
  EXPECT_EQ(rsa_private_key_size(pair().public_key), 0u);
}

TEST_F(Rsa, OaepComesBackUnderItsOwnHashOnly) {
  CommandRandom random = command(3);
  const Bytes material(32, 4);
  for (const Hash hash : {Hash::Sha1, Hash::Sha256}) {
    const auto wrapped = oaep_encrypt(pair().public_key, hash, material, random);
    ASSERT_TRUE(wrapped);
    EXPECT_EQ(wrapped->size(), 256u);
    EXPECT_EQ(oaep_decrypt(pair().private_key, hash, *wrapped), material);
    const Hash other = hash == Hash::Sha1 ? Hash::Sha256 : Hash::Sha1;
    EXPECT_FALSE(oaep_decrypt(pair().private_key, other, *wrapped));
  }
}

TEST_F(Rsa, OaepRepeatsWithItsCommandAndDiffersInsideOne) {
  CommandRandom a = command(4), b = command(4);
  const auto first = oaep_encrypt(pair().public_key, Hash::Sha256, view("x"), a);
  EXPECT_EQ(oaep_encrypt(pair().public_key, Hash::Sha256, view("x"), b), first);
  EXPECT_NE(oaep_encrypt(pair().public_key, Hash::Sha256, view("x"), b), first);
}

TEST_F(Rsa, OaepRefusesWhatDoesNotFit) {
  CommandRandom random = command(5);
  // 256 - 2 * 32 - 2 and 256 - 2 * 20 - 2 bytes (KMS guide, "RSAES_OAEP").
  EXPECT_TRUE(oaep_encrypt(pair().public_key, Hash::Sha256, Bytes(190), random));
  EXPECT_FALSE(oaep_encrypt(pair().public_key, Hash::Sha256, Bytes(191), random));
  EXPECT_TRUE(oaep_encrypt(pair().public_key, Hash::Sha1, Bytes(214), random));
  EXPECT_FALSE(oaep_encrypt(pair().public_key, Hash::Sha1, Bytes(215), random));
  EXPECT_FALSE(oaep_encrypt(Bytes(10), Hash::Sha1, Bytes(1), random));
  EXPECT_FALSE(oaep_decrypt(pair().private_key, Hash::Sha1, Bytes(255)));
}

TEST_F(Rsa, SignaturesHoldForTheirMessageKeyAndHash) {
  const auto signature = rsa_sign(pair().private_key, Hash::Sha256, view("message"));
  ASSERT_TRUE(signature);
  EXPECT_TRUE(rsa_verify(pair().public_key, Hash::Sha256, view("message"), *signature));
  EXPECT_FALSE(rsa_verify(pair().public_key, Hash::Sha256, view("massage"), *signature));
  EXPECT_FALSE(rsa_verify(pair().public_key, Hash::Sha1, view("message"), *signature));
  // PKCS#1 v1.5 has no chance in it.
  EXPECT_EQ(rsa_sign(pair().private_key, Hash::Sha256, view("message")), signature);
}

}  // namespace
}  // namespace keytrail::crypto
