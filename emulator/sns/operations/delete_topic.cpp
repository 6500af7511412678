#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {

// Idempotent: a topic that is gone is deleted with success.
Result<Json> delete_topic(State& state, Context& context, const Json& input) {
  KT_TRY(const Arn arn, parse_topic_arn(context, "TopicArn", string_member(input, "TopicArn")));
  for (const std::string& id : state.subscriptions.ids(subscriptions_prefix(arn))) {
    remove_subscription(state, context, id);
  }
  state.topics.erase(row_id(arn));
  return Json();
}

}  // namespace keytrail::sns
