// AWS Query: a form of dotted names in, XML out.
#pragma once

#include <string>

#include "base/json.h"
#include "models/model.h"
#include "wire/form.h"

namespace keytrail::wire {

Result<Json> decode_query(const models::Shape* input, const Form& fields);
std::string encode_query(const models::Service& service, const models::Operation& operation,
                         const Json& output, const std::string& request_id);

}  // namespace keytrail::wire
