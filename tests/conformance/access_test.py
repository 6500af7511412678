"""Who may do what, seen by boto3 and the AWS CLI: identities, policies, sessions, grants, records."""

import json
import os
import subprocess
import sys
import unittest

from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, Served, aws_environment, client_of

ACCOUNT = "123456789012"
IDENTITIES = """
accounts:
  "123456789012":
    root: {access_keys: [{id: AKIAROOTROOTROOTROOT}]}
    users:
      admin:
        access_keys: [{id: AKIAADMINADMINADMIN0}]
        policies: [{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}]
      reader:
        access_keys: [{id: AKIAREADERREADERREAD}]
        policies:
          - Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: ["kms:Describe*", "sts:AssumeRole"], Resource: "*"}
              - {Effect: Deny, Action: kms:ListKeys, Resource: "*"}
    roles:
      ops:
        trust:
          Version: "2012-10-17"
          Statement:
            - {Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:user/reader"},
               Action: sts:AssumeRole}
        policies:
          - {Version: "2012-10-17", Statement: {Effect: Allow, Action: "kms:*", Resource: "*"}}
        sessions:
          - {name: night-shift, access_keys: [{id: ASIANIGHTNIGHTNIGHT0}]}
  "111122223333":
    users:
      stranger:
        access_keys: [{id: AKIASTRANGERSTRANGER}]
        policies: [{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}]
"""


