#include "server/certificates.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "server/guard.h"

namespace keytrail {

crypto::ServerCertificate make_certificate(const ServeOptions& options) {
  std::vector<std::string> names = {"localhost",
                                    "*.localhost",
                                    "localhost.localstack.cloud",
                                    "*.localhost.localstack.cloud",
                                    "*.amazonaws.com",
                                    "*." + options.emulator.region + ".amazonaws.com",
                                    "127.0.0.1",
                                    "::1"};
  if (!is_loopback_host(options.host)) names.push_back(options.host);
  if (const std::string host = host_of(options.emulator.public_url); !host.empty()) {
    names.push_back(host);
  }
  return crypto::make_server_certificate(names);
}

std::string trusted_authorities(const std::optional<crypto::ServerCertificate>& certificate) {
  std::string pem = certificate ? certificate->authority_pem : "";
  if (const char* path = std::getenv("SSL_CERT_FILE")) {
    std::ostringstream more;
    more << std::ifstream(path).rdbuf();
    pem += more.str();
  }
  return pem;
}

}  // namespace keytrail
