// The folder that mirrors what trails put into their buckets: a file's path is its key.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace keytrail::delivery {

// `payload` is {"key", "body" in base64}. The file appears at once and whole. Nothing when it is
// there, else why not.
std::optional<std::string> write_trail_file(const std::string& folder, const Json& payload);

}  // namespace keytrail::delivery
