#include "sns/publish.h"

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

// TopicArn, or TargetArn when it names a topic; other targets are mobile endpoints.
Result<const Topic*> require_target(const State& state, const Context& context, const Json& input) {
  if (find_member(input, "TopicArn") != nullptr) return require_topic(state, context, input);
  const std::optional<std::string> target = optional_string(input, "TargetArn");
  if (!target) return errors::required_parameter_missing("TopicArn or TargetArn");
  KT_TRY(const Arn arn, parse_topic_arn(context, "TargetArn", *target));
  const Topic* topic = state.topics.find(row_id(arn));
  if (topic == nullptr) {
    return errors::invalid_parameter(
        "TargetArn Reason: No endpoint found for the target arn specified");
  }
  return topic;
}

}  // namespace

Result<Json> publish(State& state, Context& context, const Json& input) {
  KT_TRY(Publication publication, read_publication(input));
  KT_TRY(const Topic* topic, require_target(state, context, input));
  if (find_member(input, "MessageDeduplicationId") != nullptr) {
    return errors::invalid_parameter(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that "
        "is not valid for this topic type");
  }
  publication.message_id = context.random.uuid();
  publication.cause = context.request_id;
  publish_to_topic(state, context, *topic, publication);
  return Json{{"MessageId", publication.message_id}};
}

}  // namespace keytrail::sns
