// Validation by the model: required members, lengths, ranges, enums and patterns, in AWS's words.
// Handlers run only on input that passed, and check what the model cannot say.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "models/model.h"

namespace keytrail {

// All failures in one error: "2 validation errors detected: Value '…' at 'keyId' failed to satisfy
// constraint: …; Value at 'plaintext' …". Its code is the one the service uses for this.
Result<void> validate(const models::Service& service, const models::Operation& operation,
                      const Json& input);

// A model's pattern in the dialect of our linear-time engine (exposed for the tests). Empty when
// it has no counterpart there; such patterns are not enforced.
std::string pattern_for_re2(std::string_view java_pattern);

}  // namespace keytrail
