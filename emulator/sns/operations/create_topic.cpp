#include <algorithm>

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/tags.h"
#include "sns/topic_attributes.h"

namespace keytrail::sns {
namespace {

constexpr std::size_t kTopicNameLengthMax = 256;

bool is_topic_name(std::string_view name) {
  return !name.empty() && name.size() <= kTopicNameLengthMax &&
         std::ranges::all_of(name, [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

// FIFO topics, and only they, have names in ".fifo".
Result<void> check_topic_name(const std::string& name, const Json& attributes) {
  const bool is_fifo = string_member(attributes, "FifoTopic") == "true";
  const bool has_fifo_name = name.ends_with(".fifo");
  const std::string_view stem =
      std::string_view(name).substr(0, name.size() - (has_fifo_name ? 5 : 0));
  if (!is_topic_name(stem) || name.size() > kTopicNameLengthMax || is_fifo != has_fifo_name) {
    return errors::invalid_parameter("Topic Name");
  }
  return {};
}

// Creating a topic again is fine as long as nothing about it would be different.
Result<void> check_same(const Topic& topic, const Json& attributes, const Json& input,
                        const Tags& tags) {
  for (const auto& [name, value] : attributes.items()) {
    if (topic_attribute(topic, name) != value.get<std::string>()) {
      return errors::topic_attributes_differ();
    }
  }
  if (find_member(input, "Tags") != nullptr && tags != topic.tags) {
    return errors::topic_tags_differ();
  }
  return {};
}

}  // namespace

Result<Json> create_topic(State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "Name");
  const Json* given = find_member(input, "Attributes");
  const Json attributes = given == nullptr ? Json::object() : *given;
  KT_TRY_VOID(check_topic_name(name, attributes));
  for (const auto& [attribute, value] : attributes.items()) {
    KT_TRY_VOID(check_topic_attribute("CreateTopic",
                                      name.ends_with(".fifo") ? FifoTopic::Yes : FifoTopic::No,
                                      attribute, value.get<std::string>()));
  }
  KT_TRY(const Tags tags, read_tags(input));

  const Arn arn = context.arn("sns", name);
  const std::string id = row_id(arn);
  if (const Topic* topic = state.topics.find(id)) {
    KT_TRY_VOID(check_same(*topic, attributes, input, tags));
    return Json{{"TopicArn", topic->arn}};
  }
  Topic topic;
  topic.arn = arn.text();
  topic.tags = tags;
  for (const auto& [attribute, value] : attributes.items()) {
    set_topic_attribute(topic, attribute, value.get<std::string>());
  }
  state.topics.put(id, std::move(topic));
  return Json{{"TopicArn", arn.text()}};
}

}  // namespace keytrail::sns
