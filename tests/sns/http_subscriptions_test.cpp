#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"
#include "sns/delivery_policy.h"
#include "sns/fixture.h"

namespace keytrail::sns {
namespace {

constexpr const char* kHook = "http://127.0.0.1:9999/hook";
constexpr const char* kHookDeadLetters = "arn:aws:sqs:us-east-1:123456789012:dead";

struct SnsWithHook : Sns {
  SnsWithHook() { create_topic(); }
  const Delivery& last_post() { return outbox.deliveries().rows().rbegin()->second; }
  std::size_t posts() { return outbox.deliveries().size(); }
  std::string header(const char* name) {
    return string_member(last_post().payload["headers"], name);
  }
  Json body() { return *parse_json(string_member(last_post().payload, "body")); }
  std::string confirmed_hook() {
    const std::string arn = subscribe(kHook, "http");
    done("ConfirmSubscription",
         {{"TopicArn", kTopicArn}, {"Token", string_member(body(), "Token")}});
    return arn;
  }
  void set(const std::string& arn, const char* name, const std::string& value) {
    done("SetSubscriptionAttributes",
         {{"SubscriptionArn", arn}, {"AttributeName", name}, {"AttributeValue", value}});
  }
};

TEST(HttpSubscriptions, ShakeHandsFirst) {
  SnsWithHook sns;
  const std::string arn = sns.subscribe(kHook, "http");
  ASSERT_EQ(sns.posts(), 1u);
  EXPECT_EQ(sns.last_post().payload["url"], kHook);
  EXPECT_EQ(sns.header("x-amz-sns-message-type"), "SubscriptionConfirmation");
  EXPECT_EQ(sns.header("x-amz-sns-topic-arn"), kTopicArn);
  EXPECT_EQ(sns.header("x-amz-sns-subscription-arn"), "");
  EXPECT_EQ(sns.header("User-Agent"), "Amazon Simple Notification Service Agent");
  EXPECT_EQ(sns.header("Content-Type"), "text/plain; charset=UTF-8");
  const Json request = sns.body();
  EXPECT_EQ(request["MessageId"], sns.header("x-amz-sns-message-id"));
  EXPECT_EQ(request["SubscribeURL"],
            "http://127.0.0.1:4566/?Action=ConfirmSubscription&TopicArn=" + std::string(kTopicArn) +
                "&Token=" + string_member(request, "Token"));
  // Before it is confirmed nothing is published to it.
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "m"}});
  EXPECT_EQ(sns.posts(), 1u);
  sns.done("ConfirmSubscription", {{"TopicArn", kTopicArn}, {"Token", request["Token"]}});
  const Json published = sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "m"}});
  ASSERT_EQ(sns.posts(), 2u);
  EXPECT_EQ(sns.header("x-amz-sns-message-type"), "Notification");
  EXPECT_EQ(sns.header("x-amz-sns-message-id"), published["MessageId"]);
  EXPECT_EQ(sns.header("x-amz-sns-subscription-arn"), arn);
  EXPECT_EQ(sns.header("x-amz-sns-rawdelivery"), "");
  EXPECT_EQ(sns.last_post().payload["retryAfter"], Json({20'000, 20'000, 20'000}));
}

TEST(HttpSubscriptions, GetMessagesRawAndAsTheContentTheyAskFor) {
  SnsWithHook sns;
  const std::string arn = sns.confirmed_hook();
  sns.set(arn, "RawMessageDelivery", "true");
  sns.set(
      arn, "DeliveryPolicy",
      R"({"healthyRetryPolicy":{"numRetries":4,"numNoDelayRetries":1,"numMinDelayRetries":1,)"
      R"("minDelayTarget":1,"maxDelayTarget":9},"requestPolicy":{"headerContentType":"application/json"}})");
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "{}"}});
  EXPECT_EQ(sns.last_post().payload["body"], "{}");
  EXPECT_EQ(sns.header("x-amz-sns-rawdelivery"), "true");
  EXPECT_EQ(sns.header("Content-Type"), "application/json");
  EXPECT_EQ(sns.last_post().payload["retryAfter"], Json({0, 1'000, 1'000, 9'000}));
  // The topic may forbid subscriptions to have their own way.
  sns.done("SetTopicAttributes",
           {{"TopicArn", kTopicArn},
            {"AttributeName", "DeliveryPolicy"},
            {"AttributeValue", R"({"http":{"disableSubscriptionOverrides":true,)"
                               R"("defaultHealthyRetryPolicy":{"numRetries":1}}})"}});
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "{}"}});
  EXPECT_EQ(sns.last_post().payload["retryAfter"], Json({20'000}));
  EXPECT_EQ(sns.header("Content-Type"), "text/plain; charset=UTF-8");
}

TEST(HttpSubscriptions, BackOffAsTheirPolicySays) {
  struct Row {
    const char* function;
    std::vector<int> seconds;
  };
  for (const Row& row :
       {Row{"linear", {10, 20, 30, 40, 50}}, Row{"arithmetic", {10, 13, 20, 33, 50}},
        Row{"geometric", {10, 15, 22, 33, 50}}, Row{"exponential", {10, 13, 18, 29, 50}}}) {
    const Json policy = {{"healthyRetryPolicy",
                          {{"minDelayTarget", 10},
                           {"maxDelayTarget", 50},
                           {"numRetries", 5},
                           {"backoffFunction", row.function}}}};
    std::vector<int> seconds;
    for (const Duration delay : retry_delays(policy)) {
      seconds.push_back(static_cast<int>((delay.count() + 500) / 1000));
    }
    EXPECT_EQ(seconds, row.seconds) << row.function;
  }
}

TEST(HttpSubscriptions, RefusePoliciesThatMakeNoSense) {
  SnsWithHook sns;
  const std::string arn = sns.confirmed_hook();
  for (const char* policy :
       {"no", "[]", R"({"http":{}})", R"({"healthyRetryPolicy":{"numRetries":101}})",
        R"({"healthyRetryPolicy":{"numRetries":"3"}})",
        R"({"healthyRetryPolicy":{"minDelayTarget":30}})",
        R"({"healthyRetryPolicy":{"maxDelayTarget":3601}})",
        R"({"healthyRetryPolicy":{"numRetries":1,"numNoDelayRetries":2}})",
        R"({"healthyRetryPolicy":{"numRetries":100,"minDelayTarget":60,"maxDelayTarget":60}})",
        R"({"healthyRetryPolicy":{"backoffFunction":"none"}})",
        R"({"requestPolicy":{"headerContentType":"image/png"}})"}) {
    EXPECT_TRUE(sns.refusal("SetSubscriptionAttributes", {{"SubscriptionArn", arn},
                                                          {"AttributeName", "DeliveryPolicy"},
                                                          {"AttributeValue", policy}})
                    .starts_with("InvalidParameterException: Invalid parameter: DeliveryPolicy: "))
        << policy;
  }
  EXPECT_TRUE(sns.refusal("SetSubscriptionAttributes",
                          {{"SubscriptionArn", arn},
                           {"AttributeName", "DeliveryPolicy"},
                           {"AttributeValue", R"({"throttlePolicy":{"maxReceivesPerSecond":1}})"}})
                  .starts_with("NotImplemented: "));
}

TEST(HttpSubscriptions, LeaveWhatNobodyTookToTheDeadLetterQueue) {
  SnsWithHook sns;
  sns.queues = {kHookDeadLetters};
  const std::string arn = sns.confirmed_hook();
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "m"}});
  const Delivery owed = sns.last_post();
  const auto give_up_on = [&](const Delivery& delivery) {
    sns.with_context([&](Context& context) { give_up(sns.state, context, delivery, "down"); });
  };
  give_up_on(owed);
  EXPECT_TRUE(sns.queued.empty());
  sns.set(arn, "RedrivePolicy",
          R"({"deadLetterTargetArn":")" + std::string(kHookDeadLetters) + R"("})");
  give_up_on(owed);
  ASSERT_EQ(sns.queued.size(), 1u);
  EXPECT_EQ(sns.queued[0].second.body, owed.payload["body"]);
  // Once the subscription is gone nobody knows where to.
  sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
  give_up_on(owed);
  EXPECT_EQ(sns.queued.size(), 1u);
}

