#include "base/text.h"
#include "sns/fixture.h"

namespace keytrail::sns {
namespace {

using std::chrono::hours;

TEST(Subscriptions, SayWhatIsWrongInTheWordsOfAws) {
  Sns sns;
  sns.create_topic();
  const std::string confirmed = sns.confirmed_subscription();
  const auto subscribing = [](Json changes) {
    Json input = {{"TopicArn", kTopicArn}, {"Protocol", "email"}, {"Endpoint", "a@example.com"}};
    input.update(changes);
    return input;
  };
  const std::string invalid = "InvalidParameterException: Invalid parameter: ";
  struct Row {
    const char* name;
    const char* operation;
    Json input;
    std::string expected;
  };
  const std::string token(224, '0');
  const Row rows[] = {
      {"an unknown protocol", "Subscribe", subscribing({{"Protocol", "pigeon"}}),
       invalid + "Amazon SNS does not support this protocol string: pigeon"},
      {"no address", "Subscribe", subscribing({{"Endpoint", "nobody"}}), invalid + "Email address"},
      {"an address that would start a header", "Subscribe",
       subscribing({{"Endpoint", "a@example.com\r\nBcc: b@example.com"}}),
       invalid + "Email address"},
      {"two addresses", "Subscribe", subscribing({{"Endpoint", "a@b.com;c@d.com"}}),
       invalid + "Email address"},
      {"an unknown topic", "Subscribe", subscribing({{"TopicArn", std::string(kTopicArn) + "x"}}),
       "NotFoundException: Topic does not exist"},
      {"an unknown attribute", "Subscribe", subscribing({{"Attributes", {{"Colour", "red"}}}}),
       invalid + "Attributes Reason: AttributeName"},
      {"raw delivery neither true nor false", "Subscribe",
       subscribing({{"Attributes", {{"RawMessageDelivery", "yes"}}}}),
       invalid + "Attributes Reason: RawMessageDelivery: Invalid value [yes]. Must be true or "
                 "false."},
      {"raw delivery by e-mail", "Subscribe",
       subscribing({{"Attributes", {{"RawMessageDelivery", "true"}}}}),
       invalid + "Attributes Reason: Delivery protocol [email] does not support raw message "
                 "delivery."},
      {"raw delivery set later",
       "SetSubscriptionAttributes",
       {{"SubscriptionArn", confirmed},
        {"AttributeName", "RawMessageDelivery"},
        {"AttributeValue", "maybe"}},
       invalid + "RawMessageDelivery: Invalid value [maybe]. Must be true or false."},
      {"a filter scope that is none",
       "SetSubscriptionAttributes",
       {{"SubscriptionArn", confirmed},
        {"AttributeName", "FilterPolicyScope"},
        {"AttributeValue", "Subject"}},
       invalid + "FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or "
                 "MessageAttributes"},
      {"a token that is none",
       "ConfirmSubscription",
       {{"TopicArn", kTopicArn}, {"Token", "invalidToken"}},
       "InvalidParameterException: Invalid token"},
      {"a token of nobody",
       "ConfirmSubscription",
       {{"TopicArn", kTopicArn}, {"Token", token}},
       invalid + "Token"},
      {"an unknown subscription",
       "GetSubscriptionAttributes",
       {{"SubscriptionArn", std::string(kTopicArn) + ":x"}},
       "NotFoundException: Subscription does not exist"},
      {"the list's word for pending",
       "Unsubscribe",
       {{"SubscriptionArn", "PendingConfirmation"}},
       invalid + "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"},
      {"a topic to unsubscribe",
       "Unsubscribe",
       {{"SubscriptionArn", kTopicArn}},
       invalid + "SubscriptionId"},
      {"nothing to unsubscribe",
       "Unsubscribe",
       {{"SubscriptionArn", ""}},
       invalid + "SubscriptionArn Reason: no value for required parameter"},
  };
  const std::size_t mails = sns.mails();
  for (const Row& row : rows) {
    EXPECT_EQ(sns.refusal(row.operation, row.input), row.expected) << row.name;
  }
  EXPECT_EQ(sns.mails(), mails) << "a refused call sends no mail";
}

TEST(Subscriptions, OfOtherProtocolsAreRefusedByName) {
  Sns sns;
  sns.create_topic();
  for (const char* protocol : {"lambda", "sms", "application", "firehose"}) {
    const Result<Json> result =
        sns.call("Subscribe", {{"TopicArn", kTopicArn}, {"Protocol", protocol}, {"Endpoint", "x"}});
    ASSERT_FALSE(result.ok()) << protocol;
    EXPECT_EQ(result.error().status, 501) << protocol;
    EXPECT_NE(result.error().message.find(protocol), std::string::npos);
  }
}

TEST(Subscriptions, WaitForConfirmationByTheLinkInTheMail) {
  Sns sns;
  sns.create_topic();
  const Json input = {
      {"TopicArn", kTopicArn}, {"Protocol", "email"}, {"Endpoint", "ops@example.com"}};
  EXPECT_EQ(sns.done("Subscribe", input)["SubscriptionArn"], "pending confirmation");
  const Json listed = sns.done("ListSubscriptionsByTopic", {{"TopicArn", kTopicArn}});
  EXPECT_EQ(listed["Subscriptions"][0]["SubscriptionArn"], "PendingConfirmation");

  const Mail& mail = sns.last_mail();
  EXPECT_EQ(mail.from, "AWS Notifications <no-reply@sns.amazonaws.com>");
  EXPECT_EQ(mail.to, "ops@example.com");
  EXPECT_EQ(mail.subject, "AWS Notification - Subscription Confirmation");
  EXPECT_EQ(mail.confirm_url, "http://127.0.0.1:4566/?Action=ConfirmSubscription&TopicArn=" +
                                  std::string(kTopicArn) + "&Token=" + sns.last_token());
  EXPECT_NE(mail.body.find("You have chosen to subscribe to the topic:\n" + std::string(kTopicArn)),
            std::string::npos);
  EXPECT_NE(mail.body.find(mail.confirm_url), std::string::npos);

  // The link carries no signature and no region.
  sns.caller.identity.access_key_id.clear();
  sns.caller.scope.region = "eu-west-1";
  const Json confirming = {{"TopicArn", kTopicArn}, {"Token", sns.last_token()}};
  const std::string arn =
      string_member(sns.done("ConfirmSubscription", confirming), "SubscriptionArn");
  EXPECT_TRUE(arn.starts_with(std::string(kTopicArn) + ":"));
  EXPECT_EQ(sns.done("ConfirmSubscription", confirming)["SubscriptionArn"], arn)
      << "confirming twice is fine";
  sns.caller.scope.region = "us-east-1";
  EXPECT_EQ(sns.subscription_attributes(arn)["PendingConfirmation"], "false");
  EXPECT_EQ(sns.subscription_attributes(arn)["ConfirmationWasAuthenticated"], "false");
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsConfirmed"], "1");
  EXPECT_EQ(sns.done("Subscribe", input)["SubscriptionArn"], arn)
      << "subscribing again finds the subscription";
  EXPECT_EQ(sns.mails(), 1u);
}

TEST(Subscriptions, AreNotConfirmedByTheTokenOfAnotherTopic) {
  Sns sns;
  sns.create_topic();
  sns.create_topic("other");
  sns.subscribe();
  const std::string other = "arn:aws:sns:us-east-1:123456789012:other";
  const std::string token = sns.last_token();
  EXPECT_EQ(sns.refusal("ConfirmSubscription", {{"TopicArn", other}, {"Token", token}}),
            "InvalidParameterException: Invalid parameter: Topic");
  EXPECT_EQ(sns.refusal("ConfirmSubscription", {{"TopicArn", other + "s"}, {"Token", token}}),
            "InvalidParameterException: Invalid parameter: Token");
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsPending"], "1");
}

TEST(Subscriptions, DisappearAfterTwoDaysUnconfirmed) {
  Sns sns;
  sns.create_topic();
  sns.subscribe("late@example.com");
  const std::string late_token = sns.last_token();
  const std::string prompt = sns.confirmed_subscription("prompt@example.com");
  const std::string prompt_token = sns.last_token();

  sns.advance(timers(), sns.state, hours(48) - Duration(1));
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsPending"], "1");
  sns.advance(timers(), sns.state, Duration(1));
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsPending"], "0");
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsConfirmed"], "1");
  EXPECT_EQ(sns.subscription_attributes(prompt)["PendingConfirmation"], "false");
  for (const std::string& token : {late_token, prompt_token}) {
    EXPECT_EQ(sns.refusal("ConfirmSubscription", {{"TopicArn", kTopicArn}, {"Token", token}}),
              "InvalidParameterException: Invalid parameter: Token");
  }
}

TEST(Subscriptions, GetAnotherMailAndTwoMoreDaysWhenAskedForAgain) {
  Sns sns;
  sns.create_topic();
  const std::string arn = sns.subscribe();
  const std::string token = sns.last_token();
  sns.advance(timers(), sns.state, hours(47));
  EXPECT_EQ(sns.subscribe(), arn);
  EXPECT_EQ(sns.mails(), 2u);
  sns.advance(timers(), sns.state, hours(47));
  EXPECT_EQ(sns.done("ConfirmSubscription",
                     {{"TopicArn", kTopicArn}, {"Token", token}})["SubscriptionArn"],
            arn);
  EXPECT_EQ(sns.scheduler.table().size(), 0u);
}

TEST(Subscriptions, ConfirmThemselvesOnlyWithAutoConfirm) {
  Sns sns;
  sns.settings.auto_confirm = true;
  sns.create_topic();
  const Json output =
      sns.done("Subscribe",
               {{"TopicArn", kTopicArn}, {"Protocol", "email"}, {"Endpoint", "ops@example.com"}});
  EXPECT_EQ(
      sns.subscription_attributes(string_member(output, "SubscriptionArn"))["PendingConfirmation"],
      "false");
  EXPECT_EQ(sns.mails(), 0u);
}

TEST(Subscriptions, EndByTheUnsignedLinkUnlessConfirmedOtherwise) {
  Sns sns;
  sns.create_topic();
  const std::string open = sns.confirmed_subscription("open@example.com");
  const std::string guarded = sns.subscribe("guarded@example.com");
  sns.done("ConfirmSubscription", {{"TopicArn", kTopicArn},
                                   {"Token", sns.last_token()},
                                   {"AuthenticateOnUnsubscribe", "true"}});
  EXPECT_EQ(sns.subscription_attributes(guarded)["ConfirmationWasAuthenticated"], "true");

  const std::string key = std::exchange(sns.caller.identity.access_key_id, "");
  sns.done("Unsubscribe", {{"SubscriptionArn", open}});
  sns.done("Unsubscribe", {{"SubscriptionArn", open}});
  EXPECT_TRUE(sns.refusal("Unsubscribe", {{"SubscriptionArn", guarded}})
                  .starts_with("AuthorizationErrorException"));
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsConfirmed"], "1");
  sns.caller.identity.access_key_id = key;
  sns.done("Unsubscribe", {{"SubscriptionArn", guarded}});
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsConfirmed"], "0");
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsDeleted"], "2");
}

TEST(Subscriptions, ShowTheAttributesThatAwsShows) {
  Sns sns;
  sns.create_topic();
  const std::string arn = sns.subscribe();
  EXPECT_EQ(sns.subscription_attributes(arn),
            (Json{{"SubscriptionArn", arn},
                  {"TopicArn", kTopicArn},
                  {"Owner", "123456789012"},
                  {"Protocol", "email"},
                  {"Endpoint", "ops@example.com"},
                  {"SubscriptionPrincipal", "arn:aws:iam::123456789012:root"},
                  {"PendingConfirmation", "true"},
                  {"ConfirmationWasAuthenticated", "false"},
                  {"RawMessageDelivery", "false"}}));
}

// Where the links in mails lead: public URL, else the Host of the call, else the usual address.
TEST(Subscriptions, GetLinksThatLeadBackToTheEmulator) {
  struct Row {
    const char *public_url, *host, *tls, *expected;
  };
  const Row rows[] = {
      {"https://keytrail.example", "10.0.0.1:4566", "", "https://keytrail.example/?"},
      {"", "sns.localhost:4566", "", "http://sns.localhost:4566/?"},
      {"", "localhost:4567", "TLSv1.3", "https://localhost:4567/?"},
      {"", "", "", "http://127.0.0.1:4566/?"},
  };
  for (const Row& row : rows) {
    Sns sns;
    sns.settings.public_url = row.public_url;
    sns.caller.host_header = row.host;
    sns.caller.tls_version = row.tls;
    sns.create_topic();
    sns.confirmed_subscription();
    EXPECT_TRUE(sns.last_mail().confirm_url.starts_with(row.expected)) << row.expected;
    sns.caller.host_header = "elsewhere";
    sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "m"}});
    EXPECT_NE(sns.last_mail().body.find(std::string("\n") + row.expected), std::string::npos)
        << sns.last_mail().body;
  }
}

TEST(Subscriptions, KeepTheTokenOutOfTheRecord) {
  for (const Operation<State>& row : operations()) {
    if (row.name != "ConfirmSubscription") continue;
    EXPECT_EQ(row.unlogged, (std::vector<std::string_view>{"Token"}));
  }
  Sns sns;
  sns.create_topic();
  sns.subscribe();
  const std::string token = sns.last_token();
  for (const std::string& entry : split(sns.timeline.take(), '\n')) {
    EXPECT_EQ(entry.find(token), std::string::npos) << entry;
  }
}

}  // namespace
}  // namespace keytrail::sns