class Access(unittest.TestCase):
    def setUp(self):
        holder = Served()
        self.addCleanup(holder.__exit__)
        self.file = os.path.join(holder.folder, "identities.yaml")
        with open(self.file, "w") as file:
            file.write(IDENTITIES)
        self.keytrail = Served("--identities", self.file, "--enforce-policies")
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)

    def client(self, service, access_key, secret="secret", token=None):
        return client_of(self.keytrail, service, access_key=access_key, secret=secret, token=token)

    def refused(self, code, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response["Error"]["Message"]

    def records(self, name):
        trail = self.client("cloudtrail", "AKIAADMINADMINADMIN0")
        events = trail.lookup_events(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}])["Events"]
        return [json.loads(event["CloudTrailEvent"]) for event in events]

    def test_a_topic_reaches_a_queue_only_if_the_policy_of_the_queue_lets_it(self):
        sns, sqs = (self.client(name, "AKIAADMINADMINADMIN0") for name in ("sns", "sqs"))
        url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
        arn = f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        for source, arrives in ((None, False), (topic + "2", False), (topic, True)):
            if source:
                sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
                    "Version": "2012-10-17", "Statement": [{
                        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                        "Action": "sqs:SendMessage", "Resource": arn,
                        "Condition": {"ArnEquals": {"aws:SourceArn": source}}}]})})
            sns.publish(TopicArn=topic, Message="m")
            self.assertEqual("Messages" in sqs.receive_message(QueueUrl=url), arrives, source)
        self.assertEqual([entry["status"] for entry in self.keytrail.timeline()
                          if entry["kind"] == "notification"], ["failed", "failed", "delivered"])

    def test_a_trail_needs_the_policies_of_its_bucket_and_of_its_topic(self):
        s3, sns, trails = (self.client(name, "AKIAADMINADMINADMIN0") for name in ("s3", "sns", "cloudtrail"))
        arn = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/evidence"
        topic = sns.create_topic(Name="files")["TopicArn"]

        def statement(action, resource, source=arn, **more):
            return {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": action,
                    "Resource": resource, "Condition": {"StringEquals": {"aws:SourceArn": source, **more}}}

        def bucket_policy(folder, acl, source=arn):
            return json.dumps({"Version": "2012-10-17", "Statement": [
                statement("s3:GetBucketAcl", "arn:aws:s3:::evidence", source),
                statement("s3:PutObject", f"arn:aws:s3:::evidence/{folder}/*", source, **{"s3:x-amz-acl": acl})]})

        s3.create_bucket(Bucket="evidence")
        trail = {"Name": "evidence", "S3BucketName": "evidence", "S3KeyPrefix": "audit"}
        text = "Incorrect S3 bucket policy is detected for bucket: evidence"
        self.assertIn(text, self.refused("InsufficientS3BucketPolicyException", trails.create_trail, **trail))
        folder, acl = f"audit/AWSLogs/{ACCOUNT}", "bucket-owner-full-control"
        for wrong in ((folder, "private"), (f"AWSLogs/{ACCOUNT}", acl), (folder, acl, arn + "2")):
            s3.put_bucket_policy(Bucket="evidence", Policy=bucket_policy(*wrong))
            self.refused("InsufficientS3BucketPolicyException", trails.create_trail, **trail)
        s3.put_bucket_policy(Bucket="evidence", Policy=bucket_policy(folder, acl))
        self.refused("InsufficientSnsTopicPolicyException", trails.create_trail, **trail, SnsTopicName="files")
        trails.create_trail(**trail)
        self.refused("InsufficientS3BucketPolicyException", trails.update_trail, Name="evidence", S3KeyPrefix="other")

        def let_into_the_topic(source):
            policy = json.dumps({"Version": "2012-10-17", "Statement": [statement("SNS:Publish", topic, source)]})
            sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)

        let_into_the_topic(arn)
        trails.update_trail(Name="evidence", SnsTopicName="files")
        trails.start_logging(Name="evidence")

        def after_a_delivery():
            self.client("kms", "AKIAADMINADMINADMIN0").list_keys()
            self.keytrail.advance("10m")
            return trails.get_trail_status(Name="evidence")

        status = after_a_delivery()
        self.assertNotIn("LatestDeliveryError", status)
        self.assertEqual(status["LatestDeliveryAttemptSucceeded"], status["LatestDeliveryAttemptTime"])
        self.assertEqual(status["LatestNotificationAttemptSucceeded"], status["LatestNotificationAttemptTime"])
        delivered_at = status["LatestDeliveryTime"]
        s3.delete_bucket_policy(Bucket="evidence")
        status = after_a_delivery()
        self.assertEqual((status["LatestDeliveryError"], status["LatestDeliveryTime"]), ("AccessDenied", delivered_at))
        self.assertLess(status["LatestDeliveryAttemptSucceeded"], status["LatestDeliveryAttemptTime"])
        # What the bucket did not take is made up for.
        s3.put_bucket_policy(Bucket="evidence", Policy=bucket_policy(folder, acl))
        let_into_the_topic(arn + "2")
        status = after_a_delivery()
        self.assertNotIn("LatestDeliveryError", status)
        self.assertGreater(status["LatestDeliveryTime"], delivered_at)
        self.assertEqual(status["LatestNotificationError"], "AuthorizationError")
        self.assertLess(status["LatestNotificationAttemptSucceeded"], status["LatestNotificationAttemptTime"])

    def test_policies_decide_and_denials_are_recorded(self):
        admin = self.client("kms", "AKIAADMINADMINADMIN0")
        reader = self.client("kms", "AKIAREADERREADERREAD")
        key = admin.create_key()["KeyMetadata"]
        reader.describe_key(KeyId=key["KeyId"])
        who = f"User: arn:aws:iam::{ACCOUNT}:user/reader is not authorized to perform: "
        text = self.refused("AccessDeniedException", reader.encrypt, KeyId=key["KeyId"], Plaintext=b"x")
        self.assertEqual(text, f"{who}kms:Encrypt on resource: {key['Arn']} because no identity-based "
                               "policy allows the kms:Encrypt action")
        self.assertEqual(self.refused("AccessDeniedException", reader.list_keys),
                         f"{who}kms:ListKeys on resource: * with an explicit deny in an "
                         "identity-based policy")
        self.refused("AuthorizationError", self.client("sns", "AKIAREADERREADERREAD").create_topic,
                     Name="topic")
        self.refused("AccessDenied", self.client("s3", "AKIAREADERREADERREAD").create_bucket,
                     Bucket="a-bucket")
        record = self.records("Encrypt")[0]
        self.assertEqual(record["errorCode"], "AccessDenied")
        self.assertEqual(record["errorMessage"], text)
        self.assertIsNone(record["requestParameters"])
        self.assertEqual(record["userIdentity"]["type"], "IAMUser")
        self.assertEqual(record["userIdentity"]["userName"], "reader")

    def test_nobody_knows_an_unknown_key(self):
        self.refused("UnrecognizedClientException", self.client("kms", "AKIAUNKNOWN000000000").list_keys)
        self.refused("InvalidClientTokenId",
                     self.client("sts", "AKIAUNKNOWN000000000").get_caller_identity)

    def test_a_session_of_the_file_is_as_if_made_at_the_full_hour(self):
        self.keytrail.advance("100m")
        self.client("kms", "ASIANIGHTNIGHTNIGHT0").list_keys()
        who = self.records("ListKeys")[0]["userIdentity"]
        self.assertEqual(who["arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/night-shift")
        self.assertEqual(who["sessionContext"]["attributes"],
                         {"creationDate": "2026-01-01T01:00:00Z", "mfaAuthenticated": "false"})

    def test_an_assumed_role_acts_until_it_expires(self):
        sts = self.client("sts", "AKIAREADERREADERREAD")
        role = f"arn:aws:iam::{ACCOUNT}:role/ops"
        self.refused("AccessDenied", self.client("sts", "AKIASTRANGERSTRANGER").assume_role,
                     RoleArn=role, RoleSessionName="me")
        answer = sts.assume_role(RoleArn=role, RoleSessionName="me", DurationSeconds=900)
        credentials = answer["Credentials"]
        self.assertTrue(credentials["AccessKeyId"].startswith("ASIA"))
        session = (credentials["AccessKeyId"], credentials["SecretAccessKey"],
                   credentials["SessionToken"])
        kms = self.client("kms", *session)
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.encrypt(KeyId=key, Plaintext=b"x")
        me = self.client("sts", *session).get_caller_identity()
        self.assertEqual(me["Arn"], f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/me")
        self.refused("UnrecognizedClientException", self.client("kms", *session[:2], "other").list_keys)

        record = self.records("Encrypt")[0]["userIdentity"]
        self.assertEqual(record["type"], "AssumedRole")
        self.assertEqual(record["sessionContext"]["sessionIssuer"]["arn"], role)
        self.assertEqual(record["sessionContext"]["attributes"]["creationDate"],
                         "2026-01-01T00:00:00Z")
        assumed = self.records("AssumeRole")[0]
        self.assertEqual(assumed["resources"][0]["ARN"], role)
        self.assertNotIn("secretAccessKey", json.dumps(assumed["responseElements"]))
        self.keytrail.advance("15m")
        self.refused("ExpiredTokenException", kms.list_keys)

    def test_a_session_policy_holds_the_session_back(self):
        sts = self.client("sts", "AKIAREADERREADERREAD")
        policy = {"Version": "2012-10-17",
                  "Statement": [{"Effect": "Allow", "Action": "kms:CreateKey", "Resource": "*"}]}
        credentials = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/ops", RoleSessionName="me",
                                      Policy=json.dumps(policy))["Credentials"]
        kms = self.client("kms", credentials["AccessKeyId"], "s", credentials["SessionToken"])
        kms.create_key()
        self.assertIn("because no session policy allows the kms:ListKeys action",
                      self.refused("AccessDeniedException", kms.list_keys))

    def test_a_grant_lets_a_user_in_until_it_is_revoked(self):
        admin = self.client("kms", "AKIAADMINADMINADMIN0")
        reader = self.client("kms", "AKIAREADERREADERREAD")
        key = admin.create_key()["KeyMetadata"]["KeyId"]
        grant = admin.create_grant(KeyId=key, Operations=["Encrypt"],
                                   GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/reader")
        reader.encrypt(KeyId=key, Plaintext=b"x", GrantTokens=[grant["GrantToken"]])
        self.assertEqual(admin.list_grants(KeyId=key)["Grants"][0]["GrantId"], grant["GrantId"])
        admin.revoke_grant(KeyId=key, GrantId=grant["GrantId"])
        self.refused("AccessDeniedException", reader.encrypt, KeyId=key, Plaintext=b"x")
        record = self.records("CreateGrant")[0]
        self.assertEqual(record["responseElements"]["grantId"], grant["GrantId"])
        self.assertNotIn(grant["GrantToken"], json.dumps(record))

    def test_another_account_needs_leave_of_both_sides(self):
        admin = self.client("kms", "AKIAADMINADMINADMIN0")
        stranger = self.client("kms", "AKIASTRANGERSTRANGER")
        key = admin.create_key()["KeyMetadata"]["Arn"]
        self.assertIn("on this resource because the resource does not exist in this Region",
                      self.refused("AccessDeniedException", stranger.encrypt, KeyId=key, Plaintext=b"x"))
        admin.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*",
             "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", "111122223333"]}}]}))
        blob = stranger.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
        self.assertEqual(stranger.decrypt(CiphertextBlob=blob)["Plaintext"], b"x")

    def test_the_cli_shows_the_denial(self):
        environment = aws_environment(AWS_ACCESS_KEY_ID="AKIAREADERREADERREAD")
        shown = subprocess.run(["/usr/bin/aws", "--endpoint-url", self.keytrail.url, "kms", "create-key"],
                               env=environment, capture_output=True, text=True)
        self.assertIn(
            f"(AccessDeniedException) when calling the CreateKey operation: User: "
            f"arn:aws:iam::{ACCOUNT}:user/reader is not authorized to perform: kms:CreateKey on "
            "resource: * because no identity-based policy allows the kms:CreateKey action",
            shown.stderr)

    def test_a_wrong_file_is_refused_with_its_place(self):
        with open(self.file, "a") as file:
            file.write("unknown: 1\n")
        run = subprocess.run([BINARY, "serve", "--port", "0", "--identities", self.file],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertRegex(run.stderr, r"identities.yaml:\d+:1: identities: unknown key 'unknown'")
        run = subprocess.run([BINARY, "serve", "--port", "0", "--identities", self.file + ".none"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 4, run.stderr)


if __name__ == "__main__":
    unittest.main()
