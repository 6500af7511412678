#include "sns/fixture.h"

namespace keytrail::sns {
namespace {

constexpr const char* kQueueArn = "arn:aws:sqs:us-east-1:123456789012:jobs";
constexpr const char* kDeadLettersArn = "arn:aws:sqs:us-east-1:123456789012:dead";

struct SnsWithQueue : Sns {
  SnsWithQueue() {
    queues = {kQueueArn};
    create_topic();
  }
  std::string subscribe_queue(Json attributes = Json::object()) {
    return string_member(done("Subscribe", {{"TopicArn", kTopicArn},
                                            {"Protocol", "sqs"},
                                            {"Endpoint", kQueueArn},
                                            {"Attributes", std::move(attributes)}}),
                         "SubscriptionArn");
  }
  Json publish(const std::string& message, Json more = Json::object()) {
    Json input = {{"TopicArn", kTopicArn}, {"Message", message}};
    input.update(more);
    return done("Publish", std::move(input));
  }
  // What the timeline says of the last delivery.
  std::string last_status() {
    const std::string lines = timeline.take();
    const std::size_t last = lines.rfind("\"status\":\"");
    return last == std::string::npos
               ? ""
               : lines.substr(last + 10, lines.find('"', last + 10) - last - 10);
  }
};

TEST(QueueSubscriptions, OfOnesOwnQueueNeedNoConfirmation) {
  SnsWithQueue sns;
  const std::string arn = sns.subscribe_queue();
  EXPECT_TRUE(arn.starts_with(std::string(kTopicArn) + ":"));
  EXPECT_EQ(sns.subscription_attributes(arn)["PendingConfirmation"], "false");
  EXPECT_TRUE(sns.queued.empty());
  // Somebody else's queue is asked first.
  const std::string other = "arn:aws:sqs:us-east-1:210987654321:theirs";
  sns.queues.insert(other);
  EXPECT_EQ(sns.done("Subscribe", {{"TopicArn", kTopicArn},
                                   {"Protocol", "sqs"},
                                   {"Endpoint", other}})["SubscriptionArn"],
            "pending confirmation");
  ASSERT_EQ(sns.queued.size(), 1u);
  EXPECT_EQ(parse_json(sns.queued[0].second.body)->at("Type"), "SubscriptionConfirmation");
}

TEST(QueueSubscriptions, WrapMessagesUnlessTheyAreWantedRaw) {
  SnsWithQueue sns;
  const std::string arn = sns.subscribe_queue();
  const Json attributes = {{"colour", {{"DataType", "String"}, {"StringValue", "red"}}}};
  const Json published =
      sns.publish("hello", {{"Subject", "s"}, {"MessageAttributes", attributes}});
  ASSERT_EQ(sns.queued.size(), 1u);
  const Json envelope = *parse_json(sns.queued[0].second.body);
  EXPECT_EQ(envelope["Type"], "Notification");
  EXPECT_EQ(envelope["MessageId"], published["MessageId"]);
  EXPECT_EQ(envelope["TopicArn"], kTopicArn);
  EXPECT_EQ(envelope["Subject"], "s");
  EXPECT_EQ(envelope["Message"], "hello");
  EXPECT_EQ(envelope["Timestamp"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(envelope["UnsubscribeURL"],
            "http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=" + arn);
  EXPECT_EQ(envelope["MessageAttributes"],
            (Json{{"colour", {{"Type", "String"}, {"Value", "red"}}}}));
  EXPECT_TRUE(sns.queued[0].second.attributes.empty());

  sns.done("SetSubscriptionAttributes", {{"SubscriptionArn", arn},
                                         {"AttributeName", "RawMessageDelivery"},
                                         {"AttributeValue", "true"}});
  EXPECT_EQ(sns.subscription_attributes(arn)["RawMessageDelivery"], "true");
  sns.publish(R"({"default":"d","sqs":"for queues"})",
              {{"MessageStructure", "json"}, {"MessageAttributes", attributes}});
  ASSERT_EQ(sns.queued.size(), 2u);
  EXPECT_EQ(sns.queued[1].second.body, "for queues");
  EXPECT_EQ(sns.queued[1].second.attributes.at("colour").text, "red");
}

TEST(QueueSubscriptions, GetWhatTheirFilterLetsThrough) {
  SnsWithQueue sns;
  const std::string arn = sns.subscribe_queue({{"FilterPolicy", R"({"colour":["red"]})"}});
  EXPECT_EQ(sns.subscription_attributes(arn)["FilterPolicyScope"], "MessageAttributes");
  const auto coloured = [](const char* colour) {
    return Json{
        {"MessageAttributes", {{"colour", {{"DataType", "String"}, {"StringValue", colour}}}}}};
  };
  sns.publish("a", coloured("red"));
  EXPECT_EQ(sns.last_status(), "delivered");
  sns.publish("b", coloured("blue"));
  EXPECT_EQ(sns.last_status(), "filtered");
  sns.publish(R"({"colour":"red"})");
  EXPECT_EQ(sns.queued.size(), 1u);
  sns.done("SetSubscriptionAttributes", {{"SubscriptionArn", arn},
                                         {"AttributeName", "FilterPolicyScope"},
                                         {"AttributeValue", "MessageBody"}});
  sns.publish(R"({"colour":"red"})");
  sns.publish("no JSON", coloured("red"));
  EXPECT_EQ(sns.queued.size(), 2u);
}

TEST(QueueSubscriptions, FailWhereTheTimelineSeesIt) {
  SnsWithQueue sns;
  const std::string arn = sns.subscribe_queue();
  sns.queues.clear();
  sns.publish("lost");
  EXPECT_EQ(sns.last_status(), "failed");
  sns.queues = {kDeadLettersArn};
  sns.done("SetSubscriptionAttributes",
           {{"SubscriptionArn", arn},
            {"AttributeName", "RedrivePolicy"},
            {"AttributeValue", to_text(Json{{"deadLetterTargetArn", kDeadLettersArn}})}});
  sns.publish("kept");
  EXPECT_EQ(sns.last_status(), "dead-letter");
  ASSERT_EQ(sns.queued.size(), 1u);
  EXPECT_EQ(sns.queued[0].first, kDeadLettersArn);
}

TEST(QueueSubscriptions, AreRefusedInTheWordsOfAws) {
  SnsWithQueue sns;
  sns.subscribe_queue();
  const std::string invalid = "InvalidParameterException: Invalid parameter: ";
  struct Row {
    const char* name;
    std::string endpoint;
    Json attributes;
    std::string expected;
  };
  const Row rows[] = {
      {"a URL", "http://127.0.0.1/1/jobs", {}, invalid + "SQS endpoint ARN"},
      {"a FIFO queue",
       std::string(kQueueArn) + ".fifo",
       {},
       invalid + "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to "
                 "standard SNS topics"},
      {"the same again", kQueueArn, {}, ""},
      {"the same otherwise",
       kQueueArn,
       {{"RawMessageDelivery", "true"}},
       invalid + "Attributes Reason: Subscription already exists with different attributes"},
      {"dead letters to a topic",
       kQueueArn,
       {{"RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sns:us-east-1:1:t"})"}},
       invalid + "Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn"},
      {"a bad filter",
       kQueueArn,
       {{"FilterPolicy", R"({"a":[]})"}},
       invalid + "Attributes Reason: FilterPolicy: Empty arrays are not allowed"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(sns.refusal("Subscribe", {{"TopicArn", kTopicArn},
                                        {"Protocol", "sqs"},
                                        {"Endpoint", row.endpoint},
                                        {"Attributes", row.attributes}}),
              row.expected)
        << row.name;
  }
}

TEST(PublishBatch, PublishesEachEntryForItself) {
  SnsWithQueue sns;
  sns.subscribe_queue({{"RawMessageDelivery", "true"}});
  const auto batch = [&](Json entries) {
    return Json{{"TopicArn", kTopicArn}, {"PublishBatchRequestEntries", std::move(entries)}};
  };
  const Json answer =
      sns.done("PublishBatch",
               batch({{{"Id", "good"}, {"Message", "m"}}, {{"Id", "bad"}, {"Message", ""}}}));
  EXPECT_EQ(answer["Successful"].size(), 1u);
  EXPECT_EQ(answer["Failed"], Json::array({{{"Id", "bad"},
                                            {"Code", "InvalidParameter"},
                                            {"Message", "Invalid parameter: Empty message"},
                                            {"SenderFault", true}}}));
  ASSERT_EQ(sns.queued.size(), 1u);
  EXPECT_EQ(sns.queued[0].second.body, "m");
  Json eleven = Json::array();
  for (int i = 0; i < 11; ++i) eleven.push_back({{"Id", std::to_string(i)}, {"Message", "m"}});
  EXPECT_EQ(sns.refusal("PublishBatch", batch(eleven)),
            "TooManyEntriesInBatchRequestException: The batch request contains more entries than "
            "permissible.");
  EXPECT_EQ(sns.refusal("PublishBatch",
                        batch({{{"Id", "a"}, {"Message", "m"}}, {{"Id", "a"}, {"Message", "m"}}})),
            "BatchEntryIdsNotDistinctException: Two or more batch entries in the request have the "
            "same Id.");
}

}  // namespace
}  // namespace keytrail::sns
