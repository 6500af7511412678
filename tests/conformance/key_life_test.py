"""The life of KMS keys as boto3 and the AWS CLI see it: rotation by the clock and on demand, keys in
several Regions on one port, and the records all of it leaves."""

import base64
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import Served, aws_environment, client_of


class KeyLife(unittest.TestCase):
    def setUp(self):
        self.keytrail = Served()
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)

    def client(self, service, region="us-east-1"):
        client = client_of(self.keytrail, service, region)
        self.addCleanup(client.close)
        return client

    def aws(self, *arguments, region="us-east-1"):
        done = subprocess.run(["/usr/bin/aws", "--endpoint-url", self.keytrail.url, "--region", region, *arguments],
                              capture_output=True, text=True, env=aws_environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def records(self, name, region="us-east-1"):
        found = self.client("cloudtrail", region).lookup_events(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}])
        return [json.loads(event["CloudTrailEvent"]) for event in found["Events"]]

    def test_a_key_rotates_every_year_and_old_ciphertext_stays_readable(self):
        key = self.aws("kms", "create-key")["KeyMetadata"]
        old = self.aws("kms", "encrypt", "--key-id", key["KeyId"], "--plaintext", base64.b64encode(b"old").decode())
        self.aws("kms", "enable-key-rotation", "--key-id", key["KeyId"])
        self.assertEqual(self.records("EnableKeyRotation")[0]["responseElements"], {"keyId": key["Arn"]})
        self.assertTrue(self.aws("kms", "get-key-rotation-status", "--key-id", key["KeyId"])["KeyRotationEnabled"])
        self.keytrail.advance("365d")
        opened = self.aws("kms", "decrypt", "--ciphertext-blob", old["CiphertextBlob"])
        self.assertEqual(base64.b64decode(opened["Plaintext"]), b"old")
        event = self.records("RotateKey")[0]
        self.assertEqual(event["eventType"], "AwsServiceEvent")
        self.assertEqual(event["eventTime"], "2027-01-01T00:00:00Z")
        self.assertEqual(event["serviceEventDetails"]["rotationType"], "AUTOMATIC")

    def test_rotations_on_demand_are_listed_and_limited(self):
        # Debian's boto3 is older than these operations: the protocol is simple enough without it.
        def call(operation, **members):
            status, _, text = self.keytrail.json_call("TrentService." + operation, members)
            return status, json.loads(text or b"{}")
        key = call("CreateKey")[1]["KeyMetadata"]["KeyId"]
        for _ in range(25):
            self.assertEqual(call("RotateKeyOnDemand", KeyId=key)[0], 200)
        status, error = call("RotateKeyOnDemand", KeyId=key)
        self.assertEqual((status, error["__type"]), (400, "LimitExceededException"))
        _, listed = call("ListKeyRotations", KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")
        self.assertEqual(len(listed["Rotations"]), 26)
        self.assertEqual([entry["KeyMaterialState"] for entry in listed["Rotations"]].count("CURRENT"), 1)

    def test_a_replica_decrypts_what_the_primary_sealed(self):
        here, there = self.client("kms"), self.client("kms", "eu-west-1")
        key = here.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
        replica = here.replicate_key(KeyId=key, ReplicaRegion="eu-west-1", Description="copy",
                                     Tags=[{"TagKey": "a", "TagValue": "b"}])
        self.assertEqual(replica["ReplicaKeyMetadata"]["KeyState"], "Creating")
        self.assertEqual(replica["ReplicaTags"], [{"TagKey": "a", "TagValue": "b"}])
        blob = here.encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"]
        self.assertEqual(there.decrypt(CiphertextBlob=blob)["Plaintext"], b"text")

        here.update_primary_region(KeyId=key, PrimaryRegion="eu-west-1")
        configuration = there.describe_key(KeyId=key)["KeyMetadata"]["MultiRegionConfiguration"]
        self.assertEqual(configuration["MultiRegionKeyType"], "PRIMARY")
        self.assertEqual([place["Region"] for place in configuration["ReplicaKeys"]], ["us-east-1"])
        with self.assertRaises(there.exceptions.UnsupportedOperationException):
            here.replicate_key(KeyId=key, ReplicaRegion="ap-south-1")

        replicated = self.records("ReplicateKey")[-1]
        self.assertEqual(replicated["requestParameters"]["replicaRegion"], "eu-west-1")
        self.assertEqual(replicated["responseElements"]["replicaKeyMetadata"]["description"], "copy")
        self.assertEqual(len(self.records("SynchronizeMultiRegionKey", "eu-west-1")), 1)
        # What the call did in the other Region is on record there, as KMS's own doing.
        made = self.records("CreateKey", "eu-west-1")[0]
        self.assertEqual(made["userIdentity"]["invokedBy"], "kms.amazonaws.com")
        self.assertEqual(made["responseElements"]["keyMetadata"]["keyId"], key)
        moved = self.records("UpdatePrimaryRegion", "eu-west-1")[0]
        self.assertEqual(moved["userIdentity"]["invokedBy"], "kms.amazonaws.com")
        self.assertTrue(moved["requestParameters"]["keyId"].startswith("arn:aws:kms:"))
        self.assertNotIn("resources", moved)


if __name__ == "__main__":
    unittest.main()
