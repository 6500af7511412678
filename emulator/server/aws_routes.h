// AWS requests: bytes to a Call, the Outcome back to bytes.
#pragma once

#include <string>

#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace keytrail {

// What the connection knows beyond the request itself.
struct Connection {
  std::string remote_ip;
};

wire::HttpResponse answer_aws(Emulator& emulator, const EmulatorOptions& options,
                              const wire::HttpRequest& request, const Connection& connection);

// A body above limits::kBodyBytesMax, in the protocol the client speaks.
wire::HttpResponse answer_too_large(const wire::HttpRequest& request);

}  // namespace keytrail
