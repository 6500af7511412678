// Page tokens: opaque to clients, and to us the text of where the next page begins.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::cloudwatch {

std::string make_token(const std::string& position);

// The position in `input`'s NextToken: nothing for the first page, InvalidNextToken for a text
// that make_token never gave.
Result<std::optional<std::string>> page_position(const Json& input);

}  // namespace keytrail::cloudwatch
