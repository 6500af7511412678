"""The drill with Debian's unmodified AWS CLI: every step, with the members AWS answers."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import PATTERN, Served, aws_environment

ADDRESS = "ops@example.com"


class Cli:
    def __init__(self, keytrail):
        self.keytrail = keytrail

    def run(self, *arguments):
        command = ["/usr/bin/aws", "--endpoint-url", self.keytrail.url, "--output", "json", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=aws_environment(), timeout=60)

    def __call__(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise AssertionError(f"aws {' '.join(arguments)}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def error(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode != 0, f"aws {' '.join(arguments)} should have failed: {done.stdout}"
        return done.stderr.strip()


class Drill(unittest.TestCase):
    maxDiff = None

    def set_up_chain(self, aws, pattern=PATTERN):
        aws("s3api", "create-bucket", "--bucket", "trail-bucket")
        aws("logs", "create-log-group", "--log-group-name", "CloudTrail/logs")
        trail = aws("cloudtrail", "create-trail", "--name", "drill", "--s3-bucket-name", "trail-bucket",
                    "--cloud-watch-logs-log-group-arn",
                    "arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/logs:*",
                    "--cloud-watch-logs-role-arn",
                    "arn:aws:iam::123456789012:role/CloudTrail_CloudWatchLogs_Role")
        self.assertEqual(trail["TrailARN"], "arn:aws:cloudtrail:us-east-1:123456789012:trail/drill")
        aws("cloudtrail", "start-logging", "--name", "drill")
        self.assertTrue(aws("cloudtrail", "get-trail-status", "--name", "drill")["IsLogging"])
        aws("logs", "put-metric-filter", "--log-group-name", "CloudTrail/logs",
            "--filter-name", "eventSource-kms-errorCode-Exception", "--filter-pattern", pattern,
            "--metric-transformations",
            "metricName=KMSErrorCount,metricNamespace=CloudTrailLogMetrics,metricValue=1")
        topic = aws("sns", "create-topic", "--name", "alerts")["TopicArn"]
        pending = aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "email",
                      "--notification-endpoint", ADDRESS)
        self.assertEqual(pending["SubscriptionArn"], "pending confirmation")
        [mail] = aws.keytrail.inbox(ADDRESS)
        status, _, page = aws.keytrail.raw(method="GET", path=mail["confirmUrl"][len(aws.keytrail.url):])
        self.assertEqual(status, 200, page)
        [subscription] = aws("sns", "list-subscriptions-by-topic", "--topic-arn", topic)["Subscriptions"]
        self.assertTrue(subscription["SubscriptionArn"].startswith(topic + ":"))
        aws("cloudwatch", "put-metric-alarm", "--alarm-name", "kms-errors", "--namespace",
            "CloudTrailLogMetrics", "--metric-name", "KMSErrorCount", "--statistic", "Sum",
            "--period", "60", "--threshold", "1", "--comparison-operator",
            "GreaterThanOrEqualToThreshold", "--evaluation-periods", "1", "--datapoints-to-alarm", "1",
            "--treat-missing-data", "notBreaching", "--alarm-actions", topic)
        return topic

    def alarm(self, aws):
        [alarm] = aws("cloudwatch", "describe-alarms", "--alarm-names", "kms-errors")["MetricAlarms"]
        return alarm

    def plaintext(self, text=b"foo"):
        file = tempfile.NamedTemporaryFile(delete=False)
        file.write(text)
        file.close()
        self.addCleanup(os.unlink, file.name)
        return "fileb://" + file.name

    def test_key_deletion(self):
        with Served() as keytrail:
            aws = Cli(keytrail)
            plaintext = self.plaintext()
            self.assertEqual(aws("sts", "get-caller-identity"),
                             {"UserId": "123456789012", "Account": "123456789012",
                              "Arn": "arn:aws:iam::123456789012:root"})
            created = aws("kms", "create-key", "--description", "CMK For S3")["KeyMetadata"]
            arn = created["Arn"]
            described = aws("kms", "describe-key", "--key-id", arn)["KeyMetadata"]
            for name, value in {"KeyManager": "CUSTOMER", "Description": "CMK For S3",
                                "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled",
                                "AWSAccountId": "123456789012", "Origin": "AWS_KMS", "Enabled": True,
                                "Arn": arn, "KeyId": arn.rsplit("/", 1)[1]}.items():
                self.assertEqual(described[name], value)
            encrypted = aws("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext)
            self.assertEqual(encrypted["KeyId"], arn)
            blob = self.plaintext(base64.b64decode(encrypted["CiphertextBlob"]))
            decrypted = aws("kms", "decrypt", "--ciphertext-blob", blob)
            self.assertEqual(base64.b64decode(decrypted["Plaintext"]), b"foo")

            self.set_up_chain(aws)
            keytrail.advance("1m")
            self.assertEqual(self.alarm(aws)["StateValue"], "OK")

            self.assertIsNone(aws("kms", "disable-key", "--key-id", arn))
            described = aws("kms", "describe-key", "--key-id", arn)["KeyMetadata"]
            self.assertEqual((described["Enabled"], described["KeyState"]), (False, "Disabled"))
            self.assertEqual(
                aws.error("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext),
                "An error occurred (DisabledException) when calling the Encrypt operation: "
                f"{arn} is disabled.")
            scheduled = aws("kms", "schedule-key-deletion", "--key-id", arn,
                            "--pending-window-in-days", "10")
            self.assertEqual(scheduled["KeyId"], arn)
            self.assertTrue(str(scheduled["DeletionDate"]).startswith("2026-01-11T00:01:00")
                            or float(scheduled["DeletionDate"]) == 1768089660.0)
            described = aws("kms", "describe-key", "--key-id", arn)["KeyMetadata"]
            self.assertEqual(described["KeyState"], "PendingDeletion")
            self.assertEqual(described["DeletionDate"], scheduled["DeletionDate"])
            self.assertEqual(
                aws.error("kms", "encrypt", "--key-id", described["KeyId"], "--plaintext", plaintext),
                "An error occurred (KMSInvalidStateException) when calling the Encrypt operation: "
                f"{arn} is pending deletion.")

            points = aws("cloudwatch", "get-metric-statistics", "--namespace", "CloudTrailLogMetrics",
                         "--metric-name", "KMSErrorCount", "--statistics", "Sum", "--period", "60",
                         "--start-time", "2026-01-01T00:00:00Z", "--end-time", "2026-01-01T01:00:00Z")
            self.assertEqual([point["Sum"] for point in points["Datapoints"]], [2.0])

            moved = keytrail.advance("1m")
            self.assertGreaterEqual(moved["ran"].get("alarm-evaluations", 0), 1)
            alarm = self.alarm(aws)
            self.assertEqual(alarm["StateValue"], "ALARM")
            self.assertEqual(
                alarm["StateReason"],
                "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (01/01/26 00:01:00)] was greater "
                "than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).")
            mail = keytrail.inbox(ADDRESS)[-1]
            self.assertEqual(mail["subject"], 'ALARM: "kms-errors" in US East (N. Virginia)')
            self.assertIn("You are receiving this email because your Amazon CloudWatch Alarm", mail["body"])
            mails = len(keytrail.inbox(ADDRESS))

            events = aws("cloudtrail", "lookup-events", "--lookup-attributes",
                         "AttributeKey=EventName,AttributeValue=Encrypt", "--max-items", "3")["Events"]
            records = [json.loads(event["CloudTrailEvent"]) for event in events]
            self.assertEqual(
                [(record.get("errorCode"), record.get("errorMessage")) for record in records],
                [("KMSInvalidStateException", f"{arn} is pending deletion."),
                 ("DisabledException", f"{arn} is disabled."), (None, None)])
            self.assertEqual(records[1]["resources"],
                             [{"accountId": "123456789012", "type": "AWS::KMS::Key", "ARN": arn}])
            self.assertNotIn("foo", json.dumps(records[1]["requestParameters"]))

            keytrail.advance("3m")
            self.assertEqual(self.alarm(aws)["StateValue"], "OK")
            self.assertEqual(len(keytrail.inbox(ADDRESS)), mails)  # No OK action was set.

            keytrail.advance("10d")
            self.assertEqual(
                aws.error("kms", "describe-key", "--key-id", arn),
                "An error occurred (NotFoundException) when calling the DescribeKey operation: "
                f"Key '{arn}' does not exist")
            self.assertIn("NotFoundException", aws.error("kms", "decrypt", "--ciphertext-blob", blob))
            [deleted] = aws("cloudtrail", "lookup-events", "--lookup-attributes",
                            "AttributeKey=EventName,AttributeValue=DeleteKey")["Events"]
            self.assertEqual(json.loads(deleted["CloudTrailEvent"])["eventType"], "AwsServiceEvent")

    def test_secret_deletion(self):
        with Served() as keytrail:
            aws = Cli(keytrail)
            self.set_up_chain(
                aws, '{ $.eventName = "GetSecretValue" && $.errorMessage = "*secret because it was marked for deletion*" }')
            aws("secretsmanager", "create-secret", "--name", "db/password", "--secret-string", "s3cret")
            self.assertEqual(aws("secretsmanager", "get-secret-value", "--secret-id",
                                 "db/password")["SecretString"], "s3cret")
            aws("secretsmanager", "delete-secret", "--secret-id", "db/password",
                "--recovery-window-in-days", "7")
            self.assertEqual(
                aws.error("secretsmanager", "get-secret-value", "--secret-id", "db/password"),
                "An error occurred (InvalidRequestException) when calling the GetSecretValue operation: "
                "You can't perform this operation on the secret because it was marked for deletion.")
            keytrail.advance("1m")
            self.assertEqual(self.alarm(aws)["StateValue"], "ALARM")
            self.assertTrue(keytrail.inbox(ADDRESS)[-1]["subject"].startswith("ALARM:"))
            self.assertNotIn("s3cret", json.dumps(keytrail.timeline()))
            aws("secretsmanager", "restore-secret", "--secret-id", "db/password")
            self.assertEqual(aws("secretsmanager", "get-secret-value", "--secret-id",
                                 "db/password")["SecretString"], "s3cret")
            aws("secretsmanager", "delete-secret", "--secret-id", "db/password",
                "--recovery-window-in-days", "7")
            keytrail.advance("7d")
            self.assertIn("ResourceNotFoundException",
                          aws.error("secretsmanager", "get-secret-value", "--secret-id", "db/password"))

    def test_rescue(self):
        with Served() as keytrail:
            aws = Cli(keytrail)
            plaintext = self.plaintext()
            arn = aws("kms", "create-key")["KeyMetadata"]["Arn"]
            self.set_up_chain(aws)
            aws("kms", "schedule-key-deletion", "--key-id", arn, "--pending-window-in-days", "7")
            aws.error("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext)
            keytrail.advance("1m")
            self.assertEqual(self.alarm(aws)["StateValue"], "ALARM")
            self.assertEqual(aws("kms", "cancel-key-deletion", "--key-id", arn), {"KeyId": arn})
            self.assertEqual(aws("kms", "describe-key", "--key-id", arn)["KeyMetadata"]["KeyState"], "Disabled")
            aws("kms", "enable-key", "--key-id", arn)
            aws("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext)
            keytrail.advance("10d")
            self.assertEqual(self.alarm(aws)["StateValue"], "OK")
            self.assertEqual(aws("kms", "describe-key", "--key-id", arn)["KeyMetadata"]["KeyState"], "Enabled")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
