#include "sns/topic_attributes.h"

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {

Result<Json> get_topic_attributes(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  return Json{{"Attributes", render_topic_attributes(state, *topic)}};
}

Result<Json> set_topic_attributes(State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "AttributeName");
  const std::string value = string_member(input, "AttributeValue");
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  // Whether a topic is FIFO is settled when it is created.
  if (name == "FifoTopic") return errors::invalid_parameter("AttributeName");
  KT_TRY_VOID(check_topic_attribute(
      "SetTopicAttributes", topic->is_fifo() ? FifoTopic::Yes : FifoTopic::No, name, value));
  set_topic_attribute(edit_topic(state, *topic), name, value);
  return Json();
}

}  // namespace keytrail::sns
