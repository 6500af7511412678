"""The drills with Debian's boto3: paginators, waiters, typed errors, and imported key material."""

import functools
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import PATTERN, Served, client_of

import botocore.exceptions

ADDRESS = "ops@example.com"


def clients(keytrail, region="us-east-1", account_key="AKIAIOSFODNN7EXAMPLE"):
    return functools.partial(client_of, keytrail, region=region, access_key=account_key)


class Drill(unittest.TestCase):
    def setUp(self):
        self.keytrail = Served()
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)
        client = clients(self.keytrail)
        self.kms, self.logs, self.cloudwatch = client("kms"), client("logs"), client("cloudwatch")
        self.sns, self.trail, self.s3 = client("sns"), client("cloudtrail"), client("s3")
        self.secrets = client("secretsmanager")

    def chain(self, pattern=PATTERN):
        self.s3.create_bucket(Bucket="trail-bucket")
        self.s3.get_waiter("bucket_exists").wait(Bucket="trail-bucket", WaiterConfig={"MaxAttempts": 1})
        self.logs.create_log_group(logGroupName="trail")
        self.trail.create_trail(
            Name="drill", S3BucketName="trail-bucket",
            CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
            CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/CloudTrail")
        self.trail.start_logging(Name="drill")
        self.logs.put_metric_filter(
            logGroupName="trail", filterName="errors", filterPattern=pattern,
            metricTransformations=[{"metricName": "Errors", "metricNamespace": "Drill", "metricValue": "1"}])
        topic = self.sns.create_topic(Name="alerts")["TopicArn"]
        self.sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=ADDRESS)
        token = self.keytrail.inbox(ADDRESS)[0]["confirmUrl"].split("Token=")[1].split("&")[0]
        self.sns.confirm_subscription(TopicArn=topic, Token=token)
        self.cloudwatch.put_metric_alarm(
            AlarmName="errors", Namespace="Drill", MetricName="Errors", Statistic="Sum", Period=60,
            Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", EvaluationPeriods=1,
            DatapointsToAlarm=1, TreatMissingData="notBreaching", AlarmActions=[topic])
        self.cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=["errors"],
                                                        WaiterConfig={"MaxAttempts": 1})

    def state(self):
        return self.cloudwatch.describe_alarms(AlarmNames=["errors"])["MetricAlarms"][0]["StateValue"]

    def test_key_deletion_with_typed_errors(self):
        self.chain()
        key = self.kms.create_key()["KeyMetadata"]["Arn"]
        self.kms.create_alias(AliasName="alias/app", TargetKeyId=key)
        blob = self.kms.encrypt(KeyId="alias/app", Plaintext=b"foo",
                                EncryptionContext={"app": "shop"})["CiphertextBlob"]
        self.assertEqual(self.kms.decrypt(CiphertextBlob=blob, EncryptionContext={"app": "shop"})["Plaintext"],
                         b"foo")
        with self.assertRaises(self.kms.exceptions.InvalidCiphertextException):
            self.kms.decrypt(CiphertextBlob=blob, EncryptionContext={"app": "Shop"})
        self.kms.disable_key(KeyId=key)
        with self.assertRaises(self.kms.exceptions.DisabledException) as raised:
            self.kms.encrypt(KeyId="alias/app", Plaintext=b"foo")
        self.assertEqual(raised.exception.response["Error"]["Message"], f"{key} is disabled.")
        self.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        with self.assertRaises(self.kms.exceptions.KMSInvalidStateException):
            self.kms.decrypt(CiphertextBlob=blob, EncryptionContext={"app": "shop"})
        self.keytrail.advance("1m")
        self.assertEqual(self.state(), "ALARM")
        history = self.cloudwatch.describe_alarm_history(AlarmName="errors", HistoryItemType="StateUpdate")
        self.assertEqual(history["AlarmHistoryItems"][0]["HistorySummary"],
                         "Alarm updated from INSUFFICIENT_DATA to ALARM")
        messages = [e["message"] for page in self.logs.get_paginator("filter_log_events").paginate(
            logGroupName="trail", filterPattern='{ $.errorCode = "*" && $.eventName = "Decrypt" }')
            for e in page["events"]]
        self.assertEqual([json.loads(m)["errorCode"] for m in messages],
                         ["InvalidCiphertextException", "KMSInvalidStateException"])
        self.keytrail.advance("7d")
        with self.assertRaises(self.kms.exceptions.NotFoundException):
            self.kms.describe_key(KeyId=key)

    def test_imported_material_that_is_deleted(self):
        key = self.kms.create_key(Origin="EXTERNAL")["KeyMetadata"]
        self.assertEqual(key["KeyState"], "PendingImport")
        material = bytes(range(32))

        def import_material(**expiry):
            parameters = self.kms.get_parameters_for_import(
                KeyId=key["KeyId"], WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
            with tempfile.TemporaryDirectory() as folder:
                public = os.path.join(folder, "public.der")
                with open(public, "wb") as file:
                    file.write(parameters["PublicKey"])
                wrapped = subprocess.run(
                    ["openssl", "pkeyutl", "-encrypt", "-pubin", "-inkey", public, "-keyform", "DER",
                     "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256",
                     "-pkeyopt", "rsa_mgf1_md:sha256"],
                    input=material, capture_output=True, check=True).stdout
            self.kms.import_key_material(KeyId=key["KeyId"], ImportToken=parameters["ImportToken"],
                                         EncryptedKeyMaterial=wrapped, **expiry)

        import_material(ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")
        blob = self.kms.encrypt(KeyId=key["KeyId"], Plaintext=b"foo")["CiphertextBlob"]
        self.kms.delete_imported_key_material(KeyId=key["KeyId"])
        with self.assertRaises(self.kms.exceptions.KMSInvalidStateException) as raised:
            self.kms.decrypt(CiphertextBlob=blob)
        self.assertEqual(raised.exception.response["Error"]["Message"], f"{key['Arn']} is pending import.")
        import_material(ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")
        self.assertEqual(self.kms.decrypt(CiphertextBlob=blob)["Plaintext"], b"foo")
        material = bytes(32)
        with self.assertRaises(self.kms.exceptions.IncorrectKeyMaterialException):
            import_material(ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")

    def test_secret_whose_key_is_disabled(self):
        self.chain('{ $.eventSource = kms.amazonaws.com && $.errorCode = "DisabledException" }')
        key = self.kms.create_key()["KeyMetadata"]["Arn"]
        self.secrets.create_secret(Name="db", SecretString="s3cret", KmsKeyId=key)
        self.kms.disable_key(KeyId=key)
        with self.assertRaises(self.secrets.exceptions.DecryptionFailure) as raised:
            self.secrets.get_secret_value(SecretId="db")
        self.assertIn(f"{key} is disabled.", str(raised.exception))
        self.keytrail.advance("1m")
        self.assertEqual(self.state(), "ALARM")
        events = self.trail.lookup_events(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "Decrypt"}])["Events"]
        record = json.loads(events[0]["CloudTrailEvent"])
        self.assertEqual(record["userIdentity"]["invokedBy"], "secretsmanager.amazonaws.com")
        self.assertEqual(record["errorCode"], "DisabledException")

    def test_accounts_and_regions_are_apart(self):
        key = self.kms.create_key()["KeyMetadata"]
        elsewhere = clients(self.keytrail, region="eu-west-1")("kms")
        with self.assertRaises(elsewhere.exceptions.NotFoundException):
            elsewhere.describe_key(KeyId=key["KeyId"])
        other = clients(self.keytrail, account_key="111122223333")
        self.assertEqual(other("sts").get_caller_identity()["Account"], "111122223333")
        self.assertEqual(other("kms").list_keys()["Keys"], [])

    def test_paginators_see_everything_once(self):
        keys = sorted(self.kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(7))
        pages = self.kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 3})
        self.assertEqual(sorted(k["KeyId"] for page in pages for k in page["Keys"]), keys)
        found = [e for page in self.trail.get_paginator("lookup_events").paginate(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateKey"}],
            PaginationConfig={"PageSize": 2}) for e in page["Events"]]
        self.assertEqual(len({e["EventId"] for e in found}), 7)

    def test_what_is_not_there_says_so(self):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.trail.list_imports()
        self.assertEqual(raised.exception.response["Error"]["Code"], "NotImplemented")
        self.assertEqual(raised.exception.response["ResponseMetadata"]["HTTPStatusCode"], 501)
        self.assertIn("ListImports", raised.exception.response["Error"]["Message"])


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
