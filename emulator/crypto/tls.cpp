#include "crypto/tls.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "crypto/pkey.h"

namespace keytrail::crypto {
namespace {

using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Name = std::unique_ptr<X509_NAME, Freer<X509_NAME_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using MemoryBio = std::unique_ptr<BIO, Freer<BIO_free_all>>;

Pkey make_key() {
  Pkey key(EVP_EC_gen("P-256"));
  KT_ASSERT(key != nullptr);
  return key;
}

Name name_of(const std::string& common_name) {
  Name name(X509_NAME_new());
  const auto add = [&](const char* field, const std::string& text) {
    KT_ASSERT(X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8,
                                         reinterpret_cast<const unsigned char*>(text.data()),
                                         static_cast<int>(text.size()), -1, 0) == 1);
  };
  add("O", "keytrail");
  add("CN", common_name);
  return name;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  KT_ASSERT(extension != nullptr);
  KT_ASSERT(X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate begin_certificate(const std::string& common_name, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509* const x = certificate.get();
  // Two authorities of the same name must not use a serial number twice: clients keep them apart
  // by it.
  std::uint64_t serial = 0;
  KT_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  KT_ASSERT(X509_set_version(x, X509_VERSION_3) == 1);
  KT_ASSERT(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1 | 1) == 1);
  KT_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notBefore(x), "20000101000000Z") == 1);
  KT_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notAfter(x), "20991231235959Z") == 1);
  KT_ASSERT(X509_set_subject_name(x, name_of(common_name).get()) == 1);
  KT_ASSERT(X509_set_pubkey(x, key) == 1);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  KT_ASSERT(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1);
  KT_ASSERT(X509_sign(certificate, issuer_key, EVP_sha256()) > 0);
}

std::string pem_of(X509* certificate) {
  const MemoryBio out(BIO_new(BIO_s_mem()));
  KT_ASSERT(PEM_write_bio_X509(out.get(), certificate) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
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
  const Certificate authority = begin_certificate("keytrail local authority", authority_key.get());
  X509* const issuer = authority.get();
  add_extension(issuer, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(issuer, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(issuer, issuer, NID_subject_key_identifier, "hash");
  sign(issuer, issuer, authority_key.get());

  const Pkey key = make_key();
  const Certificate certificate = begin_certificate(names.front(), key.get());
  X509* const leaf = certificate.get();
  add_extension(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf, issuer, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf, issuer, NID_ext_key_usage, "serverAuth");
  add_extension(leaf, issuer, NID_subject_key_identifier, "hash");
  add_extension(leaf, issuer, NID_authority_key_identifier, "keyid:always");
  add_extension(leaf, issuer, NID_subject_alt_name, alternative_names(names));
  sign(leaf, issuer, authority_key.get());
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
