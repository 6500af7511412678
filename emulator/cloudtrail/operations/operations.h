// The operations of CloudTrail, one file each but for those that are alike.
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

Result<Json> add_tags(State& state, Context& context, const Json& input);
Result<Json> create_trail(State& state, Context& context, const Json& input);
Result<Json> delete_trail(State& state, Context& context, const Json& input);
Result<Json> describe_trails(State& state, Context& context, const Json& input);
Result<Json> get_event_selectors(State& state, Context& context, const Json& input);
Result<Json> get_trail(State& state, Context& context, const Json& input);
Result<Json> get_trail_status(State& state, Context& context, const Json& input);
Result<Json> list_public_keys(State& state, Context& context, const Json& input);
Result<Json> list_tags(State& state, Context& context, const Json& input);
Result<Json> list_trails(State& state, Context& context, const Json& input);
Result<Json> lookup_events(State& state, Context& context, const Json& input);
Result<Json> put_event_selectors(State& state, Context& context, const Json& input);
Result<Json> remove_tags(State& state, Context& context, const Json& input);
Result<Json> start_logging(State& state, Context& context, const Json& input);
Result<Json> stop_logging(State& state, Context& context, const Json& input);
Result<Json> update_trail(State& state, Context& context, const Json& input);

}  // namespace keytrail::cloudtrail
