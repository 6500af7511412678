// AWS requests: bytes to a Call, the Outcome back to bytes.
#pragma once

#include <string>

#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace keytrail {

// What the connection knows beyond the request itself.
struct Connection {
  std::string remote_ip;
  std::string tls_version;  // Empty over plain HTTP.
  std::string tls_cipher;
};

wire::HttpResponse answer_aws(Emulator& emulator, const EmulatorOptions& options,
                              const wire::HttpRequest& request, const Connection& connection);

// What is wrong with the body, in the protocol the client speaks: above limits::kBodyBytesMax, or
// not what its headers say.
wire::HttpResponse answer_too_large(const wire::HttpRequest& request);
wire::HttpResponse answer_unreadable(const wire::HttpRequest& request);

}  // namespace keytrail
