// The handlers, one file each in operations/; service.cpp says which operation each one is.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

Result<Json> batch_get_secret_value(State& state, Context& context, const Json& input);
Result<Json> cancel_rotate_secret(State& state, Context& context, const Json& input);
Result<Json> create_secret(State& state, Context& context, const Json& input);
Result<Json> delete_resource_policy(State& state, Context& context, const Json& input);
Result<Json> delete_secret(State& state, Context& context, const Json& input);
Result<Json> describe_secret(State& state, Context& context, const Json& input);
Result<Json> get_random_password(State& state, Context& context, const Json& input);
Result<Json> get_resource_policy(State& state, Context& context, const Json& input);
Result<Json> get_secret_value(State& state, Context& context, const Json& input);
Result<Json> list_secret_version_ids(State& state, Context& context, const Json& input);
Result<Json> list_secrets(State& state, Context& context, const Json& input);
Result<Json> put_resource_policy(State& state, Context& context, const Json& input);
Result<Json> put_secret_value(State& state, Context& context, const Json& input);
Result<Json> remove_regions_from_replication(State& state, Context& context, const Json& input);
Result<Json> replicate_secret_to_regions(State& state, Context& context, const Json& input);
Result<Json> restore_secret(State& state, Context& context, const Json& input);
Result<Json> rotate_secret(State& state, Context& context, const Json& input);
Result<Json> stop_replication_to_replica(State& state, Context& context, const Json& input);
Result<Json> tag_resource(State& state, Context& context, const Json& input);
Result<Json> untag_resource(State& state, Context& context, const Json& input);
Result<Json> update_secret(State& state, Context& context, const Json& input);
Result<Json> update_secret_version_stage(State& state, Context& context, const Json& input);
Result<Json> validate_resource_policy(State& state, Context& context, const Json& input);

}  // namespace keytrail::secretsmanager