TEST(HttpSubscriptions, MayTakeBackThatTheyEnded) {
  SnsWithHook sns;
  const std::string arn = sns.confirmed_hook();
  sns.set(arn, "RawMessageDelivery", "true");
  sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
  EXPECT_EQ(sns.header("x-amz-sns-message-type"), "UnsubscribeConfirmation");
  EXPECT_EQ(sns.header("x-amz-sns-subscription-arn"), arn);
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsDeleted"], "1");
  const Json confirm = {{"TopicArn", kTopicArn}, {"Token", sns.body()["Token"]}};
  EXPECT_EQ(sns.done("ConfirmSubscription", confirm)["SubscriptionArn"], arn);
  EXPECT_EQ(sns.subscription_attributes(arn)["RawMessageDelivery"], "true");
  EXPECT_EQ(sns.topic_attributes()["SubscriptionsDeleted"], "0");
  // But not for ever.
  sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
  const Json late = {{"TopicArn", kTopicArn}, {"Token", sns.body()["Token"]}};
  sns.advance(timers(), sns.state, std::chrono::days(2));
  EXPECT_EQ(sns.refusal("ConfirmSubscription", late),
            "InvalidParameterException: Invalid parameter: Token");
}

TEST(MailSubscriptions, MayTakeBackThatALinkEndedThem) {
  for (const char* protocol : {"email", "email-json"}) {
    Sns sns;
    sns.create_topic();
    const std::string arn = sns.confirmed_subscription("ops@example.com", protocol);
    const std::size_t mails = sns.mails();
    sns.caller.identity.access_key_id.clear();
    sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
    ASSERT_EQ(sns.mails(), mails + 1);
    EXPECT_EQ(sns.last_mail().subject, "AWS Notification - Unsubscribe Confirmation");
    EXPECT_NE(sns.last_mail().body.find(sns.last_token()), std::string::npos);
    EXPECT_EQ(sns.done("ConfirmSubscription",
                       {{"TopicArn", kTopicArn}, {"Token", sns.last_token()}})["SubscriptionArn"],
              arn);
    // Whoever signs knows what he does.
    sns.caller.identity.access_key_id = "AKIAIOSFODNN7EXAMPLE";
    sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
    EXPECT_EQ(sns.mails(), mails + 1);
  }
}

