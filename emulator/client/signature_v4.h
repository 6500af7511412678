// Signature Version 4 from the client's side (IAM user guide, "Create a signed AWS API request").
#pragma once

#include "base/instant.h"
#include "wire/wire.h"

namespace keytrail::client {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // Of temporary credentials.
};

// Adds what the signature needs and the signature itself; every header there is becomes part of it.
// The request already has its Host.
void sign(wire::HttpRequest& request, const Credentials& credentials, const std::string& region,
          const std::string& service, Instant at);

}  // namespace keytrail::client
