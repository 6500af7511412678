"""Topics and queues with boto3, the AWS CLI and the AWS SDK for JavaScript: what is published arrives in a queue."""

import functools
import json
import os
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import PATTERN, ROOT, Served, aws_environment, client_of

import botocore.exceptions


class Messaging(unittest.TestCase):
    def setUp(self):
        self.keytrail = Served()
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)
        self.client = functools.partial(client_of, self.keytrail)
        self.sqs, self.sns = self.client("sqs"), self.client("sns")

    def queue(self, name="jobs", **attributes):
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return url, arn

    def while_polled(self, action):
        """Does it in the background as soon as somebody polls."""
        threading.Thread(target=lambda: (self.keytrail.await_waiting_call(), action())).start()

    def test_a_long_poll_ends_when_something_arrives(self):
        url, _ = self.queue()
        self.assertEqual(url, self.keytrail.url + "/123456789012/jobs")
        self.while_polled(lambda: self.client("sqs").send_message(
            QueueUrl=url, MessageBody="late",
            MessageAttributes={"Foo": {"DataType": "String", "StringValue": "Bar"}}))
        start = time.monotonic()
        messages = self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20,
                                            MessageAttributeNames=["All"])["Messages"]
        self.assertLess(time.monotonic() - start, 10)
        # botocore has verified both checksums.
        self.assertEqual(messages[0]["Body"], "late")
        self.assertEqual(messages[0]["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c")

    def test_a_long_poll_in_vain_ends_in_real_time_and_holds_nobody_up(self):
        url, _ = self.queue()
        start = time.monotonic()
        waiting = threading.Thread(target=lambda: self.client("sqs").receive_message(
            QueueUrl=url, WaitTimeSeconds=1))
        waiting.start()
        self.sqs.list_queues()
        self.assertLess(time.monotonic() - start, 1)
        waiting.join()
        self.assertGreaterEqual(time.monotonic() - start, 0.9)

    def test_a_long_poll_ends_when_the_clock_reveals_a_message(self):
        url, _ = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="delayed", DelaySeconds=900)
        self.while_polled(lambda: self.keytrail.advance("15m"))
        self.assertEqual(self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]["Body"],
                         "delayed")

    def test_a_long_poll_does_not_keep_the_server_from_ending(self):
        url, _ = self.queue()

        def poll():
            try:
                self.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)
            except botocore.exceptions.BotoCoreError:
                pass
        waiting = threading.Thread(target=poll)
        waiting.start()
        self.keytrail.await_waiting_call()
        start = time.monotonic()
        self.assertEqual(self.keytrail.stop(), 0)
        self.assertLess(time.monotonic() - start, 5)
        waiting.join()

    def test_errors_have_the_codes_that_clients_look_for(self):
        with self.assertRaises(self.sqs.exceptions.QueueDoesNotExist) as missing:
            self.sqs.get_queue_url(QueueName="none")
        self.assertEqual(missing.exception.response["Error"]["Code"],
                         "AWS.SimpleQueueService.NonExistentQueue")
        status, _, body = self.keytrail.raw(
            b"Action=GetQueueUrl&Version=2012-11-05&QueueName=none",
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization":
             "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sqs/aws4_request"})
        self.assertEqual(status, 400)
        self.assertIn(b"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>", body)

    def test_what_is_published_arrives_in_a_queue(self):
        url, arn = self.queue()
        topic = self.sns.create_topic(Name="alerts")["TopicArn"]
        subscription = self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
        self.sns.publish(TopicArn=topic, Message="hello", Subject="s")
        received = self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]
        self.assertEqual(json.loads(received["Body"])["Message"], "hello")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=received["ReceiptHandle"])
        for name, value in (("RawMessageDelivery", "true"), ("FilterPolicy", '{"size":[{"numeric":[">",3]}]}')):
            self.sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name,
                                                 AttributeValue=value)
        size = lambda n: {"size": {"DataType": "Number", "StringValue": str(n)}}
        answer = self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
            {"Id": "small", "Message": "small", "MessageAttributes": size(3)},
            {"Id": "large", "Message": "large", "MessageAttributes": size(4)}])
        self.assertEqual(len(answer["Successful"]), 2)
        received = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10,
                                            MessageAttributeNames=["size"])["Messages"]
        self.assertEqual([(m["Body"], m["MessageAttributes"]["size"]["StringValue"]) for m in received],
                         [("large", "4")])

    def test_the_alarm_of_the_drill_arrives_in_a_queue(self):
        url, arn = self.queue()
        topic = self.sns.create_topic(Name="alerts")["TopicArn"]
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        logs, trail, cloudwatch, kms = (self.client(name) for name in ("logs", "cloudtrail", "cloudwatch", "kms"))
        self.client("s3").create_bucket(Bucket="trail-bucket")
        logs.create_log_group(logGroupName="trail")
        trail.create_trail(Name="drill", S3BucketName="trail-bucket",
                           CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
                           CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/CloudTrail")
        trail.start_logging(Name="drill")
        logs.put_metric_filter(logGroupName="trail", filterName="errors", filterPattern=PATTERN,
                               metricTransformations=[{"metricName": "Errors", "metricNamespace": "Drill",
                                                       "metricValue": "1"}])
        cloudwatch.put_metric_alarm(AlarmName="misuse", Namespace="Drill", MetricName="Errors", Statistic="Sum",
                                    Period=60, EvaluationPeriods=1, Threshold=1, AlarmActions=[topic],
                                    ComparisonOperator="GreaterThanOrEqualToThreshold")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        with self.assertRaises(kms.exceptions.KMSInvalidStateException):
            kms.encrypt(KeyId=key, Plaintext=b"x")
        self.keytrail.advance("10m")
        envelope = json.loads(self.sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])
        self.assertTrue(envelope["Subject"].startswith('ALARM: "misuse"'), envelope["Subject"])
        self.assertEqual(json.loads(envelope["Message"])["NewStateValue"], "ALARM")

    def test_aws_cli(self):
        def aws(*words):
            done = subprocess.run(["/usr/bin/aws", "--endpoint-url", self.keytrail.url, *words],
                                  env=aws_environment(), capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout) if done.stdout.strip() else None
        url = aws("sqs", "create-queue", "--queue-name", "orders.fifo", "--attributes",
                  "FifoQueue=true,ContentBasedDeduplication=true")["QueueUrl"]
        first = aws("sqs", "send-message", "--queue-url", url, "--message-body", "a", "--message-group-id", "g")
        again = aws("sqs", "send-message", "--queue-url", url, "--message-body", "a", "--message-group-id", "g")
        self.assertEqual(first["MessageId"], again["MessageId"])
        received = aws("sqs", "receive-message", "--queue-url", url, "--attribute-names", "All")["Messages"][0]
        self.assertEqual(received["Attributes"]["SequenceNumber"], first["SequenceNumber"])
        aws("sqs", "change-message-visibility", "--queue-url", url, "--receipt-handle",
            received["ReceiptHandle"], "--visibility-timeout", "60")
        aws("sqs", "delete-message", "--queue-url", url, "--receipt-handle", received["ReceiptHandle"])
        aws("sqs", "purge-queue", "--queue-url", url)
        aws("sqs", "tag-queue", "--queue-url", url, "--tags", "team=ops")
        self.assertEqual(aws("sqs", "list-queue-tags", "--queue-url", url), {"Tags": {"team": "ops"}})
        self.assertEqual(aws("sqs", "list-queues"), {"QueueUrls": [url]})
        aws("sqs", "delete-queue", "--queue-url", url)

    def test_javascript(self):
        done = subprocess.run(["node", "messaging.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                              env=aws_environment(AWS_ENDPOINT_URL=self.keytrail.url),
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
