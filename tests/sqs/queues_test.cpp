#include "sqs/fixture.h"

namespace keytrail::sqs {
namespace {

using std::chrono::seconds;

TEST(Queues, HaveUrlsAtTheHostThatTheClientReached) {
  Sqs sqs;
  EXPECT_EQ(sqs.create("jobs"), "http://127.0.0.1:4566/123456789012/jobs");
  sqs.caller.host_header = "queues.test:9";
  EXPECT_EQ(sqs.done("GetQueueUrl", {{"QueueName", "jobs"}})["QueueUrl"],
            "http://queues.test:9/123456789012/jobs");
  sqs.settings.public_url = "https://public.test";
  EXPECT_EQ(sqs.done("ListQueues")["QueueUrls"], Json({"https://public.test/123456789012/jobs"}));
  EXPECT_EQ(sqs.refusal("GetQueueUrl", {{"QueueName", "other"}}),
            "QueueDoesNotExist: The specified queue does not exist.");
}

TEST(Queues, ShowTheAttributesOfAFreshQueue) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  const Json all = sqs.done("GetQueueAttributes", {{"QueueUrl", url}, {"AttributeNames", {"All"}}});
  EXPECT_EQ(all["Attributes"], (Json{{"QueueArn", "arn:aws:sqs:us-east-1:123456789012:jobs"},
                                     {"ApproximateNumberOfMessages", "0"},
                                     {"ApproximateNumberOfMessagesNotVisible", "0"},
                                     {"ApproximateNumberOfMessagesDelayed", "0"},
                                     {"CreatedTimestamp", "1767225600"},
                                     {"LastModifiedTimestamp", "1767225600"},
                                     {"VisibilityTimeout", "30"},
                                     {"MaximumMessageSize", "1048576"},
                                     {"MessageRetentionPeriod", "345600"},
                                     {"DelaySeconds", "0"},
                                     {"ReceiveMessageWaitTimeSeconds", "0"},
                                     {"SqsManagedSseEnabled", "true"}}));
  EXPECT_EQ(sqs.done("GetQueueAttributes", {{"QueueUrl", url}}), Json::object());
}

TEST(Queues, SayWhatIsWrongInTheWordsOfAws) {
  Sqs sqs;
  sqs.create("jobs", {{"DelaySeconds", "5"}});
  sqs.create("ordered.fifo");
  const std::string dead = R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:)";
  const auto redrive = [&](const std::string& policy) {
    return "InvalidParameterValue: Value " + policy +
           " for parameter RedrivePolicy is invalid. Reason: ";
  };
  const std::string missing = dead + R"(none","maxReceiveCount":3})";
  const std::string other_type = dead + R"(ordered.fifo","maxReceiveCount":3})";
  const std::string too_often = dead + R"(jobs","maxReceiveCount":1001})";
  const std::string good = dead + R"(jobs","maxReceiveCount":"1000"})";
  struct Row {
    const char* name;
    std::string queue;
    Json attributes;
    std::string expected;
  };
  const Row rows[] = {
      {"the same queue again", "jobs", {{"DelaySeconds", "5"}}, ""},
      {"another delay",
       "jobs",
       {{"DelaySeconds", "6"}},
       "QueueNameExists: A queue already exists with the same name and a different value for "
       "attribute DelaySeconds"},
      {"a dot in the name",
       "a.b",
       {},
       "InvalidParameterValue: Can only include alphanumeric characters, hyphens, or underscores. "
       "1 to 80 in length"},
      {"81 characters",
       std::string(81, 'q'),
       {},
       "InvalidParameterValue: Can only include alphanumeric characters, hyphens, or underscores. "
       "1 to 80 in length"},
      {"80 characters", std::string(80, 'q'), {}, ""},
      {"a FIFO queue without suffix",
       "new",
       {{"FifoQueue", "true"}},
       "InvalidParameterValue: The name of a FIFO queue can only include alphanumeric characters, "
       "hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."},
      {"a standard queue that says so",
       "new",
       {{"FifoQueue", "false"}},
       "InvalidAttributeName: Unknown Attribute FifoQueue."},
      {"a FIFO attribute of a standard queue",
       "new",
       {{"ContentBasedDeduplication", "true"}},
       "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication."},
      {"an attribute that is read only",
       "new",
       {{"QueueArn", "x"}},
       "InvalidAttributeName: Unknown Attribute QueueArn."},
      {"a timeout above twelve hours",
       "new",
       {{"VisibilityTimeout", "43201"}},
       "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout."},
      {"a timeout of twelve hours", "new1", {{"VisibilityTimeout", "43200"}}, ""},
      {"a retention below a minute",
       "new",
       {{"MessageRetentionPeriod", "59"}},
       "InvalidAttributeValue: Invalid value for the parameter MessageRetentionPeriod."},
      {"a KMS key",
       "new",
       {{"KmsMasterKeyId", "alias/mine"}},
       "NotImplemented: keytrail does not emulate sqs CreateQueue with KmsMasterKeyId yet."},
      {"a redrive policy that is no JSON",
       "new",
       {{"RedrivePolicy", "x"}},
       redrive("x") + "Redrive policy is not a valid JSON map."},
      {"a redrive policy without count",
       "new",
       {{"RedrivePolicy", dead + "jobs\"}"}},
       redrive(dead + "jobs\"}") +
           "Redrive policy does not contain mandatory attribute: maxReceiveCount."},
      {"a redrive policy of 1001",
       "new",
       {{"RedrivePolicy", too_often}},
       redrive(too_often) + "Invalid value for maxReceiveCount: 1001, valid values are from 1 to "
                            "1000 both inclusive."},
      {"a redrive policy of 1000", "new2", {{"RedrivePolicy", good}}, ""},
      {"dead letters to nowhere",
       "new",
       {{"RedrivePolicy", missing}},
       redrive(missing) + "Dead letter target does not exist."},
      {"dead letters to a FIFO queue",
       "new",
       {{"RedrivePolicy", other_type}},
       redrive(other_type) + "Dead-letter queue must be same type of queue as the source."},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string refusal =
        sqs.refusal("CreateQueue", {{"QueueName", row.queue}, {"Attributes", row.attributes}});
    if (row.expected.starts_with("NotImplemented")) {
      EXPECT_TRUE(refusal.starts_with("NotImplemented")) << refusal;
    } else {
      EXPECT_EQ(refusal, row.expected);
    }
  }
}

