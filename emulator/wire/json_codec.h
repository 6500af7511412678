// AWS JSON 1.0 and 1.1 bodies. Members go by the model's own names.
#pragma once

#include <string_view>

#include "base/json.h"
#include "models/model.h"

namespace keytrail::wire {

Result<Json> decode_json_body(const models::Shape* input, std::string_view body);

}  // namespace keytrail::wire
