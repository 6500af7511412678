// The errors of Organizations, one maker each.
#pragma once

#include "base/api_error.h"

namespace keytrail::organizations {

inline ApiError not_in_use() {
  return {"AWSOrganizationsNotInUseException", "Your account is not a member of an organization."};
}

}  // namespace keytrail::organizations
