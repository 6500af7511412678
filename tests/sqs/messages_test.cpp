#include "sqs/fixture.h"

namespace keytrail::sqs {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(Messages, CarryTheChecksumsThatSdksVerify) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  const Json foo = {{"Foo", {{"DataType", "String"}, {"StringValue", "Bar"}}}};
  const Json number = {{"attr1", {{"DataType", "Number"}, {"StringValue", "99.12"}}}};
  const Json sent = sqs.send(url, "msg", {{"MessageAttributes", foo}});
  EXPECT_EQ(sent["MD5OfMessageBody"], "6e2baaf3b97dbeef01c0043275f9a0e7");
  EXPECT_EQ(sent["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(sqs.send(url, "msg", {{"MessageAttributes", number}})["MD5OfMessageAttributes"],
            "d302007e9aa062660afc85fd0a482472");
  EXPECT_FALSE(sqs.send(url, "msg").contains("MD5OfMessageAttributes"));
  // The receiver's checksum is that of what it asked for.
  const Json received = sqs.receive(url, {{"MessageAttributeNames", {"F.*"}}});
  EXPECT_EQ(received[0]["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(received[0]["MessageAttributes"]["Foo"]["StringValue"], "Bar");
  EXPECT_FALSE(received[1].contains("MD5OfMessageAttributes"));
}

TEST(Messages, ReappearWhenTheirTimeoutEnds) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  sqs.send(url, "a");
  const Json first = sqs.receive(url, {{"AttributeNames", {"All"}}});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0]["Attributes"], (Json{{"SenderId", "123456789012"},
                                          {"SentTimestamp", "1767225600000"},
                                          {"ApproximateReceiveCount", "1"},
                                          {"ApproximateFirstReceiveTimestamp", "1767225600000"}}));
  EXPECT_EQ(sqs.attribute(url, "ApproximateNumberOfMessagesNotVisible"), "1");
  sqs.pass(seconds(29));
  EXPECT_EQ(sqs.bodies(url), "");
  sqs.pass(seconds(1));
  const Json second = sqs.receive(url, {{"AttributeNames", {"ApproximateReceiveCount"}}});
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0]["Attributes"], (Json{{"ApproximateReceiveCount", "2"}}));
  EXPECT_NE(second[0]["ReceiptHandle"], first[0]["ReceiptHandle"]);
  // An older handle deletes nothing; the latest does, and does again.
  for (const Json& handle :
       {first[0]["ReceiptHandle"], second[0]["ReceiptHandle"], second[0]["ReceiptHandle"]}) {
    sqs.done("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", handle}});
  }
  sqs.pass(minutes(1));
  EXPECT_EQ(sqs.bodies(url), "");
}

TEST(Messages, StayHiddenForAsLongAsTheReceiverSays) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  sqs.send(url, "a");
  const Json handle = sqs.receive(url)[0]["ReceiptHandle"];
  const auto change = [&](int timeout) {
    return sqs.refusal(
        "ChangeMessageVisibility",
        {{"QueueUrl", url}, {"ReceiptHandle", handle}, {"VisibilityTimeout", timeout}});
  };
  EXPECT_EQ(change(100), "");
  sqs.pass(seconds(99));
  EXPECT_EQ(sqs.bodies(url), "");
  EXPECT_EQ(change(0), "");
  EXPECT_NE(change(5).find("not available for visibility timeout change"), std::string::npos);
  EXPECT_EQ(sqs.bodies(url, {{"VisibilityTimeout", 0}}), "a");
  EXPECT_EQ(sqs.bodies(url), "a");
}

TEST(Messages, WaitForTheirDelayAndGoWithTheirRetention) {
  Sqs sqs;
  const std::string url =
      sqs.create("jobs", {{"DelaySeconds", "10"}, {"MessageRetentionPeriod", "60"}});
  sqs.send(url, "queue's");
  sqs.send(url, "own", {{"DelaySeconds", 20}});
  EXPECT_EQ(sqs.attribute(url, "ApproximateNumberOfMessagesDelayed"), "2");
  sqs.pass(seconds(10));
  EXPECT_EQ(sqs.bodies(url, {{"VisibilityTimeout", 0}}), "queue's");
  sqs.pass(seconds(10));
  EXPECT_EQ(sqs.bodies(url, {{"VisibilityTimeout", 0}}), "queue's own");
  sqs.pass(seconds(39));
  EXPECT_EQ(sqs.attribute(url, "ApproximateNumberOfMessages"), "2");
  sqs.pass(seconds(1));
  EXPECT_EQ(sqs.attribute(url, "ApproximateNumberOfMessages"), "0");
  EXPECT_EQ(sqs.bodies(url), "");
}

