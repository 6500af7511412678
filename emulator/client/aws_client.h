// An AwsClient calls AWS's API wherever it is spoken: by another emulator, or by AWS itself.
#pragma once

#include <functional>

#include "base/json.h"
#include "base/result.h"
#include "client/signature_v4.h"

namespace keytrail::client {

// The code of an error that came from no service: nobody answered.
inline constexpr const char* kNotReached = "EndpointNotReached";

struct AwsSite {
  std::string endpoint;  // One emulator's URL, or "https://amazonaws.com": each service's own host.
  std::string ca_bundle;  // A file of the authorities to trust; empty: the system's.
};

class AwsClient {
 public:
  AwsClient(AwsSite site, Credentials credentials, std::function<Instant()> wall);

  // Input and output in AWS's JSON form; errors with the code that an SDK shows.
  Result<Json> call(const std::string& service, const std::string& operation, const Json& input,
                    const std::string& region) const;

 private:
  std::string site_of(std::string_view prefix, const std::string& region) const;

  AwsSite site_;
  Credentials credentials_;
  std::function<Instant()> wall_;
};

}  // namespace keytrail::client
