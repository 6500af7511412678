// The tags of a trail.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::cloudtrail {

// `tags` with those of a TagsList (nullptr: none) put over them.
Result<std::map<std::string, std::string>> merge_tags(std::map<std::string, std::string> tags,
                                                      const Json* list);

}  // namespace keytrail::cloudtrail
