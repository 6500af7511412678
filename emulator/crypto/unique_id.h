// IAM's unique ids: "AIDA…" for a user, "AROA…" for a role. Ours are made from the ARN, so the same
// name is the same principal in every run.
#pragma once

#include <string>
#include <string_view>

namespace keytrail::crypto {

// `prefix` and 16 characters of AWS's id alphabet.
std::string unique_id(std::string_view prefix, std::string_view arn);

}  // namespace keytrail::crypto
