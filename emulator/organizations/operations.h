// One function per operation of Organizations; service.cpp holds the table.
#pragma once

#include "core/context.h"
#include "organizations/state.h"

namespace keytrail::organizations {

Result<Json> describe_organization(State& state, Context& context, const Json& input);

}  // namespace keytrail::organizations