TEST(Signatures, CoverWhatTheGuideSays) {
  SnsWithHook sns;
  const std::string arn = sns.confirmed_hook();
  const Json confirmation = sns.body();
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "two\nlines"}, {"Subject", "S"}});
  const Json notification = sns.body();
  sns.done(
      "SetTopicAttributes",
      {{"TopicArn", kTopicArn}, {"AttributeName", "SignatureVersion"}, {"AttributeValue", "2"}});
  sns.done("Unsubscribe", {{"SubscriptionArn", arn}});
  const Json ended = sns.body();
  EXPECT_EQ(ended["Type"], "UnsubscribeConfirmation");
  const std::vector<const char*> with_token{"Message", "MessageId", "SubscribeURL", "Timestamp",
                                            "Token",   "TopicArn",  "Type"};
  const std::vector<const char*> with_subject{"Message",   "MessageId", "Subject",
                                              "Timestamp", "TopicArn",  "Type"};
  const Bytes key = crypto::public_key_of(sns.state.signers.find("us-east-1")->private_key);
  const auto is_signed_by_us = [&](const Json& message, const std::vector<const char*>& members) {
    std::string text;
    for (const char* member : members) {
      text += std::string(member) + "\n" + string_member(message, member) + "\n";
    }
    const crypto::Hash hash =
        message["SignatureVersion"] == "2" ? crypto::Hash::Sha256 : crypto::Hash::Sha1;
    return crypto::rsa_verify(key, hash, crypto::view(text),
                              *from_base64(string_member(message, "Signature")));
  };
  EXPECT_TRUE(is_signed_by_us(confirmation, with_token));
  EXPECT_TRUE(is_signed_by_us(notification, with_subject));
  EXPECT_TRUE(is_signed_by_us(ended, with_token));
  EXPECT_FALSE(is_signed_by_us(notification, with_token));
}

// ---- FIFO ----

constexpr const char* kFifoArn = "arn:aws:sns:us-east-1:123456789012:orders.fifo";
constexpr const char* kFifoQueue = "arn:aws:sqs:us-east-1:123456789012:orders.fifo";

