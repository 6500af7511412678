#include "crypto/unique_id.h"

#include "crypto/hash.h"

namespace keytrail::crypto {

std::string unique_id(std::string_view prefix, std::string_view arn) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const auto digest = sha256(view(arn));
  std::string id(prefix);
  for (std::size_t i = 0; i < 16; ++i) id += kAlphabet[digest[i] % 32];
  return id;
}

}  // namespace keytrail::crypto
