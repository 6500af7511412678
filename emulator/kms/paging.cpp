#include "kms/paging.h"

#include "base/text.h"
#include "kms/errors.h"

namespace keytrail::kms {
namespace {

// Markers are opaque; the prefix tells ours from other base64.
constexpr std::string_view kMarkerPrefix = "after:";

}  // namespace

Result<Page> Page::open(const Json& input, PageLimits limits, const char* list_member) {
  const std::int64_t limit = optional_integer(input, "Limit").value_or(limits.standard);
  if (limit > limits.maximum) return value_too_large(limit, "limit", limits.maximum);
  std::string after;
  if (const auto marker = optional_string(input, "Marker")) {
    const std::optional<Bytes> decoded = from_base64(*marker);
    if (!decoded || !view_of(*decoded).starts_with(kMarkerPrefix)) return invalid_marker();
    after = view_of(*decoded).substr(kMarkerPrefix.size());
  }
  return Page(static_cast<std::size_t>(limit), std::move(after), list_member);
}

bool Page::add(const std::string& name, Json entry) {
  if (entries_.size() == limit_) {
    is_truncated_ = true;
    return false;
  }
  entries_.push_back(std::move(entry));
  last_name_ = name;
  return true;
}

Json Page::finish() {
  Json output = Json::object();
  output[list_member_] = std::move(entries_);
  if (is_truncated_) output["NextMarker"] = to_base64(std::string(kMarkerPrefix) + last_name_);
  output["Truncated"] = is_truncated_;
  return output;
}

}  // namespace keytrail::kms
