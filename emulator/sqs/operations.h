// One function per operation of SQS; service.cpp holds the table.
#pragma once

#include "core/context.h"
#include "sqs/state.h"

namespace keytrail::sqs {

Result<Json> change_message_visibility(State& state, Context& context, const Json& input);
Result<Json> change_message_visibility_batch(State& state, Context& context, const Json& input);
Result<Json> create_queue(State& state, Context& context, const Json& input);
Result<Json> delete_message(State& state, Context& context, const Json& input);
Result<Json> delete_message_batch(State& state, Context& context, const Json& input);
Result<Json> delete_queue(State& state, Context& context, const Json& input);
Result<Json> get_queue_attributes(State& state, Context& context, const Json& input);
Result<Json> get_queue_url(State& state, Context& context, const Json& input);
Result<Json> list_dead_letter_source_queues(State& state, Context& context, const Json& input);
Result<Json> list_queue_tags(State& state, Context& context, const Json& input);
Result<Json> list_queues(State& state, Context& context, const Json& input);
Result<Json> purge_queue(State& state, Context& context, const Json& input);
Result<Json> receive_message(State& state, Context& context, const Json& input);
Result<Json> send_message(State& state, Context& context, const Json& input);
Result<Json> send_message_batch(State& state, Context& context, const Json& input);
Result<Json> set_queue_attributes(State& state, Context& context, const Json& input);
Result<Json> tag_queue(State& state, Context& context, const Json& input);
Result<Json> untag_queue(State& state, Context& context, const Json& input);

}  // namespace keytrail::sqs
