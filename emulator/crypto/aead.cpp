#include "crypto/aead.h"

#include "crypto/openssl.h"

namespace keytrail::crypto {
namespace {

// One context per thread: making one costs as much as sealing a short text.
EVP_CIPHER_CTX* gcm_context(AesKey key, GcmNonce nonce, bool seal) {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  thread_local const CipherContext context(EVP_CIPHER_CTX_new());
  KT_ASSERT(EVP_CipherInit_ex2(context.get(), cipher, key.data(), nonce.data(), seal, nullptr) ==
            1);
  return context.get();
}

void add_associated(EVP_CIPHER_CTX* context, View associated) {
  int written = 0;
  if (associated.empty()) return;
  KT_ASSERT(EVP_CipherUpdate(context, nullptr, &written, associated.data(),
                             static_cast<int>(associated.size())) == 1);
}

void transform(EVP_CIPHER_CTX* context, View from, std::uint8_t* to) {
  int written = 0;
  if (from.empty()) return;
  KT_ASSERT(EVP_CipherUpdate(context, to, &written, from.data(), static_cast<int>(from.size())) ==
            1);
}

}  // namespace

void gcm_seal(AesKey key, GcmNonce nonce, View associated, View plaintext, Bytes& out) {
  EVP_CIPHER_CTX* const context = gcm_context(key, nonce, true);
  add_associated(context, associated);
  const std::size_t start = out.size();
  out.resize(start + plaintext.size() + kGcmTagSize);
  transform(context, plaintext, out.data() + start);
  std::uint8_t* const tag = out.data() + start + plaintext.size();
  int written = 0;
  KT_ASSERT(EVP_CipherFinal_ex(context, tag, &written) == 1);
  KT_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kGcmTagSize, tag) == 1);
}

std::optional<Bytes> gcm_open(AesKey key, GcmNonce nonce, View associated, View sealed) {
  if (sealed.size() < kGcmTagSize) return std::nullopt;
  EVP_CIPHER_CTX* const context = gcm_context(key, nonce, false);
  add_associated(context, associated);
  const View ciphertext = sealed.first(sealed.size() - kGcmTagSize);
  Bytes plaintext(ciphertext.size());
  transform(context, ciphertext, plaintext.data());
  Bytes tag(sealed.end() - kGcmTagSize, sealed.end());
  KT_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, tag.data()) == 1);
  int written = 0;
  std::uint8_t rest[kGcmTagSize];
  if (EVP_CipherFinal_ex(context, rest, &written) != 1) return std::nullopt;
  return plaintext;
}

}  // namespace keytrail::crypto
