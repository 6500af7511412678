// An ApiError is a user's mistake or a refusal, as AWS words it. It knows nothing of JSON or XML:
// wire/ renders it once per protocol.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace keytrail {

struct ApiError {
  std::string code;     // The shape name of the service model, such as "DisabledException".
  std::string message;  // May be empty: AWS sends some errors without a text.
  int status = 400;     // HTTP status.
  // What S3 adds to an error, such as {"BucketName", "logs"}.
  std::vector<std::pair<std::string, std::string>> details = {};
};

// What keytrail does not emulate (yet): 501, which no client retries. `what` names it, for example
// "kms Sign" or "kms CreateKey CustomKeyStoreId".
ApiError not_implemented(const std::string& what);

// The framework's own check failures, such as "1 validation error detected: …".
ApiError validation_exception(std::string message);

}  // namespace keytrail
