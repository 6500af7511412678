#include "secretsmanager/paging.h"

#include "base/text.h"
#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

// Tells our tokens from other base64.
constexpr std::string_view kTokenMark = "after:";

}  // namespace

Result<std::optional<std::string>> page_start_of(const Json& input) {
  const std::optional<std::string> token = optional_string(input, "NextToken");
  if (!token) return std::optional<std::string>();
  const std::optional<Bytes> decoded = from_base64(*token);
  if (!decoded || !view_of(*decoded).starts_with(kTokenMark)) return invalid_next_token();
  return std::optional(std::string(view_of(*decoded).substr(kTokenMark.size())));
}

std::string next_token_after(const std::string& key) {
  return to_base64(std::string(kTokenMark) + key);
}

std::string sort_key(Instant at, const std::string& name) {
  // Fixed width, so that the order of the texts is that of the instants.
  return to_rfc3339_millis(at) + "/" + name;
}

}  // namespace keytrail::secretsmanager
