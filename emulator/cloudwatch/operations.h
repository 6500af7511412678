// The handlers of CloudWatch's operations, one file each in operations/.
#pragma once

#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

Result<Json> delete_alarms(State& state, Context& context, const Json& input);
Result<Json> describe_alarm_history(State& state, Context& context, const Json& input);
Result<Json> describe_alarms(State& state, Context& context, const Json& input);
Result<Json> describe_alarms_for_metric(State& state, Context& context, const Json& input);
Result<Json> disable_alarm_actions(State& state, Context& context, const Json& input);
Result<Json> enable_alarm_actions(State& state, Context& context, const Json& input);
Result<Json> get_metric_data(State& state, Context& context, const Json& input);
Result<Json> get_metric_statistics(State& state, Context& context, const Json& input);
Result<Json> list_metrics(State& state, Context& context, const Json& input);
Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input);
Result<Json> put_composite_alarm(State& state, Context& context, const Json& input);
Result<Json> put_metric_alarm(State& state, Context& context, const Json& input);
Result<Json> put_metric_data(State& state, Context& context, const Json& input);
Result<Json> set_alarm_state(State& state, Context& context, const Json& input);
Result<Json> tag_resource(State& state, Context& context, const Json& input);
Result<Json> untag_resource(State& state, Context& context, const Json& input);

}  // namespace keytrail::cloudwatch
