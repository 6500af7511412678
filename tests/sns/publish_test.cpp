#include "base/text.h"
#include "sns/fixture.h"

namespace keytrail::sns {
namespace {

TEST(Publish, SaysWhatIsWrongInTheWordsOfAws) {
  Sns sns;
  sns.create_topic();
  sns.confirmed_subscription();
  const auto publishing = [](Json changes) {
    Json input = {{"TopicArn", kTopicArn}, {"Message", "m"}};
    input.update(changes);
    return input;
  };
  const auto attribute = [&](const char* name, Json value) {
    return publishing({{"MessageAttributes", {{name, std::move(value)}}}});
  };
  const Json text = {{"DataType", "String"}, {"StringValue", "x"}};
  const std::string invalid = "InvalidParameterException: Invalid parameter: ";
  const std::string value = "InvalidParameterValueException: ";
  struct Row {
    const char* name;
    Json input;
    std::string expected;
  };
  const Row rows[] = {
      {"no message", publishing({{"Message", ""}}), invalid + "Empty message"},
      {"no topic",
       {{"Message", "m"}},
       invalid + "TopicArn or TargetArn Reason: no value for required parameter"},
      {"an unknown topic", publishing({{"TopicArn", std::string(kTopicArn) + "x"}}),
       "NotFoundException: Topic does not exist"},
      {"an unknown target",
       {{"TargetArn", std::string(kTopicArn) + "x"}, {"Message", "m"}},
       invalid + "TargetArn Reason: No endpoint found for the target arn specified"},
      {"an empty subject", publishing({{"Subject", ""}}), invalid + "Subject"},
      {"a subject of 101 characters", publishing({{"Subject", std::string(101, 's')}}),
       invalid + "Subject"},
      {"a subject of two lines", publishing({{"Subject", "a\nBcc: b"}}), invalid + "Subject"},
      {"one byte too many", publishing({{"Message", std::string(262'145, 'm')}}),
       invalid + "Message too long"},
      {"JSON that is none", publishing({{"Message", "{"}, {"MessageStructure", "json"}}),
       invalid + "Message Structure - JSON message body failed to parse"},
      {"JSON without default",
       publishing({{"Message", R"({"email":"m"})"}, {"MessageStructure", "json"}}),
       invalid + "Message Structure - No default entry in JSON message body"},
      {"a deduplication id", publishing({{"MessageDeduplicationId", "1"}}),
       invalid + "MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                 "parameter that is not valid for this topic type"},
      {"an attribute without value", attribute("A", {{"DataType", "String"}}),
       value + "The message attribute 'A' must contain non-empty message attribute value for "
               "message attribute type 'String'."},
      {"an attribute in the wrong field",
       attribute("A", {{"DataType", "Number"}, {"BinaryValue", blob("x")}}),
       value + "The message attribute 'A' with type 'Number' must use field 'String'."},
      {"an attribute of another type", attribute("A", {{"DataType", "Date"}}),
       value + "The message attribute 'A' has an invalid message attribute type, the set of "
               "supported type prefixes is Binary, Number, and String."},
      {"a caret in the name", attribute("a^b", text),
       value + "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. "
               "Can only include alphanumeric characters, hyphens, underscores, or dots."},
      {"a dot in front", attribute(".a", text),
       value + "Invalid message attribute name starting with character '.' was found."},
      {"a dot at the end", attribute("a.", text),
       value + "Invalid message attribute name ending with character '.' was found."},
      {"two dots", attribute("a..b", text),
       value + "Message attribute name can not have successive '.' character."},
  };
  const std::size_t mails = sns.mails();
  for (const Row& row : rows) {
    EXPECT_EQ(sns.refusal("Publish", row.input), row.expected) << row.name;
  }
  EXPECT_EQ(sns.mails(), mails) << "a refused message reaches nobody";
  sns.done("Publish", publishing({{"Message", std::string(262'144, 'm')}}));
  EXPECT_EQ(sns.mails(), mails + 1);
}

TEST(Publish, MailsTextAndFooterToWhoeverConfirmed) {
  Sns sns;
  sns.create_topic();
  const std::string arn = sns.confirmed_subscription();
  sns.subscribe("undecided@example.com");
  sns.timeline.take();
  const std::size_t before = sns.mails();
  const Json output = sns.done(
      "Publish", {{"TopicArn", kTopicArn}, {"Subject", "Grüße"}, {"Message", "It is late."}});
  ASSERT_EQ(sns.mails(), before + 1);
  const Mail& mail = sns.last_mail();
  EXPECT_EQ(mail.to, "ops@example.com");
  EXPECT_EQ(mail.subject, "Grüße");
  EXPECT_EQ(mail.confirm_url, "");
  EXPECT_EQ(mail.body,
            "It is late.\n\n--\n"
            "If you wish to stop receiving notifications from this topic, please click or visit "
            "the link below to unsubscribe:\n"
            "http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=" +
                arn +
                "\n\nPlease do not reply directly to this email. If you have any questions or "
                "comments regarding this email, please contact us at "
                "https://aws.amazon.com/support\n");

  std::map<std::string, Json> notes;
  for (const std::string& entry : split(sns.timeline.take(), '\n')) {
    const Json note = *parse_json(entry);
    if (note["kind"] == "notification") notes[string_member(note, "endpoint")] = note;
  }
  EXPECT_EQ(notes["ops@example.com"]["status"], "delivered");
  EXPECT_EQ(notes["ops@example.com"]["messageId"], output["MessageId"]);
  EXPECT_EQ(notes["ops@example.com"]["mail"], mail.id);
  EXPECT_EQ(notes["undecided@example.com"]["status"], "pending");
}

TEST(Publish, SignsMailsWithTheDisplayName) {
  Sns sns;
  sns.create_topic();
  sns.done("SetTopicAttributes", {{"TopicArn", kTopicArn},
                                  {"AttributeName", "DisplayName"},
                                  {"AttributeValue", "Night watch"}});
  sns.confirmed_subscription();
  sns.done("Publish", {{"TopicArn", kTopicArn}, {"Message", "m"}});
  EXPECT_EQ(sns.last_mail().from, "Night watch <no-reply@sns.amazonaws.com>");
  EXPECT_EQ(sns.last_mail().subject, "AWS Notification Message");
}

TEST(Publish, GivesEachProtocolItsOwnText) {
  Sns sns;
  sns.create_topic();
  sns.confirmed_subscription("people@example.com", "email");
  sns.confirmed_subscription("machine@example.com", "email-json");
  sns.done("Publish", {{"TopicArn", kTopicArn},
                       {"MessageStructure", "json"},
                       {"Message", R"({"default":"for all","email":"for people","sms":7})"}});
  std::map<std::string, std::string> bodies;
  for (const auto& [id, mail] : sns.outbox.inbox().rows()) bodies[mail.to] = mail.body;
  EXPECT_TRUE(bodies["people@example.com"].starts_with("for people\n\n--\n"));
  EXPECT_NE(bodies["machine@example.com"].find(R"(  "Message" : "for all",)"), std::string::npos);
}

TEST(Publish, WrapsMessagesForEmailJson) {
  Sns sns;
  sns.create_topic();
  const std::string arn = sns.confirmed_subscription("machine@example.com", "email-json");
  const Json confirmation = *parse_json(sns.last_mail().body);
  EXPECT_EQ(confirmation["Type"], "SubscriptionConfirmation");
  EXPECT_EQ(confirmation["Token"], sns.last_token());
  EXPECT_EQ(confirmation["SubscribeURL"], sns.last_mail().confirm_url);

  const Json output = sns.done(
      "Publish", {{"TopicArn", kTopicArn},
                  {"Subject", "S"},
                  {"Message", "two\nlines"},
                  {"MessageAttributes",
                   {{"colour", {{"DataType", "String"}, {"StringValue", "red"}}},
                    {"bytes", {{"DataType", "Binary"}, {"BinaryValue", blob("\x01\x02")}}}}}});
  const std::string& body = sns.last_mail().body;
  const Json signed_members = *parse_json(body.substr(0, body.find("\n\n--\n")));
  EXPECT_EQ(
      body.substr(0, body.find("\n\n--\n")),
      "{\n"
      "  \"Type\" : \"Notification\",\n"
      "  \"MessageId\" : \"" +
          string_member(output, "MessageId") +
          "\",\n"
          "  \"TopicArn\" : \"" +
          std::string(kTopicArn) +
          "\",\n"
          "  \"Subject\" : \"S\",\n"
          "  \"Message\" : \"two\\nlines\",\n"
          "  \"Timestamp\" : \"2026-01-01T00:00:00.000Z\",\n"
          "  \"SignatureVersion\" : \"1\",\n"
          "  \"Signature\" : \"" +
          string_member(signed_members, "Signature") +
          "\",\n"
          "  \"SigningCertURL\" : \"http://127.0.0.1:4566/" +
          sns.state.signers.find("us-east-1")->certificate_name +
          "\",\n"
          "  \"UnsubscribeURL\" : \"http://127.0.0.1:4566/?Action=Unsubscribe&SubscriptionArn=" +
          arn +
          "\",\n"
          "  \"MessageAttributes\" : {\n"
          "    \"colour\" : {\"Type\":\"String\",\"Value\":\"red\"},\n"
          "    \"bytes\" : {\"Type\":\"Binary\",\"Value\":\"AQI=\"}\n"
          "  }\n"
          "}");
}

TEST(AlarmAction, TellsPeopleInProseAndMachinesInJson) {
  Sns sns;
  sns.create_topic();
  sns.confirmed_subscription("people@example.com", "email");
  sns.confirmed_subscription("machine@example.com", "email-json");
  sns.timeline.take();
  AlarmNotification notification;
  notification.action_arn = kTopicArn;
  notification.alarm_arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:KMSErrors";
  notification.subject = "ALARM: \"KMSErrors\" in US East (N. Virginia)";
  notification.message = R"({"AlarmName":"KMSErrors"})";
  notification.email_body = "You are receiving this email because";
  const auto run = [&] {
    return sns.with_context([&](Context& context) {
      return run_alarm_action(sns.state, context, context.scope(), notification);
    });
  };
  // A timer's caller has no Host; the links remember that of Subscribe.
  sns.caller.host_header.clear();
  EXPECT_TRUE(run().ok());
  std::map<std::string, Mail> mails;
  for (const auto& [id, mail] : sns.outbox.inbox().rows()) mails[mail.to] = mail;
  EXPECT_EQ(mails["people@example.com"].subject, notification.subject);
  EXPECT_TRUE(mails["people@example.com"].body.starts_with(notification.email_body + "\n\n--\n"));
  EXPECT_NE(mails["machine@example.com"].body.find(R"("Message" : "{\"AlarmName\":)"),
            std::string::npos);
  for (const std::string& entry : split(sns.timeline.take(), '\n')) {
    EXPECT_EQ((*parse_json(entry))["cause"], notification.alarm_arn);
  }

  notification.action_arn += "-gone";
  EXPECT_EQ(run().error().message, "Topic does not exist");
  notification.action_arn = "arn:aws:automate:us-east-1:ec2:stop";
  EXPECT_EQ(run().error().status, 501);
  EXPECT_EQ(sns.mails(), 4u);
}

}  // namespace
}  // namespace keytrail::sns