TEST(Messages, ReceivedTooOftenBecomeDeadLetters) {
  Sqs sqs;
  const std::string dead = sqs.create("dead");
  const std::string url = sqs.create(
      "jobs",
      {{"RedrivePolicy",
        R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":2})"}});
  EXPECT_EQ(sqs.done("ListDeadLetterSourceQueues", {{"QueueUrl", dead}})["queueUrls"], Json({url}));
  sqs.send(url, "poison");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(sqs.bodies(url, {{"VisibilityTimeout", 0}}), "poison");
  EXPECT_EQ(sqs.bodies(dead), "");
  EXPECT_EQ(sqs.bodies(url), "");
  const Json letter = sqs.receive(
      dead,
      {{"MessageSystemAttributeNames", {"DeadLetterQueueSourceArn", "ApproximateReceiveCount"}}});
  ASSERT_EQ(letter.size(), 1u);
  EXPECT_EQ(letter[0]["Attributes"],
            (Json{{"ApproximateReceiveCount", "3"},
                  {"DeadLetterQueueSourceArn", "arn:aws:sqs:us-east-1:123456789012:jobs"}}));
}

TEST(Messages, WakeAReceiverThatWaits) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  sqs.during_wait = [&] { sqs.send(url, "late"); };
  EXPECT_EQ(sqs.bodies(url, {{"WaitTimeSeconds", 20}}), "late");
  // Without a wait nobody is waited for, and a wait may end in vain.
  sqs.during_wait = [&] { ADD_FAILURE() << "waited"; };
  EXPECT_EQ(sqs.bodies(url, {{"WaitTimeSeconds", 0}}), "");
  sqs.during_wait = nullptr;
  EXPECT_EQ(sqs.bodies(url, {{"WaitTimeSeconds", 20}}), "");
  sqs.during_wait = [&] { sqs.done("DeleteQueue", {{"QueueUrl", url}}); };
  EXPECT_EQ(sqs.refusal("ReceiveMessage", {{"QueueUrl", url}, {"WaitTimeSeconds", 20}}),
            "QueueDoesNotExist: The specified queue does not exist.");
}

TEST(Messages, OfAGroupKeepTheirOrder) {
  Sqs sqs;
  const std::string url = sqs.create("jobs.fifo", {{"ContentBasedDeduplication", "true"}});
  const auto in_group = [](const char* group) { return Json{{"MessageGroupId", group}}; };
  const Json first = sqs.send(url, "a1", in_group("a"));
  const Json second = sqs.send(url, "a2", in_group("a"));
  sqs.send(url, "b1", in_group("b"));
  EXPECT_LT(string_member(first, "SequenceNumber"), string_member(second, "SequenceNumber"));
  EXPECT_EQ(string_member(first, "SequenceNumber").size(), 20u);
  const Json taken = sqs.receive(url, {{"MaxNumberOfMessages", 1}});
  EXPECT_EQ(taken[0]["Body"], "a1");
  // a2 waits for a1; b1 does not.
  EXPECT_EQ(sqs.bodies(url), "b1");
  sqs.done("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", taken[0]["ReceiptHandle"]}});
  const Json next = sqs.receive(url);
  EXPECT_EQ(next[0]["Body"], "a2");
  sqs.pass(seconds(30));
  EXPECT_NE(
      sqs.refusal("DeleteMessage", {{"QueueUrl", url}, {"ReceiptHandle", next[0]["ReceiptHandle"]}})
          .find("Reason: The receipt handle has expired."),
      std::string::npos);
}

TEST(Messages, ArriveOnceWithinFiveMinutes) {
  Sqs sqs;
  const std::string url = sqs.create("jobs.fifo");
  const Json ids = {{"MessageGroupId", "g"}, {"MessageDeduplicationId", "d"}};
  const Json first = sqs.send(url, "one", ids);
  sqs.pass(minutes(5) - seconds(1));
  const Json again = sqs.send(url, "two", ids);
  EXPECT_EQ(again["MessageId"], first["MessageId"]);
  EXPECT_EQ(again["SequenceNumber"], first["SequenceNumber"]);
  sqs.pass(seconds(1));
  EXPECT_NE(sqs.send(url, "three", ids)["MessageId"], first["MessageId"]);
  EXPECT_EQ(sqs.bodies(url), "one three");
}

