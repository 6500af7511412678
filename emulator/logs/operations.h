// The operations of CloudWatch Logs, one file each in operations/; alike ones share a file.
#pragma once

#include "core/context.h"
#include "logs/state.h"

namespace keytrail::logs {

// Groups.
Result<Json> create_log_group(State& state, Context& context, const Json& input);
Result<Json> describe_log_groups(State& state, Context& context, const Json& input);
Result<Json> list_log_groups(State& state, Context& context, const Json& input);
Result<Json> delete_log_group(State& state, Context& context, const Json& input);
Result<Json> put_log_group_deletion_protection(State& state, Context& context, const Json& input);
Result<Json> associate_kms_key(State& state, Context& context, const Json& input);
Result<Json> disassociate_kms_key(State& state, Context& context, const Json& input);
Result<Json> put_retention_policy(State& state, Context& context, const Json& input);
Result<Json> delete_retention_policy(State& state, Context& context, const Json& input);

// Tags.
Result<Json> tag_resource(State& state, Context& context, const Json& input);
Result<Json> untag_resource(State& state, Context& context, const Json& input);
Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input);
Result<Json> tag_log_group(State& state, Context& context, const Json& input);
Result<Json> untag_log_group(State& state, Context& context, const Json& input);
Result<Json> list_tags_log_group(State& state, Context& context, const Json& input);

// Streams and events.
Result<Json> create_log_stream(State& state, Context& context, const Json& input);
Result<Json> describe_log_streams(State& state, Context& context, const Json& input);
Result<Json> delete_log_stream(State& state, Context& context, const Json& input);
Result<Json> put_log_events(State& state, Context& context, const Json& input);
Result<Json> get_log_events(State& state, Context& context, const Json& input);
Result<Json> filter_log_events(State& state, Context& context, const Json& input);

// Metric filters.
Result<Json> put_metric_filter(State& state, Context& context, const Json& input);
Result<Json> describe_metric_filters(State& state, Context& context, const Json& input);
Result<Json> delete_metric_filter(State& state, Context& context, const Json& input);
Result<Json> test_metric_filter(State& state, Context& context, const Json& input);

// Subscription filters.
Result<Json> put_subscription_filter(State& state, Context& context, const Json& input);
Result<Json> describe_subscription_filters(State& state, Context& context, const Json& input);
Result<Json> delete_subscription_filter(State& state, Context& context, const Json& input);

}  // namespace keytrail::logs
