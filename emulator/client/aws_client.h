// An AwsClient calls AWS's API wherever it is spoken: by another emulator, or by AWS itself.
#pragma once

#include <functional>

#include "base/json.h"
#include "base/result.h"
#include "client/signature_v4.h"

namespace keytrail::client {

// The code of an error that came from no service: nobody answered.
inline constexpr const char* kNotReached = "EndpointNotReached";

class AwsClient {
 public:
  // `endpoint` is one emulator's URL, or "https://amazonaws.com": each service's own host there.
  AwsClient(std::string endpoint, Credentials credentials, std::function<Instant()> wall);

  // Input and output in AWS's JSON form; errors with the code that an SDK shows.
  Result<Json> call(const std::string& service, const std::string& operation, const Json& input,
                    const std::string& region) const;

 private:
  std::string site_of(std::string_view prefix, const std::string& region) const;

  std::string endpoint_;
  Credentials credentials_;
  std::function<Instant()> wall_;
};

}  // namespace keytrail::client