TEST(Messages, FailOneByOneInABatch) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  const auto batch = [&](Json entries) {
    return Json{{"QueueUrl", url}, {"Entries", std::move(entries)}};
  };
  const Json answer = sqs.done("SendMessageBatch",
                               batch({{{"Id", "good"}, {"MessageBody", "m"}},
                                      {{"Id", "bad"}, {"MessageBody", std::string(1, '\x01')}}}));
  EXPECT_EQ(answer["Successful"].size(), 1u);
  EXPECT_EQ(answer["Successful"][0]["Id"], "good");
  EXPECT_EQ(answer["Failed"][0]["Id"], "bad");
  EXPECT_EQ(answer["Failed"][0]["Code"], "InvalidMessageContents");
  EXPECT_EQ(answer["Failed"][0]["SenderFault"], true);
  EXPECT_EQ(sqs.bodies(url), "m");

  Json eleven = Json::array();
  for (int i = 0; i < 11; ++i) {
    eleven.push_back({{"Id", std::to_string(i)}, {"MessageBody", "m"}});
  }
  EXPECT_EQ(sqs.refusal("SendMessageBatch", batch(eleven)),
            "TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. You have "
            "sent 11.");
  EXPECT_EQ(sqs.refusal("SendMessageBatch", batch(Json::array())),
            "EmptyBatchRequest: There should be at least one entry in the request.");
  EXPECT_EQ(sqs.refusal("SendMessageBatch", batch({{{"Id", "a"}, {"MessageBody", "m"}},
                                                   {{"Id", "a"}, {"MessageBody", "m"}}})),
            "BatchEntryIdsNotDistinct: Id a repeated.");
}

TEST(Messages, AreRefusedInTheWordsOfAws) {
  Sqs sqs;
  const std::string url = sqs.create("jobs", {{"MaximumMessageSize", "1024"}});
  const std::string fifo = sqs.create("ordered.fifo");
  const std::string invalid = "InvalidParameterValue: ";
  struct Row {
    const char* name;
    const char* operation;
    Json input;
    std::string expected;
  };
  const Row rows[] = {
      {"eleven messages",
       "ReceiveMessage",
       {{"QueueUrl", url}, {"MaxNumberOfMessages", 11}},
       invalid + "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 "
                 "and 10, if provided."},
      {"a wait of 21 seconds",
       "ReceiveMessage",
       {{"QueueUrl", url}, {"WaitTimeSeconds", 21}},
       invalid + "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= "
                 "20, if provided."},
      {"no body",
       "SendMessage",
       {{"QueueUrl", url}, {"MessageBody", ""}},
       "MissingParameter: The request must contain the parameter MessageBody."},
      {"a byte too many",
       "SendMessage",
       {{"QueueUrl", url}, {"MessageBody", std::string(1025, 'm')}},
       invalid + "One or more parameters are invalid. Reason: Message must be shorter than 1024 "
                 "bytes."},
      {"all the bytes there are",
       "SendMessage",
       {{"QueueUrl", url}, {"MessageBody", std::string(1024, 'm')}},
       ""},
      {"an empty attribute",
       "SendMessage",
       {{"QueueUrl", url},
        {"MessageBody", "m"},
        {"MessageAttributes", {{"X", {{"DataType", "String"}, {"StringValue", ""}}}}}},
       invalid + "Message (user) attribute 'X' must contain a non-empty value of type 'String'."},
      {"no group",
       "SendMessage",
       {{"QueueUrl", fifo}, {"MessageBody", "m"}},
       "MissingParameter: The request must contain the parameter MessageGroupId."},
      {"no deduplication id",
       "SendMessage",
       {{"QueueUrl", fifo}, {"MessageBody", "m"}, {"MessageGroupId", "g"}},
       invalid + "The queue should either have ContentBasedDeduplication enabled or "
                 "MessageDeduplicationId provided explicitly"},
      {"a handle that is none",
       "DeleteMessage",
       {{"QueueUrl", url}, {"ReceiptHandle", "x"}},
       "ReceiptHandleIsInvalid: The input receipt handle \"x\" is not a valid receipt handle."},
      {"an unknown attribute",
       "GetQueueAttributes",
       {{"QueueUrl", url}, {"AttributeNames", {"Colour"}}},
       "InvalidAttributeName: Unknown Attribute Colour."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(sqs.refusal(row.operation, row.input), row.expected) << row.name;
  }
}

}  // namespace
}  // namespace keytrail::sqs
