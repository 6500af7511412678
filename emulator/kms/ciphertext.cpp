#include "kms/ciphertext.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/aead.h"

namespace keytrail::kms {
namespace {

using crypto::View;

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kMultiRegionVersion = 0x81;
constexpr std::string_view kMultiRegionPrefix = "mrk-";
constexpr std::size_t kKeyIdSize = 16;
constexpr std::size_t kMaterialIdSize = 32;
constexpr std::size_t kHeaderSize = 1 + kKeyIdSize + kMaterialIdSize + crypto::kGcmNonceSize;

void append_digits(Bytes& out, std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::uint8_t high = 0;
  bool has_high = false;
  for (const char digit : digits) {
    if (digit == '-') continue;
    if (has_high) out.push_back(static_cast<std::uint8_t>(high << 4 | value(digit)));
    high = static_cast<std::uint8_t>(value(digit));
    has_high = !has_high;
  }
}

std::string uuid_of(View digits) {
  std::string text = to_hex(digits);
  for (const std::size_t hyphen : {8u, 13u, 18u, 23u}) text.insert(hyphen, 1, '-');
  return text;
}

void append_counted(Bytes& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(size >> shift));
  out.insert(out.end(), text.begin(), text.end());
}

// The context's pairs in the order of their keys, each text led by its length, so that no two
// contexts look alike; then the header, whose length is fixed.
Bytes associated_data(const Json* context, View header) {
  Bytes data;
  if (context != nullptr) {
    std::vector<std::pair<std::string_view, std::string_view>> pairs;
    for (const auto& [key, value] : context->get_ref<const Json::object_t&>()) {
      pairs.emplace_back(key, value.get_ref<const std::string&>());
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [key, value] : pairs) {
      append_counted(data, key);
      append_counted(data, value);
    }
  }
  data.insert(data.end(), header.begin(), header.end());
  return data;
}

crypto::AesKey aes_key(const KeyMaterial& material) {
  KT_ASSERT(material.secret.size() == crypto::kAesKeySize);
  return crypto::AesKey(material.secret.data(), crypto::kAesKeySize);
}

crypto::GcmNonce nonce_of(View header) { return header.last<crypto::kGcmNonceSize>(); }

}  // namespace

Bytes seal_ciphertext(const Key& key, const KeyMaterial& material, const Json* context,
                      View plaintext, Random& random) {
  Bytes blob;
  blob.reserve(kHeaderSize + plaintext.size() + crypto::kGcmTagSize);
  if (key.is_multi_region()) {
    blob.push_back(kMultiRegionVersion);
    append_digits(blob, std::string_view(key.id).substr(kMultiRegionPrefix.size()));
  } else {
    blob.push_back(kVersion);
    append_digits(blob, key.id);
  }
  append_digits(blob, material.id);
  blob.resize(kHeaderSize);
  random.fill(std::span(blob).last(crypto::kGcmNonceSize));
  const View header(blob);
  crypto::gcm_seal(aes_key(material), nonce_of(header), associated_data(context, header), plaintext,
                   blob);
  return blob;
}

std::optional<Ciphertext> parse_ciphertext(View blob) {
  if (blob.size() < kHeaderSize + crypto::kGcmTagSize) return std::nullopt;
  if (blob[0] != kVersion && blob[0] != kMultiRegionVersion) return std::nullopt;
  const View id = blob.subspan(1, kKeyIdSize);
  return Ciphertext{
      blob[0] == kVersion ? uuid_of(id) : std::string(kMultiRegionPrefix) + to_hex(id),
      to_hex(blob.subspan(1 + kKeyIdSize, kMaterialIdSize)), blob.first(kHeaderSize),
      blob.subspan(kHeaderSize)};
}

std::optional<Bytes> open_ciphertext(const KeyMaterial& material, const Json* context,
                                     const Ciphertext& ciphertext) {
  return crypto::gcm_open(aes_key(material), nonce_of(ciphertext.header),
                          associated_data(context, ciphertext.header), ciphertext.sealed);
}

}  // namespace keytrail::kms
