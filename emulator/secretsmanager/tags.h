// Tags as a request gives them and a reply shows them.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

// The secret's tags with those of input's Tags: a key that is there already gets the new value.
Result<std::vector<Tag>> with_tags(std::vector<Tag> tags, const Json& input);
Json show_tags(const std::vector<Tag>& tags);

}  // namespace keytrail::secretsmanager
