#include "scenario/functions.h"

#include <array>

#include "base/text.h"
#include "crypto/rsa.h"
#include "scenario/template.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kWrappingKeySize = 32;

ApiError unusable(std::string message) {
  return ApiError{"ScenarioValue", std::move(message), 400};
}

Result<Json> base64(const std::vector<Json>& arguments, Random&) {
  return Json(to_base64(text_of(arguments[0])));
}

Result<Json> unbase64(const std::vector<Json>& arguments, Random&) {
  const auto bytes = from_base64(text_of(arguments[0]));
  if (!bytes) return unusable("unbase64: expected base64, got '" + text_of(arguments[0]) + "'");
  return Json(std::string(view_of(*bytes)));
}

// What KMS calls WrappingAlgorithm; the two-step one wraps an AES key that wraps the material.
Result<Json> wrap(const std::vector<Json>& arguments, Random& random) {
  const auto material = from_base64(text_of(arguments[0]));
  const auto public_key = from_base64(text_of(arguments[1]));
  const std::string algorithm = text_of(arguments[2]);
  if (!material) return unusable("wrap: expected the material in base64");
  if (!public_key) return unusable("wrap: expected the public key in base64");

  const bool is_sha1 = algorithm.ends_with("_SHA_1");
  if (!is_sha1 && !algorithm.ends_with("_SHA_256")) {
    return unusable("wrap: expected a KMS wrapping algorithm, got '" + algorithm + "'");
  }
  const crypto::Hash hash = is_sha1 ? crypto::Hash::Sha1 : crypto::Hash::Sha256;
  const auto encrypt = [&](const Bytes& bytes) -> Result<Bytes> {
    auto wrapped = crypto::oaep_encrypt(*public_key, hash, bytes, random);
    if (!wrapped) return unusable("wrap: the material does not fit under the public key");
    return std::move(*wrapped);
  };
  if (algorithm.starts_with("RSAES_OAEP_")) {
    KT_TRY(const Bytes wrapped, encrypt(*material));
    return Json(to_base64(wrapped));
  }
  if (!algorithm.starts_with("RSA_AES_KEY_WRAP_")) {
    return unusable("wrap: expected a KMS wrapping algorithm, got '" + algorithm + "'");
  }
  const Bytes key = random.bytes(kWrappingKeySize);
  KT_TRY(Bytes wrapped, encrypt(key));
  const auto inner = crypto::aes_wrap_padded(key, *material);
  if (!inner) return unusable("wrap: expected material to wrap, got none");
  wrapped.insert(wrapped.end(), inner->begin(), inner->end());
  return Json(to_base64(wrapped));
}

Result<Json> text(const std::vector<Json>& arguments, Random&) { return arguments[0]; }

constexpr std::array<FunctionRow, 4> kFunctions = {{
    {"base64", 1, base64},
    {"unbase64", 1, unbase64},
    {"text", 1, text},
    {"wrap", 3, wrap},
}};

}  // namespace

const FunctionRow* find_function(std::string_view name) {
  for (const FunctionRow& row : kFunctions) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const FunctionRow& row : kFunctions) names.push_back(row.name);
  return names;
}

}  // namespace keytrail::scenario
