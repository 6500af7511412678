"""`keytrail record`: what was done by hand, with unmodified clients, becomes a scenario that holds."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import boto3
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, PATTERN, Served, aws_environment, client_of

ADDRESS = "ops@example.com"
SECRETS = ("the first secret", "hunter2")


def keytrail_command(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)


class Recorded(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def aws(self, keytrail, *arguments, fails=False):
        command = ["/usr/bin/aws", "--endpoint-url", keytrail.url, "--output", "json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=aws_environment(), timeout=60)
        self.assertEqual(done.returncode != 0, fails, f"aws {' '.join(arguments)}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def file(self, name, content=None):
        path = os.path.join(self.folder.name, name)
        if content is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        return path

    def record(self, keytrail, *flags):
        """Records, which runs the file once; gives its text."""
        path = self.file("recorded.yaml")
        done = keytrail_command("record", "--endpoint", keytrail.url, "-o", path, *flags)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(done.returncode, 0, done.stderr + text)
        self.assertIn("expectations hold", done.stderr)
        for secret in SECRETS:
            self.assertNotIn(secret, text)
            self.assertNotIn(base64.b64encode(secret.encode()).decode(), text)
        return text

    def run_file(self, text):
        return keytrail_command("run", self.file("again.yaml", text))

    def assert_holds_and_can_fail(self, text, *changes):
        """Each change inverts an expectation, which then has to fail."""
        self.assertEqual(self.run_file(text).returncode, 0)
        for old, new in changes:
            self.assertEqual(text.count(old), 1, f"{old} in {text}")
            done = self.run_file(text.replace(old, new))
            self.assertEqual(done.returncode, 1, f"{new}: {done.stdout}")

    def confirm(self, keytrail):
        link = urllib.parse.urlsplit(keytrail.inbox(ADDRESS)[-1]["confirmUrl"])
        status, _, _ = keytrail.raw(method="GET", path=link.path + "?" + link.query)
        self.assertEqual(status, 200)

    def test_the_drill_with_the_aws_command(self):
        with Served() as keytrail:
            aws = lambda *arguments, **options: self.aws(keytrail, *arguments, **options)
            plaintext = "fileb://" + self.file("plaintext", SECRETS[0])
            arn = aws("kms", "create-key", "--description", "CMK For S3")["KeyMetadata"]["Arn"]
            aws("kms", "describe-key", "--key-id", arn)
            blob = aws("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext)["CiphertextBlob"]
            ciphertext = self.file("ciphertext")
            with open(ciphertext, "wb") as file:
                file.write(base64.b64decode(blob))
            aws("s3api", "create-bucket", "--bucket", "trail-bucket")
            aws("logs", "create-log-group", "--log-group-name", "CloudTrail/logs")
            aws("cloudtrail", "create-trail", "--name", "drill", "--s3-bucket-name", "trail-bucket",
                "--cloud-watch-logs-log-group-arn",
                "arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/logs:*",
                "--cloud-watch-logs-role-arn", "arn:aws:iam::123456789012:role/CloudTrail")
            aws("cloudtrail", "start-logging", "--name", "drill")
            aws("logs", "put-metric-filter", "--log-group-name", "CloudTrail/logs", "--filter-name",
                "kms-errors", "--filter-pattern", PATTERN, "--metric-transformations",
                "metricName=KMSErrorCount,metricNamespace=CloudTrailLogMetrics,metricValue=1")
            topic = aws("sns", "create-topic", "--name", "alerts")["TopicArn"]
            aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "email",
                "--notification-endpoint", ADDRESS)
            self.confirm(keytrail)
            for alarm, threshold in (("kms-errors", "1"), ("many-kms-errors", "100")):
                aws("cloudwatch", "put-metric-alarm", "--alarm-name", alarm, "--namespace",
                    "CloudTrailLogMetrics", "--metric-name", "KMSErrorCount", "--statistic", "Sum",
                    "--period", "60", "--threshold", threshold, "--comparison-operator",
                    "GreaterThanOrEqualToThreshold", "--evaluation-periods", "1",
                    "--treat-missing-data", "notBreaching", "--alarm-actions", topic)
            keytrail.advance("1m")
            aws("kms", "disable-key", "--key-id", arn)
            aws("kms", "encrypt", "--key-id", arn, "--plaintext", plaintext, fails=True)
            aws("kms", "schedule-key-deletion", "--key-id", arn, "--pending-window-in-days", "10")
            aws("kms", "encrypt", "--key-id", arn.rsplit("/", 1)[1], "--plaintext", plaintext, fails=True)
            keytrail.advance("1m")
            aws("cloudwatch", "describe-alarms")
            keytrail.advance("10d")
            aws("kms", "decrypt", "--ciphertext-blob", "fileb://" + ciphertext, fails=True)
            text = self.record(keytrail, "--name", "The drill")

        self.assertIn('CiphertextBlob: "${ciphertext_blob}"', text)
        self.assertIn('message: "${key_arn} is disabled."', text)
        self.assertIn(f"confirm: {ADDRESS}", text)
        self.assertNotRegex(text, "[0-9a-f]{8}-[0-9a-f]{4}-")  # No id of this run.
        self.assertNotIn("DescribeAlarms", text)
        self.assert_holds_and_can_fail(
            text,
            ("alarm: {name: kms-errors, state: ALARM}", "alarm: {name: kms-errors, state: OK}"),
            ("${key_arn} is disabled.", "${key_arn} is enabled."),
            ("N. Virginia)', count: 1", "N. Virginia)', count: 2"),
            ("state: gone", "state: Disabled"),
            ("never: {alarm: {name: many-kms-errors, state: ALARM}}",
             "never: {alarm: {name: many-kms-errors, state: OK}}"),
            ("errorCode: KMSInvalidStateException}\n          count: 1",
             "errorCode: KMSInvalidStateException}\n          count: 2"))

    def test_values_that_travel_between_services(self):
        with Served() as keytrail:
            kms = client_of(keytrail, "kms")
            secrets = client_of(keytrail, "secretsmanager")
            sqs = client_of(keytrail, "sqs")
            key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
            self.import_material(kms, key, SECRETS[0].encode().ljust(32, b"x"))
            with self.assertRaises(ClientError):
                self.import_material(kms, key, b"y" * 32)
            kms.create_alias(AliasName="alias/app", TargetKeyId=key)
            secret = secrets.create_secret(Name="db", SecretString=SECRETS[1], KmsKeyId="alias/app")
            copy = secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"]
            secrets.put_secret_value(SecretId="db", SecretString=copy + "!")
            secrets.put_secret_value(SecretId="db", SecretString=copy)
            queue = sqs.create_queue(QueueName="work")["QueueUrl"]
            sqs.send_message(QueueUrl=queue, MessageBody="exists")
            [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            seen = keytrail.control("timeline")[-1]["id"]
            kms.delete_imported_key_material(KeyId=key)
            with self.assertRaises(ClientError):
                secrets.get_secret_value(SecretId="db")
            whole = self.record(keytrail)
            text = self.record(keytrail, "--since", str(seen))

        self.assertIn("wrap(", whole)
        self.assertIn('ReceiptHandle: "${receipt_handle}"', whole)
        self.assertIn("state: PendingImport", whole)
        self.assertIn("say: What happened then.", text)
        self.assert_holds_and_can_fail(text, ("state: PendingImport", "state: Enabled"))

    def test_other_regions_a_session_and_a_clock_that_runs(self):
        def client(service, region="us-east-1", key="AKIAIOSFODNN7EXAMPLE", token=None):
            return boto3.client(service, endpoint_url=keytrail.url, region_name=region,
                                aws_access_key_id=key, aws_secret_access_key="secret",
                                aws_session_token=token)

        with Served(manual_clock=False) as keytrail:
            kms = client("kms", "eu-central-1")
            key = kms.create_key(MultiRegion=True)["KeyMetadata"]["Arn"]
            kms.replicate_key(KeyId=key, ReplicaRegion="us-east-1")
            blob = kms.encrypt(KeyId=key, Plaintext=SECRETS[0])["CiphertextBlob"]
            client("kms").decrypt(CiphertextBlob=blob)
            session = client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/Ops",
                                                RoleSessionName="me")["Credentials"]
            client("cloudwatch").put_metric_alarm(
                AlarmName="a ${b} *", Namespace="n", MetricName="m", Statistic="Sum", Period=60,
                EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
                TreatMissingData="notBreaching")
            ops = client("kms", "eu-central-1", session["AccessKeyId"], session["SessionToken"])
            ops.disable_key(KeyId=key)
            with self.assertRaises(ClientError):
                ops.encrypt(KeyId=key, Plaintext=SECRETS[0])
            keytrail.advance("90s")
            client("cloudwatch").put_metric_data(Namespace="n",
                                                 MetricData=[{"MetricName": "m", "Value": 5}])
            keytrail.advance("1m")
            text = self.record(keytrail)

        self.assertIn("as: assumed-role/Ops/me\n    region: eu-central-1", text)
        self.assert_holds_and_can_fail(text, ("state: ALARM", "state: OK"),
                                       ('{id: "${key_id}", state: Enabled}',
                                        '{id: "${key_id}", state: Disabled}'))

    def import_material(self, kms, key, material):
        parameters = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm="RSAES_OAEP_SHA_256",
                                                   WrappingKeySpec="RSA_2048")
        public_key = self.file("public.der")
        with open(public_key, "wb") as file:
            file.write(parameters["PublicKey"])
        wrapped = subprocess.run(
            ["openssl", "pkeyutl", "-encrypt", "-pubin", "-inkey", public_key, "-keyform", "DER",
             "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256"],
            input=material, capture_output=True, check=True).stdout
        kms.import_key_material(KeyId=key, ImportToken=parameters["ImportToken"],
                                EncryptedKeyMaterial=wrapped,
                                ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")

    def test_nothing_to_record_and_what_is_asked_wrongly(self):
        with Served() as keytrail:
            done = keytrail_command("record", "--endpoint", keytrail.url)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, "Nobody has called anything yet")
            status, _, _ = keytrail.raw(method="GET", path="/_keytrail/scenario?since=x")
            self.assertEqual(status, 400)
            client_of(keytrail, "kms").create_key()
            status, headers, body = keytrail.raw(method="GET", path="/_keytrail/scenario")
            self.assertEqual(status, 200)
            self.assertRegex(headers["Content-Type"], "^text/yaml")
            self.assertIn("call: kms CreateKey", body if isinstance(body, str) else body.decode())
            keytrail.control("reset", method="POST")
            status, _, _ = keytrail.raw(method="GET", path="/_keytrail/scenario")
            self.assertEqual(status, 400)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
