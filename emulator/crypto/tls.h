// A ServerCertificate lets a listener speak TLS to clients that trust one more authority: a key
// and a certificate for a few names, signed by an authority made for nothing else and forgotten at
// once. Both are valid from 2000 to 2099, for clients go by their own clock, whatever keytrail's
// says.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

struct ssl_st;
struct ssl_ctx_st;

namespace keytrail::crypto {

struct ServerCertificate {
  std::string authority_pem;    // What clients are to trust.
  std::string certificate_pem;  // For the names, signed by the authority.
  Bytes private_key;            // PKCS#8.
};

// `names` are host names, of which the first label may be a star, and IP addresses.
ServerCertificate make_server_certificate(const std::vector<std::string>& names);

// Makes a listener's context present the certificate; TLS 1.2 is the oldest it speaks. False when
// the two do not fit together.
bool present(const ServerCertificate& certificate, ssl_ctx_st& context);

// What CloudTrail's tlsDetails say of a connection.
struct TlsConnection {
  std::string version;  // "TLSv1.3".
  std::string cipher;   // "TLS_AES_128_GCM_SHA256".
};
TlsConnection describe(const ssl_st& connection);

}  // namespace keytrail::crypto
