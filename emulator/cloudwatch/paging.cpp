#include "cloudwatch/paging.h"

#include "base/text.h"
#include "cloudwatch/errors.h"

namespace keytrail::cloudwatch {
namespace {
constexpr std::string_view kMark = "v1 ";
}

std::string make_token(const std::string& position) {
  return to_base64(std::string(kMark) + position);
}

Result<std::optional<std::string>> page_position(const Json& input) {
  const std::optional<std::string> token = optional_string(input, "NextToken");
  if (!token) return std::optional<std::string>();
  const auto bytes = from_base64(*token);
  if (!bytes) return invalid_next_token();
  const std::string_view text = view_of(*bytes);
  if (!text.starts_with(kMark)) return invalid_next_token();
  return std::optional<std::string>(text.substr(kMark.size()));
}

}  // namespace keytrail::cloudwatch
