#include "sns/service.h"

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/publish.h"
#include "sns/subscription_rules.h"

namespace keytrail::sns {

const std::vector<Operation<State>>& operations() {
  using enum Access;
  constexpr auto kOutput = ResponseElements::Output;
  constexpr auto kNone = ResponseElements::None;
  static const std::vector<Operation<State>> rows{
      {"AddPermission", add_permission, Write},
      {.name = "ConfirmSubscription",
       .handler = confirm_subscription,
       .access = Write,
       .response = kOutput,
       // Whoever reads the trail must not be able to confirm.
       .unlogged = {"Token"}},
      {.name = "CreateTopic",
       .handler = create_topic,
       .access = Write,
       .response = kOutput,
       .refused = {{"DataProtectionPolicy"}}},
      {"DeleteTopic", delete_topic, Write},
      {"GetSubscriptionAttributes", get_subscription_attributes, Read},
      {"GetTopicAttributes", get_topic_attributes, Read},
      {"ListSubscriptions", list_subscriptions, Read},
      {"ListSubscriptionsByTopic", list_subscriptions_by_topic, Read},
      {"ListTagsForResource", list_tags_for_resource, Read},
      {"ListTopics", list_topics, Read},
      {.name = "Publish",
       .handler = publish,
       .access = Write,
       .response = kNone,
       .unlogged = {"Message", "Subject"},
       .refused = {{"PhoneNumber"}},
       .plane = Plane::Data},
      {.name = "PublishBatch", .handler = publish_batch, .access = Write, .plane = Plane::Data},
      {"RemovePermission", remove_permission, Write},
      {"SetSubscriptionAttributes", set_subscription_attributes, Write},
      {"SetTopicAttributes", set_topic_attributes, Write},
      {"Subscribe", subscribe, Write, kOutput},
      {"TagResource", tag_resource, Write},
      {"Unsubscribe", unsubscribe, Write},
      {"UntagResource", untag_resource, Write},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{
      {std::string_view(kExpireSubscription), expire_subscription},
      {std::string_view(kForgetSubscription), forget_subscription},
  };
  return rows;
}

std::optional<std::string> signing_certificate(const State& state, const std::string& name) {
  for (const auto& [region, signer] : state.signers.rows()) {
    if (signer.certificate_name == name) return signer.certificate;
  }
  return std::nullopt;
}

bool topic_exists(const State& state, const std::string& arn) {
  const std::optional<Arn> topic = parse_arn(arn);
  return topic && topic->service == "sns" && state.topics.find(row_id(*topic)) != nullptr;
}

Result<void> run_alarm_action(State& state, Context& context, const Scope&,
                              const AlarmNotification& notification) {
  const std::optional<Arn> arn = parse_arn(notification.action_arn);
  if (!arn || arn->service != "sns") {
    return not_implemented("alarm action " + notification.action_arn);
  }
  const Topic* topic = state.topics.find(row_id(*arn));
  if (topic == nullptr) return errors::topic_not_found();

  // CloudWatch publishes with MessageStructure json: JSON for machines, prose for mailboxes.
  Publication publication;
  publication.subject = notification.subject;
  publication.texts = {{"default", notification.message}, {"email", notification.email_body}};
  publication.cause = notification.alarm_arn;
  return publish_to_topic(state, context, *topic, publication);
}

}  // namespace keytrail::sns
