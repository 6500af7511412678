// One function per operation of STS; service.cpp holds the table.
#pragma once

#include "core/context.h"
#include "sts/state.h"

namespace keytrail::sts {

Result<Json> assume_role(State& state, Context& context, const Json& input);
Result<Json> decode_authorization_message(State& state, Context& context, const Json& input);
Result<Json> get_access_key_info(State& state, Context& context, const Json& input);
Result<Json> get_federation_token(State& state, Context& context, const Json& input);
Result<Json> get_session_token(State& state, Context& context, const Json& input);
Result<Json> get_caller_identity(State& state, Context& context, const Json& input);

}  // namespace keytrail::sts