struct FifoSns : Sns {
  explicit FifoSns(Json attributes = Json::object()) {
    attributes["FifoTopic"] = "true";
    done("CreateTopic", {{"Name", "orders.fifo"}, {"Attributes", std::move(attributes)}});
    queues = {kFifoQueue};
    done("Subscribe", {{"TopicArn", kFifoArn}, {"Protocol", "sqs"}, {"Endpoint", kFifoQueue}});
  }
  Json publish(const char* message, Json more = Json::object()) {
    Json input = {{"TopicArn", kFifoArn}, {"Message", message}, {"MessageGroupId", "g"}};
    input.update(more);
    return done("Publish", std::move(input));
  }
};

TEST(FifoTopics, NumberMessagesAndPassEachOnOnceInFiveMinutes) {
  FifoSns sns;
  const Json first = sns.publish("a", {{"MessageDeduplicationId", "1"}});
  EXPECT_EQ(first["SequenceNumber"], "10000000000000000001");
  EXPECT_EQ(sns.publish("b", {{"MessageDeduplicationId", "1"}}), first);
  EXPECT_EQ(sns.publish("b", {{"MessageDeduplicationId", "2"}})["SequenceNumber"],
            "10000000000000000002");
  ASSERT_EQ(sns.queued.size(), 2u);
  EXPECT_EQ(sns.queued[0].second.group_id, "g");
  EXPECT_EQ(sns.queued[0].second.deduplication_id, "1");
  const Json envelope = *parse_json(sns.queued[0].second.body);
  EXPECT_EQ(envelope["SequenceNumber"], first["SequenceNumber"]);
  EXPECT_FALSE(envelope.contains("Signature"));
  sns.now += std::chrono::minutes(5);
  EXPECT_NE(sns.publish("a", {{"MessageDeduplicationId", "1"}})["MessageId"], first["MessageId"]);
}

TEST(FifoTopics, TellDuplicatesByTheirContentIfTheyAreToldTo) {
  FifoSns sns(Json{{"ContentBasedDeduplication", "true"}});
  EXPECT_EQ(sns.publish("a"), sns.publish("a"));
  sns.publish("b");
  ASSERT_EQ(sns.queued.size(), 2u);
  EXPECT_EQ(sns.queued[0].second.deduplication_id, crypto::sha256_hex("a"));
  // By group, if duplicates are told within groups.
  FifoSns grouped(
      Json{{"ContentBasedDeduplication", "true"}, {"FifoThroughputScope", "MessageGroup"}});
  grouped.publish("a");
  grouped.publish("a", {{"MessageGroupId", "h"}});
  EXPECT_EQ(grouped.queued.size(), 2u);
}

TEST(FifoTopics, RefuseWhatDoesNotGoWithThem) {
  FifoSns sns;
  sns.create_topic();
  const std::string start = "InvalidParameterException: Invalid parameter: ";
  const auto refused = [&](const char* operation, Json input) {
    return sns.refusal(operation, std::move(input));
  };
  EXPECT_EQ(refused("Publish", {{"TopicArn", kFifoArn}, {"Message", "m"}}),
            start + "The MessageGroupId parameter is required for FIFO topics");
  EXPECT_EQ(refused("Publish", {{"TopicArn", kFifoArn}, {"Message", "m"}, {"MessageGroupId", "g"}}),
            start +
                "The topic should either have ContentBasedDeduplication enabled or "
                "MessageDeduplicationId provided explicitly");
  EXPECT_EQ(refused("Publish",
                    {{"TopicArn", kTopicArn}, {"Message", "m"}, {"MessageDeduplicationId", "d"}}),
            start +
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                "parameter that is not valid for this topic type");
  EXPECT_TRUE(
      refused("Subscribe", {{"TopicArn", kFifoArn}, {"Protocol", "http"}, {"Endpoint", kHook}})
          .starts_with(start + "Protocol Reason: "));
  EXPECT_EQ(refused("CreateTopic",
                    {{"Name", "a"}, {"Attributes", {{"ContentBasedDeduplication", "true"}}}}),
            start + "ContentBasedDeduplication");
}

}  // namespace
}  // namespace keytrail::sns
