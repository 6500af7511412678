// An SNS with nobody else around.
#pragma once

#include "sns/service.h"
#include "support/lone_service.h"

namespace keytrail::sns {

inline constexpr const char* kTopicArn = "arn:aws:sns:us-east-1:123456789012:alerts";

struct Sns : testing::LoneService<State, &operations> {
  std::string create_topic(const std::string& name = "alerts") {
    return string_member(done("CreateTopic", {{"Name", name}}), "TopicArn");
  }
  std::string subscribe(const std::string& endpoint = "ops@example.com",
                        const std::string& protocol = "email") {
    return string_member(done("Subscribe", {{"TopicArn", kTopicArn},
                                            {"Protocol", protocol},
                                            {"Endpoint", endpoint},
                                            {"ReturnSubscriptionArn", true}}),
                         "SubscriptionArn");
  }
  const Mail& last_mail() {
    static const Mail kNone;
    return outbox.inbox().empty() ? kNone : outbox.inbox().rows().rbegin()->second;
  }
  std::size_t mails() { return outbox.inbox().size(); }
  // The token in the link of the last mail.
  std::string last_token() {
    const std::string& url = last_mail().confirm_url;
    return url.substr(url.rfind('=') + 1);
  }
  std::string confirmed_subscription(const std::string& endpoint = "ops@example.com",
                                     const std::string& protocol = "email") {
    const std::string arn = subscribe(endpoint, protocol);
    done("ConfirmSubscription", {{"TopicArn", kTopicArn}, {"Token", last_token()}});
    return arn;
  }
  Json subscription_attributes(const std::string& arn) {
    return done("GetSubscriptionAttributes", {{"SubscriptionArn", arn}})["Attributes"];
  }
  Json topic_attributes() {
    return done("GetTopicAttributes", {{"TopicArn", kTopicArn}})["Attributes"];
  }
};

}  // namespace keytrail::sns
