"""CloudWatch Logs with boto3 and the AWS CLI: paging, tokens, rejected events, limits, and what is refused by name."""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import Served, aws_environment, client_of

import botocore.exceptions

NOW = 1767225600000  # served.CLOCK_START
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Boto3(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.keytrail = Served()
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)
        self.logs = client_of(self.keytrail, "logs", parameter_validation=False)
        self.logs.create_log_group(logGroupName="g")
        self.logs.create_log_stream(logGroupName="g", logStreamName="s")

    def refused(self, call, code, message, **parameters):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**parameters)
        error = caught.exception.response["Error"]
        self.assertEqual((error["Code"], error["Message"]), (code, message))

    def put(self, *events, stream="s"):
        return self.logs.put_log_events(logGroupName="g", logStreamName=stream, logEvents=[
            {"timestamp": at, "message": text} for at, text in events])

    def put_filter(self, name, pattern="x", **members):
        self.logs.put_metric_filter(logGroupName="g", filterName=name, filterPattern=pattern, **members,
                                    metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}])

    def items(self, operation, member, size, **parameters):
        pages = list(self.logs.get_paginator(operation).paginate(**parameters, PaginationConfig={"PageSize": size}))
        for page in pages:
            self.assertLessEqual(len(page[member]), size)
        return [item for page in pages for item in page[member]]

    def test_every_paginator_sees_everything_once(self):
        for name in ("a", "b", "c/1"):
            self.logs.create_log_group(logGroupName=name)
            self.logs.create_log_stream(logGroupName="g", logStreamName=name)
        for i in range(7):
            self.put_filter(f"f{i}")
            self.put((NOW + i, f"event {i}"), stream="abs"[i % 3])
        for size in (1, 2, 50):
            groups = self.items("describe_log_groups", "logGroups", size)
            self.assertEqual([group["logGroupName"] for group in groups], ["a", "b", "c/1", "g"])
            streams = self.items("describe_log_streams", "logStreams", size, logGroupName="g",
                                 orderBy="LastEventTime", descending=True)
            self.assertEqual([stream["logStreamName"] for stream in streams], ["a", "s", "b", "c/1"])
            filters = self.items("describe_metric_filters", "metricFilters", size, logGroupName="g")
            self.assertEqual([one["filterName"] for one in filters], [f"f{i}" for i in range(7)])
            self.assertEqual(self.items("describe_subscription_filters", "subscriptionFilters", size, logGroupName="g"), [])
            events = self.items("filter_log_events", "events", size, logGroupName="g", filterPattern="event")
            self.assertEqual([event["message"] for event in events], [f"event {i}" for i in range(7)])
            self.assertEqual(len({event["eventId"] for event in events}), 7)

    def test_get_log_events_ends_with_the_token_it_was_sent(self):
        self.put(*[(NOW + i, str(i)) for i in range(5)])
        seen, token = [], None
        while True:
            page = self.logs.get_log_events(logGroupName="g", logStreamName="s", limit=2, startFromHead=True,
                                            **({"nextToken": token} if token else {}))
            seen += [event["message"] for event in page["events"]]
            if page["nextForwardToken"] == token:
                break
            token = page["nextForwardToken"]
        self.assertEqual(seen, ["0", "1", "2", "3", "4"])
        newest = self.logs.get_log_events(logGroupName="g", logStreamName="s", limit=2)
        self.assertEqual([event["message"] for event in newest["events"]], ["3", "4"])
        for token in ("x", "f/1"):
            self.refused(self.logs.get_log_events, "InvalidParameterException", "The specified nextToken is invalid.",
                         logGroupName="g", logStreamName="s", nextToken=token)

    def test_events_are_rejected_one_by_one(self):
        answer = self.put((NOW - 15 * DAY, "old"), (NOW, "fine"), (NOW + 2 * HOUR + 1, "new"))
        self.assertEqual(answer["rejectedLogEventsInfo"], {"tooNewLogEventStartIndex": 2, "tooOldLogEventEndIndex": 1})
        self.logs.put_retention_policy(logGroupName="g", retentionInDays=1)
        answer = self.put((NOW - DAY - MINUTE, "expired"), (NOW - MINUTE, "young"))
        self.assertEqual(answer["rejectedLogEventsInfo"], {"expiredLogEventEndIndex": 1})
        self.assertEqual([event["message"] for event in self.logs.filter_log_events(logGroupName="g")["events"]],
                         ["young", "fine"])
        self.keytrail.advance("2d")
        self.assertEqual(self.logs.filter_log_events(logGroupName="g")["events"], [])
        [group] = self.logs.describe_log_groups()["logGroups"]
        self.assertEqual(group["storedBytes"], 0)

    def test_batches_are_refused_as_a_whole(self):
        def refused(message, *events):
            with self.assertRaises(self.logs.exceptions.InvalidParameterException) as caught:
                self.put(*events)
            self.assertEqual(caught.exception.response["Error"]["Message"], message)
        at_least_one = ("1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: "
                        "Member must have length greater than or equal to 1")
        refused(at_least_one)
        refused("Log events in a single PutLogEvents request must be in chronological order.", (NOW, "b"), (NOW - 1, "a"))
        refused("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
                (NOW - DAY - 1, "a"), (NOW, "b"))
        refused("Upload too large: 1048577 bytes exceeds limit of 1048576", (NOW, "x" * (1_048_576 - 25)))
        self.refused(self.logs.put_log_events, "ResourceNotFoundException", "The specified log group does not exist.",
                     logGroupName="none", logStreamName="s", logEvents=[{"timestamp": NOW, "message": "x"}])
        self.assertEqual(self.logs.get_log_events(logGroupName="g", logStreamName="s")["events"], [])

    def test_limits(self):
        self.refused(self.logs.filter_log_events, "InvalidParameterException",
                     "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must "
                     "have value less than or equal to 10000", logGroupName="g", limit=10001)
        self.refused(self.put_filter, "InvalidParameterException", "Invalid filter pattern", name="f", pattern="{ $.a")
        self.refused(self.put_filter, "InvalidParameterException",
                     f"1 validation error detected: Value '{'x' * 1025}' at 'filterPattern' failed to satisfy constraint: "
                     "Member must have length less than or equal to 1024", name="f", pattern="x" * 1025)
        for i in range(100):
            self.put_filter(f"f{i}")
        self.put_filter("f99", "changed")
        self.refused(self.put_filter, "LimitExceededException", "Resource limit exceeded.", name="f100")
        [group] = self.logs.describe_log_groups()["logGroups"]
        self.assertEqual(group["metricFilterCount"], 100)

    def test_what_is_not_there_is_refused_by_name(self):
        stream = "arn:aws:kinesis:us-east-1:123456789012:stream/s"
        role = "arn:aws:iam::123456789012:role/r"
        self.refused(self.logs.put_subscription_filter, "NotImplemented",
                     "keytrail does not emulate logs PutSubscriptionFilter to a kinesis destination yet.",
                     logGroupName="g", filterName="f", filterPattern="", destinationArn=stream, roleArn=role)
        self.refused(self.logs.put_subscription_filter, "InvalidParameterException",
                     "destinationArn for vendor kinesis cannot be used without roleArn",
                     logGroupName="g", filterName="f", filterPattern="", destinationArn=stream)
        self.refused(self.logs.delete_subscription_filter, "ResourceNotFoundException",
                     "The specified subscription filter does not exist.", logGroupName="g", filterName="f")
        self.refused(self.logs.start_query, "NotImplemented", "keytrail does not emulate logs StartQuery yet.",
                     logGroupName="g", startTime=0, endTime=1, queryString="fields @message")
        # Newer than Debian's boto3.
        for operation in ("StartLiveTail", "GetQueryResults", "PutTransformer", "PutMetricFilter"):
            status, _, body = self.keytrail.json_call("Logs_20140328." + operation, {
                "logGroupIdentifiers": ["arn:aws:logs:us-east-1:123456789012:log-group:g"], "queryId": "q",
                "logGroupIdentifier": "g", "transformerConfig": [{}], "logGroupName": "g", "filterName": "f",
                "filterPattern": "", "applyOnTransformedLogs": True,
                "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]})
            what = operation + (" with applyOnTransformedLogs" if operation == "PutMetricFilter" else "")
            self.assertEqual((status, json.loads(body)["message"]), (501, f"keytrail does not emulate logs {what} yet."))


class Cli(unittest.TestCase):
    def test_filters(self):
        with Served() as keytrail:
            def aws(*arguments):
                done = subprocess.run(["/usr/bin/aws", "--endpoint-url", keytrail.url, "--output", "json", "logs",
                                       *arguments], capture_output=True, text=True, env=aws_environment(), timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)
                return json.loads(done.stdout) if done.stdout.strip() else None

            line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534'
            [match] = aws("test-metric-filter", "--filter-pattern", "[..., status_code=200, size]",
                          "--log-event-messages", line, "no match")["matches"]
            self.assertEqual(match["eventNumber"], 0)
            self.assertEqual(match["extractedValues"]["$size"], "1534")
            aws("create-log-group", "--log-group-name", "g")
            aws("create-log-stream", "--log-group-name", "g", "--log-stream-name", "s")
            aws("put-log-events", "--log-group-name", "g", "--log-stream-name", "s", "--log-events",
                f"timestamp={NOW},message=one", f"timestamp={NOW},message=two")
            found = aws("filter-log-events", "--log-group-name", "g", "--filter-pattern", "?one ?two", "--page-size", "1")
            self.assertEqual([event["message"] for event in found["events"]], ["one", "two"])
            self.assertEqual(aws("describe-subscription-filters", "--log-group-name", "g"), {"subscriptionFilters": []})


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
