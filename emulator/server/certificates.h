// Whom the other end of a TLS connection may trust.
#pragma once

#include <optional>
#include <string>

#include "crypto/tls.h"
#include "server/server.h"

namespace keytrail {

// For every name under which this server may be called.
crypto::ServerCertificate make_certificate(const ServeOptions& options);

// What https endpoints may be vouched for by besides the system: our own authority, and what
// SSL_CERT_FILE names, as OpenSSL has it.
std::string trusted_authorities(const std::optional<crypto::ServerCertificate>& certificate);

}  // namespace keytrail
