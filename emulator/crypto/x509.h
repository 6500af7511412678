// Making X.509 certificates, valid from 2000 to 2099: clients go by their own clock, whatever
// keytrail's says. Nobody outside this folder includes it.
#pragma once

#include <openssl/bio.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <string>

#include "crypto/pkey.h"

namespace keytrail::crypto {

using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using MemoryBio = std::unique_ptr<BIO, Freer<BIO_free_all>>;

// Without issuer and signature yet.
Certificate begin_certificate(const std::string& common_name, EVP_PKEY* key, std::uint64_t serial);
void add_extension(X509* certificate, X509* issuer, int id, const std::string& value);
void sign_certificate(X509* certificate, X509* issuer, EVP_PKEY* issuer_key);
std::string pem_of(X509* certificate);

}  // namespace keytrail::crypto
