#include "crypto/tls.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include "crypto/x509.h"

namespace keytrail::crypto {
namespace {

// Two authorities of the same name must not use a serial number twice: clients keep them apart by
// it.
std::uint64_t make_serial() {
  std::uint64_t serial = 0;
  KT_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  return serial;
}

Pkey make_key() {
  Pkey key(EVP_EC_gen("P-256"));
  KT_ASSERT(key != nullptr);
  return key;
}

bool is_address(const std::string& name) {
  return name.find(':') != std::string::npos ||
         name.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ',';
    list += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

}  // namespace

ServerCertificate make_server_certificate(const std::vector<std::string>& names) {
  const Pkey authority_key = make_key();
  const Certificate authority =
      begin_certificate("keytrail local authority", authority_key.get(), make_serial());
  X509* const issuer = authority.get();
  add_extension(issuer, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(issuer, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(issuer, issuer, NID_subject_key_identifier, "hash");
  sign_certificate(issuer, issuer, authority_key.get());

  const Pkey key = make_key();
  const Certificate certificate = begin_certificate(names.front(), key.get(), make_serial());
  X509* const leaf = certificate.get();
  add_extension(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf, issuer, NID_ext_key_usage, "serverAuth");
  add_extension(leaf, issuer, NID_subject_key_identifier, "hash");
  add_extension(leaf, issuer, NID_authority_key_identifier, "keyid:always");
  add_extension(leaf, issuer, NID_subject_alt_name, alternative_names(names));
  sign_certificate(leaf, issuer, authority_key.get());
  return {pem_of(issuer), pem_of(leaf), private_der(key.get())};
}

bool present(const ServerCertificate& certificate, ssl_ctx_st& context) {
  const MemoryBio in(BIO_new_mem_buf(certificate.certificate_pem.data(),
                                     static_cast<int>(certificate.certificate_pem.size())));
  const Certificate leaf(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  const Pkey key = parse_private(certificate.private_key, nullptr);
  return leaf && key && SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_use_certificate(&context, leaf.get()) == 1 &&
         SSL_CTX_use_PrivateKey(&context, key.get()) == 1 &&
         SSL_CTX_check_private_key(&context) == 1;
}

TlsConnection describe(const ssl_st& connection) {
  return {SSL_get_version(&connection),
          SSL_CIPHER_standard_name(SSL_get_current_cipher(&connection))};
}

}  // namespace keytrail::crypto
