// One function per operation of STS; service.cpp holds the table.
#pragma once

#include "core/context.h"
#include "sts/state.h"

namespace keytrail::sts {

Result<Json> get_caller_identity(State& state, Context& context, const Json& input);

}  // namespace keytrail::sts