TEST(Queues, LeaveTheirNameAloneForAMinute) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  sqs.send(url, "old");
  sqs.done("DeleteQueue", {{"QueueUrl", url}});
  EXPECT_EQ(sqs.refusal("SendMessage", {{"QueueUrl", url}, {"MessageBody", "m"}}),
            "QueueDoesNotExist: The specified queue does not exist.");
  sqs.pass(seconds(59));
  EXPECT_TRUE(sqs.refusal("CreateQueue", {{"QueueName", "jobs"}})
                  .starts_with("QueueDeletedRecently: You must wait 60 seconds"));
  sqs.pass(seconds(1));
  sqs.create("jobs");
  EXPECT_EQ(sqs.bodies(url), "");
}

TEST(Queues, PurgeOnceAMinute) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  sqs.send(url, "a");
  sqs.done("PurgeQueue", {{"QueueUrl", url}});
  EXPECT_EQ(sqs.attribute(url, "ApproximateNumberOfMessages"), "0");
  sqs.pass(seconds(59));
  EXPECT_EQ(sqs.refusal("PurgeQueue", {{"QueueUrl", url}}),
            "PurgeQueueInProgress: Only one PurgeQueue operation on jobs is allowed every 60 "
            "seconds.");
  sqs.pass(seconds(1));
  EXPECT_EQ(sqs.refusal("PurgeQueue", {{"QueueUrl", url}}), "");
}

TEST(Queues, ListInPagesForThoseWhoAsk) {
  Sqs sqs;
  for (const char* name : {"a1", "a2", "a3", "b1"}) sqs.create(name);
  EXPECT_EQ(sqs.done("ListQueues")["QueueUrls"].size(), 4u);
  EXPECT_EQ(sqs.done("ListQueues", {{"QueueNamePrefix", "c"}}), Json::object());
  const Json first = sqs.done("ListQueues", {{"QueueNamePrefix", "a"}, {"MaxResults", 2}});
  EXPECT_EQ(first["QueueUrls"].size(), 2u);
  const Json second =
      sqs.done("ListQueues",
               {{"QueueNamePrefix", "a"}, {"MaxResults", 2}, {"NextToken", first["NextToken"]}});
  EXPECT_EQ(second["QueueUrls"], Json({"http://127.0.0.1:4566/123456789012/a3"}));
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST(Queues, KeepTags) {
  Sqs sqs;
  const std::string url = sqs.create("jobs");
  EXPECT_EQ(sqs.done("ListQueueTags", {{"QueueUrl", url}}), Json::object());
  sqs.done("TagQueue", {{"QueueUrl", url}, {"Tags", {{"team", "ops"}, {"tier", ""}}}});
  sqs.done("UntagQueue", {{"QueueUrl", url}, {"TagKeys", {"tier", "absent"}}});
  EXPECT_EQ(sqs.done("ListQueueTags", {{"QueueUrl", url}})["Tags"], (Json{{"team", "ops"}}));
}

}  // namespace
}  // namespace keytrail::sqs
