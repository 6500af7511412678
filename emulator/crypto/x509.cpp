#include "crypto/x509.h"

#include <openssl/pem.h>

namespace keytrail::crypto {
namespace {

using Name = std::unique_ptr<X509_NAME, Freer<X509_NAME_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

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

}  // namespace

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  KT_ASSERT(extension != nullptr);
  KT_ASSERT(X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate begin_certificate(const std::string& common_name, EVP_PKEY* key, std::uint64_t serial) {
  Certificate certificate(X509_new());
  X509* const x = certificate.get();
  KT_ASSERT(X509_set_version(x, X509_VERSION_3) == 1);
  KT_ASSERT(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1 | 1) == 1);
  KT_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notBefore(x), "20000101000000Z") == 1);
  KT_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notAfter(x), "20991231235959Z") == 1);
  KT_ASSERT(X509_set_subject_name(x, name_of(common_name).get()) == 1);
  KT_ASSERT(X509_set_pubkey(x, key) == 1);
  return certificate;
}

void sign_certificate(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
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

}  // namespace keytrail::crypto
