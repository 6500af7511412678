#include "wire/samples.h"

namespace keytrail::wire {
namespace {

using namespace samples;

TEST(QueryDecoding, ReadsEveryForm) {
  struct QueryRow {
    const char* what;
    const char* service;
    const char* body;
    Json expected;
  };
  const std::vector<QueryRow> rows = {
      {"members, blanks and bytes",
       "sns",
       "Action=Publish&TopicArn=a&Message=a+b%20c%C3%A9&Subject=",
       {{"TopicArn", "a"}, {"Message", "a b c\xC3\xA9"}, {"Subject", ""}}},
      {"a map whose keys and values have names, with a blob",
       "sns",
       "Action=Publish&Message=m&MessageAttributes.entry.1.Name=n"
       "&MessageAttributes.entry.1.Value.DataType=Binary"
       "&MessageAttributes.entry.1.Value.BinaryValue=Zm9v",
       {{"Message", "m"},
        {"MessageAttributes", {{"n", {{"DataType", "Binary"}, {"BinaryValue", blob("foo")}}}}}}},
      {"a plain map",
       "sns",
       "Action=CreateTopic&Attributes.entry.1.key=k&Attributes.entry.1.value=v",
       {{"Attributes", {{"k", "v"}}}}},
      {"lists out of order and with gaps, numbers, booleans",
       "monitoring",
       "Action=PutMetricAlarm&Dimensions.member.10.Name=j&Dimensions.member.2.Name=b"
       "&Period=60&Threshold=1e0&ActionsEnabled=false",
       {{"ActionsEnabled", false},
        {"Dimensions", {{{"Name", "b"}}, {{"Name", "j"}}}},
        {"Period", 60},
        {"Threshold", 1.0}}},
      {"an empty list",
       "monitoring",
       "Action=PutMetricAlarm&AlarmActions=",
       {{"AlarmActions", Json::array()}}},
      {"timestamps with offset and fraction",
       "monitoring",
       "Action=GetMetricStatistics&StartTime=2026-01-01T01:00:00%2B01:00"
       "&EndTime=2026-01-01T00:00:00.5Z",
       {{"StartTime", 1767225600000}, {"EndTime", 1767225600500}}},
      {"flattened lists and maps under older names",
       "sqs",
       "Action=ReceiveMessage&QueueUrl=u&AttributeName.1=All&MaxNumberOfMessages=10",
       {{"QueueUrl", "u"}, {"AttributeNames", {"All"}}, {"MaxNumberOfMessages", 10}}},
      {"a flattened map",
       "sqs",
       "Action=CreateQueue&QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5"
       "&Tag.1.Key=k&Tag.1.Value=v",
       {{"QueueName", "q"}, {"Attributes", {{"DelaySeconds", "5"}}}, {"tags", {{"k", "v"}}}}},
      {"unknown members", "sts", "Action=GetCallerIdentity&Sing=1&Dance.member.1=2",
       Json::object()},
  };
  for (const QueryRow& row : rows) {
    EXPECT_EQ(must_decode(query(row.service, row.body)), row.expected) << row.what;
  }
}

TEST(QueryDecoding, ReadsTheQueryStringOfAGet) {
  const HttpRequest request = {
      "GET", "/", "Action=ConfirmSubscription&TopicArn=a%3Ab&Token=t", {{"Host", "x"}}, ""};
  EXPECT_EQ(must_decode(request), (Json{{"TopicArn", "a:b"}, {"Token", "t"}}));
}

TEST(QueryDecoding, RefusesWhatTheTypeCannotHold) {
  for (const char* body : {
           "Action=PutMetricAlarm&Period=sixty",
           "Action=PutMetricAlarm&Period=99999999999",
           "Action=PutMetricAlarm&Period=",
           "Action=PutMetricAlarm&Threshold=1e400",
           "Action=PutMetricAlarm&ActionsEnabled=yes",
           "Action=PutMetricAlarm&Dimensions=x",
           "Action=PutMetricAlarm&Dimensions.member.1=x",
           "Action=PutMetricAlarm&Dimensions.member.one.Name=x",
           "Action=PutMetricAlarm&Period.member.1=60",
           "Action=PutMetricAlarm&AlarmName=%FF",
           "Action=GetMetricStatistics&StartTime=yesterday",
       }) {
    EXPECT_EQ(must_decode(query("monitoring", body))["error"], "SerializationException") << body;
  }
}

std::string encoded_query(const std::string& service, const std::string& operation,
                          const Json& output) {
  const models::Service* found = models::find_service(service);
  const Route route{found, models::find_operation(*found, operation), Protocol::Query, false, {}};
  const HttpResponse response = encode(route, output, "ID");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "Content-Type"), "text/xml");
  EXPECT_EQ(header_of(response, "x-amzn-RequestId"), "ID");
  return response.body;
}

TEST(QueryEncoding, WrapsResults) {
  const std::string metadata = "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>";
  EXPECT_EQ(encoded_query("sns", "CreateTopic", {{"TopicArn", "a&b"}}),
            "<CreateTopicResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            "<CreateTopicResult><TopicArn>a&amp;b</TopicArn></CreateTopicResult>" +
                metadata + "</CreateTopicResponse>");
  EXPECT_EQ(encoded_query("sns", "DeleteTopic", Json()),
            "<DeleteTopicResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">" + metadata +
                "</DeleteTopicResponse>");
  EXPECT_EQ(encoded_query("sqs", "ReceiveMessage",
                          {{"Messages", {{{"Body", "b"}, {"Attributes", {{"SenderId", "s"}}}}}}}),
            "<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
            "<ReceiveMessageResult><Message><Body>b</Body><Attribute><Name>SenderId</Name>"
            "<Value>s</Value></Attribute></Message></ReceiveMessageResult>" +
                metadata + "</ReceiveMessageResponse>");
}

TEST(QueryEncoding, WritesListsMapsTimesAndNumbers) {
  const std::string body = encoded_query("cloudwatch", "DescribeAlarms",
                                         {{"MetricAlarms",
                                           {{{"AlarmName", "a"},
                                             {"StateUpdatedTimestamp", 1767225600123},
                                             {"AlarmConfigurationUpdatedTimestamp", 1767225600000},
                                             {"Threshold", 1},
                                             {"Period", 60},
                                             {"ActionsEnabled", true},
                                             {"AlarmActions", {"x", "y"}},
                                             {"Dimensions", Json::array()}}}}});
  EXPECT_NE(body.find("<MetricAlarms><member><AlarmName>a</AlarmName>"
                      "<StateUpdatedTimestamp>2026-01-01T00:00:00.123Z</StateUpdatedTimestamp>"
                      "<AlarmConfigurationUpdatedTimestamp>2026-01-01T00:00:00Z"
                      "</AlarmConfigurationUpdatedTimestamp><Threshold>1.0</Threshold>"
                      "<Period>60</Period><ActionsEnabled>true</ActionsEnabled>"
                      "<AlarmActions><member>x</member><member>y</member></AlarmActions>"
                      "<Dimensions></Dimensions></member></MetricAlarms>"),
            std::string::npos)
      << body;
  EXPECT_NE(encoded_query("sns", "GetTopicAttributes", {{"Attributes", {{"k", "v"}}}})
                .find("<Attributes><entry><key>k</key><value>v</value></entry></Attributes>"),
            std::string::npos);
}

}  // namespace
}  // namespace keytrail::wire
