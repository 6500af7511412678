// Organizations: which organization an account belongs to, for those who have found an organization
// trail and look for its files, such as `aws cloudtrail validate-logs`.
#pragma once

#include <vector>

#include "core/operation.h"
#include "organizations/state.h"

namespace keytrail::organizations {

const std::vector<Operation<State>>& operations();

}  // namespace keytrail::organizations
