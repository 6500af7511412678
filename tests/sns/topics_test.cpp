#include "sns/fixture.h"

namespace keytrail::sns {
namespace {

struct Refusal {
  const char* name;
  const char* operation;
  Json input;
  const char* expected;  // "code: message".
};

TEST(Topics, SayWhatIsWrongInTheWordsOfAws) {
  Sns sns;
  sns.create_topic();
  const std::string arn = kTopicArn;
  const Json same_key_twice = {{{"Key", "a"}, {"Value", "1"}}, {{"Key", "a"}, {"Value", "2"}}};
  const Refusal refusals[] = {
      {"a blank in the name",
       "CreateTopic",
       {{"Name", "two words"}},
       "InvalidParameterException: Invalid parameter: Topic Name"},
      {"an empty name",
       "CreateTopic",
       {{"Name", ""}},
       "InvalidParameterException: Invalid parameter: Topic Name"},
      {"a name of 257 characters",
       "CreateTopic",
       {{"Name", std::string(257, 'x')}},
       "InvalidParameterException: Invalid parameter: Topic Name"},
      {"a FIFO name without the attribute",
       "CreateTopic",
       {{"Name", "a.fifo"}},
       "InvalidParameterException: Invalid parameter: Topic Name"},
      {"the attribute without a FIFO name",
       "CreateTopic",
       {{"Name", "a"}, {"Attributes", {{"FifoTopic", "true"}}}},
       "InvalidParameterException: Invalid parameter: Topic Name"},
      {"an attribute that does not exist",
       "CreateTopic",
       {{"Name", "a"}, {"Attributes", {{"Colour", "red"}}}},
       "InvalidParameterException: Invalid parameter: AttributeName"},
      {"the same name with another display name",
       "CreateTopic",
       {{"Name", "alerts"}, {"Attributes", {{"DisplayName", "Other"}}}},
       "InvalidParameterException: Invalid parameter: Attributes Reason: Topic already exists with "
       "different attributes"},
      {"the same name with other tags",
       "CreateTopic",
       {{"Name", "alerts"}, {"Tags", Json::array({{{"Key", "a"}, {"Value", "1"}}})}},
       "InvalidParameterException: Invalid parameter: Tags Reason: Topic already exists with "
       "different tags"},
      {"a tag key twice",
       "CreateTopic",
       {{"Name", "b"}, {"Tags", same_key_twice}},
       "InvalidParameterException: Invalid parameter: Duplicated keys are not allowed."},
      {"an ARN of three parts",
       "GetTopicAttributes",
       {{"TopicArn", "arn:aws:sns"}},
       "InvalidParameterException: Invalid parameter: TopicArn Reason: An ARN must have at least 6 "
       "elements, not 3"},
      {"a topic of another region",
       "GetTopicAttributes",
       {{"TopicArn", "arn:aws:sns:eu-west-1:123456789012:alerts"}},
       "InvalidParameterException: Invalid parameter: TopicArn"},
      {"a topic that is not there",
       "GetTopicAttributes",
       {{"TopicArn", arn + "2"}},
       "NotFoundException: Topic does not exist"},
      {"a malformed ARN to delete",
       "DeleteTopic",
       {{"TopicArn", "alerts"}},
       "InvalidParameterException: Invalid parameter: TopicArn Reason: An ARN must have at least 6 "
       "elements, not 1"},
      {"FIFO after the fact",
       "SetTopicAttributes",
       {{"TopicArn", arn}, {"AttributeName", "FifoTopic"}, {"AttributeValue", "true"}},
       "InvalidParameterException: Invalid parameter: AttributeName"},
      {"a policy that is no JSON",
       "SetTopicAttributes",
       {{"TopicArn", arn}, {"AttributeName", "Policy"}, {"AttributeValue", "allow"}},
       "InvalidParameterException: Invalid parameter: Policy Error: null"},
      {"an attribute without effect here",
       "SetTopicAttributes",
       {{"TopicArn", arn}, {"AttributeName", "KmsMasterKeyId"}, {"AttributeValue", "alias/x"}},
       "NotImplemented: sns SetTopicAttributes KmsMasterKeyId"},
      {"delivery feedback",
       "SetTopicAttributes",
       {{"TopicArn", arn},
        {"AttributeName", "LambdaFailureFeedbackRoleArn"},
        {"AttributeValue", "arn:aws:iam::123456789012:role/r"}},
       "NotImplemented: sns SetTopicAttributes LambdaFailureFeedbackRoleArn"},
      {"tags of a topic that is not there",
       "ListTagsForResource",
       {{"ResourceArn", arn + "2"}},
       "ResourceNotFoundException: Resource does not exist"},
  };
  for (const Refusal& refusal : refusals) {
    const std::string answer = sns.refusal(refusal.operation, refusal.input);
    if (std::string_view(refusal.expected).starts_with("NotImplemented")) {
      EXPECT_TRUE(answer.starts_with("NotImplemented")) << refusal.name << ": " << answer;
      EXPECT_NE(answer.find(std::string_view(refusal.expected).substr(16)), std::string::npos)
          << refusal.name << ": " << answer;
    } else {
      EXPECT_EQ(answer, refusal.expected) << refusal.name;
    }
  }
  EXPECT_EQ(sns.state.topics.size(), 1u);
}

TEST(Topics, AreCreatedOnceHoweverOftenTheyAreAskedFor) {
  Sns sns;
  EXPECT_EQ(sns.create_topic(), kTopicArn);
  const Json same = {{"Name", "alerts"}, {"Attributes", {{"DisplayName", ""}}}};
  EXPECT_EQ(sns.done("CreateTopic", same)["TopicArn"], kTopicArn);
  EXPECT_EQ(sns.state.topics.size(), 1u);
  EXPECT_TRUE(topic_exists(sns.state, kTopicArn));
  EXPECT_FALSE(topic_exists(sns.state, "arn:aws:sns:us-east-1:123456789012:alert"));
  EXPECT_FALSE(topic_exists(sns.state, "arn:aws:sqs:us-east-1:123456789012:alerts"));
}

TEST(Topics, ShowTheAttributesOfAFreshTopic) {
  Sns sns;
  sns.create_topic();
  const Json attributes = sns.topic_attributes();
  std::vector<std::string> names;
  for (const auto& [name, value] : attributes.items()) names.push_back(name);
  std::ranges::sort(names);
  EXPECT_EQ(names,
            (std::vector<std::string>{"DisplayName", "EffectiveDeliveryPolicy", "Owner", "Policy",
                                      "SubscriptionsConfirmed", "SubscriptionsDeleted",
                                      "SubscriptionsPending", "TopicArn"}));
  EXPECT_EQ(attributes["Owner"], "123456789012");
  EXPECT_EQ(attributes["DisplayName"], "");
  const Json policy = *parse_json(attributes["Policy"].get<std::string>());
  EXPECT_EQ(policy["Version"], "2008-10-17");
  const Json& statement = policy["Statement"][0];
  EXPECT_EQ(statement["Principal"]["AWS"], "*");
  EXPECT_EQ(statement["Action"].size(), 8u);
  EXPECT_EQ(statement["Resource"], kTopicArn);
  EXPECT_EQ(statement["Condition"]["StringEquals"]["AWS:SourceOwner"], "123456789012");
}

TEST(Topics, KeepWhatIsSetAndForgetWhatIsEmptied) {
  Sns sns;
  sns.create_topic();
  const auto set = [&](const char* name, const char* value) {
    sns.done("SetTopicAttributes",
             {{"TopicArn", kTopicArn}, {"AttributeName", name}, {"AttributeValue", value}});
  };
  set("DisplayName", "Night watch");
  set("SignatureVersion", "1");
  set("KmsMasterKeyId", "");
  EXPECT_EQ(sns.topic_attributes()["DisplayName"], "Night watch");
  EXPECT_EQ(sns.topic_attributes()["SignatureVersion"], "1");
  EXPECT_FALSE(sns.topic_attributes().contains("KmsMasterKeyId"));
  set("DisplayName", "");
  EXPECT_EQ(sns.topic_attributes()["DisplayName"], "");
}

TEST(Topics, GiveOthersPermissionsByLabel) {
  Sns sns;
  sns.create_topic();
  const auto add = [&](const char* label, Json accounts, Json actions) {
    return sns.refusal("AddPermission", {{"TopicArn", kTopicArn},
                                         {"Label", label},
                                         {"AWSAccountId", std::move(accounts)},
                                         {"ActionName", std::move(actions)}});
  };
  const auto statements = [&] {
    return parse_json(sns.topic_attributes()["Policy"].get<std::string>())->at("Statement");
  };
  EXPECT_EQ(add("one", {"111122223333"}, {"Publish"}), "");
  EXPECT_EQ(add("two", {"111122223333", "444455556666"}, {"Publish", "Subscribe"}), "");
  EXPECT_EQ(add("one", {"444455556666"}, {"Publish"}),
            "InvalidParameterException: Invalid parameter: Statement already exists");
  EXPECT_EQ(add("three", {"111122223333"}, {"CreateTopic"}),
            "InvalidParameterException: Invalid parameter: Policy statement action out of service "
            "scope!");
  ASSERT_EQ(statements().size(), 3u);
  EXPECT_EQ(statements()[1], Json({{"Sid", "one"},
                                   {"Effect", "Allow"},
                                   {"Principal", {{"AWS", "arn:aws:iam::111122223333:root"}}},
                                   {"Action", "SNS:Publish"},
                                   {"Resource", kTopicArn}}));
  EXPECT_EQ(statements()[2]["Action"], Json({"SNS:Publish", "SNS:Subscribe"}));
  sns.done("RemovePermission", {{"TopicArn", kTopicArn}, {"Label", "one"}});
  ASSERT_EQ(statements().size(), 2u);
  EXPECT_EQ(statements()[1]["Sid"], "two");
}

TEST(Topics, TakeTheirSubscriptionsWithThem) {
  Sns sns;
  sns.create_topic();
  sns.create_topic("alerts-2");
  sns.subscribe();
  sns.done("Subscribe", {{"TopicArn", std::string(kTopicArn) + "-2"},
                         {"Protocol", "email"},
                         {"Endpoint", "ops@example.com"}});
  sns.done("DeleteTopic", {{"TopicArn", kTopicArn}});
  sns.done("DeleteTopic", {{"TopicArn", kTopicArn}});
  EXPECT_EQ(sns.state.topics.size(), 1u);
  EXPECT_EQ(sns.state.subscriptions.size(), 1u);
  EXPECT_EQ(sns.scheduler.table().size(), 1u);
}

TEST(Topics, AreListedByTheHundredInTheirOwnAccountAndRegion) {
  Sns sns;
  for (int i = 0; i < 201; ++i) sns.create_topic("t" + std::to_string(1000 + i));
  sns.caller.scope.region = "eu-west-1";
  sns.create_topic("elsewhere");
  sns.caller.scope.region = "us-east-1";

  std::set<std::string> seen;
  Json input = Json::object();
  std::vector<std::size_t> pages;
  for (;;) {
    const Json page = sns.done("ListTopics", input);
    pages.push_back(page["Topics"].size());
    for (const Json& topic : page["Topics"]) seen.insert(string_member(topic, "TopicArn"));
    if (!page.contains("NextToken")) break;
    input["NextToken"] = page["NextToken"];
  }
  EXPECT_EQ(pages, (std::vector<std::size_t>{100, 100, 1}));
  EXPECT_EQ(seen.size(), 201u);
  EXPECT_EQ(sns.refusal("ListTopics", {{"NextToken", "?"}}),
            "InvalidParameterException: Invalid parameter: NextToken");
}

TEST(Topics, HaveAtMostFiftyTags) {
  Sns sns;
  sns.create_topic();
  Json tags = Json::array();
  for (int i = 0; i < 50; ++i) tags.push_back({{"Key", std::to_string(i)}, {"Value", "v"}});
  sns.done("TagResource", {{"ResourceArn", kTopicArn}, {"Tags", tags}});
  const Json again = Json::array({{{"Key", "1"}, {"Value", "new"}}});
  sns.done("TagResource", {{"ResourceArn", kTopicArn}, {"Tags", again}});
  const Json one_more = Json::array({{{"Key", "more"}, {"Value", ""}}});
  EXPECT_TRUE(sns.refusal("TagResource", {{"ResourceArn", kTopicArn}, {"Tags", one_more}})
                  .starts_with("TagLimitExceededException"));
  sns.done("UntagResource", {{"ResourceArn", kTopicArn}, {"TagKeys", {"0", "2", "absent"}}});
  const Json left = sns.done("ListTagsForResource", {{"ResourceArn", kTopicArn}})["Tags"];
  EXPECT_EQ(left.size(), 48u);
  EXPECT_EQ(left[0], (Json{{"Key", "1"}, {"Value", "new"}}));
}

}  // namespace
}  // namespace keytrail::sns
