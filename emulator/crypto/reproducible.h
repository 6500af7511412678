// OpenSSL takes the chance for keys and padding from its own generator. A library context of our
// own, whose only generator draws from the Random of the command in hand, makes them repeatable.
#pragma once

#include <openssl/types.h>

#include "core/random.h"

namespace keytrail::crypto {

// While it lives, operations of library() on this thread draw from `random`.
class DrawFrom {
 public:
  explicit DrawFrom(Random& random);
  ~DrawFrom();
  DrawFrom(const DrawFrom&) = delete;
  DrawFrom& operator=(const DrawFrom&) = delete;

  static OSSL_LIB_CTX* library();
};

}  // namespace keytrail::crypto
