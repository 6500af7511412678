// Tags of keys.
#pragma once

#include "base/result.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::size_t kTagsPerKeyMax = 50;

// The tags of a request, unless they break a rule (KMS API reference, "TagException").
Result<std::vector<Tag>> read_tags(const Json& input);
// As a record shows the tags of a request.
Json recorded_tags(const Json& tags);
Tag* find_tag(std::vector<Tag>& tags, std::string_view key);

}  // namespace keytrail::kms
