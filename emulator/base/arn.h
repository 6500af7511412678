// An Arn is "arn:partition:service:region:account:resource" taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail {

struct Arn {
  std::string partition = "aws";
  std::string service;
  std::string region;
  std::string account;
  std::string resource;  // All that follows the fifth colon: "key/1234…", "log-group:name:*".

  std::string text() const;
};

// Nothing when the text is not six parts that begin with "arn".
std::optional<Arn> parse_arn(std::string_view text);

}  // namespace keytrail
