// Tags of queues.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::sqs {

using Tags = std::map<std::string, std::string>;

// `present` with what input's Tags (CreateQueue: tags) say.
Result<Tags> read_tags(const Json& input, Tags present);

}  // namespace keytrail::sqs
