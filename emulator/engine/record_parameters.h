// What a call's input and output look like inside its CloudTrail record: member names in lower
// camel case, timestamps in the English form, and nothing secret.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "models/model.h"

namespace keytrail {

// `unlogged` names top-level members that the record leaves out. Blobs and members the model marks
// as sensitive are always left out. Null when nothing is left.
Json record_parameters(const models::Shape* shape, const Json& tree,
                       std::span<const std::string_view> unlogged);

}  // namespace keytrail
