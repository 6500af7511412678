#include "crypto/certificate.h"

#include "crypto/x509.h"

namespace keytrail::crypto {

std::string make_signing_certificate(View private_key, const std::string& common_name,
                                     std::uint64_t serial) {
  const Pkey key = parse_private(private_key, nullptr);
  KT_ASSERT(key != nullptr);
  const Certificate certificate = begin_certificate(common_name, key.get(), serial);
  X509* const x = certificate.get();
  add_extension(x, x, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x, x, NID_key_usage, "critical,digitalSignature");
  sign_certificate(x, x, key.get());
  return pem_of(x);
}

}  // namespace keytrail::crypto
