"""Every operation of Secrets Manager in every state of a secret, over the wire with boto3, as
tests/data/secret_states.csv has it; a rotation from end to end with a function of the test's own; and middy's
secrets loader, which nobody here wrote."""

import csv
import datetime
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from endpoint import Endpoint
from served import ROOT, Served, aws_environment, client_of

import botocore.exceptions

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "secretsmanager:*", "Resource": "*"}]})
TOKENS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]

# Parameters beside the SecretId.
PARAMETERS = {
    "DeleteSecret(ForceDeleteWithoutRecovery)": {"ForceDeleteWithoutRecovery": True},
    "PutResourcePolicy": {"ResourcePolicy": POLICY},
    "PutSecretValue": {"SecretString": "other"},
    "RemoveRegionsFromReplication": {"RemoveReplicaRegions": ["eu-west-1"]},
    "ReplicateSecretToRegions": {"AddReplicaRegions": [{"Region": "eu-west-1"}]},
    "RotateSecret": {"RotationLambdaARN": FUNCTION, "RotationRules": {"AutomaticallyAfterDays": 30}},
    "TagResource": {"Tags": [{"Key": "a", "Value": "b"}]},
    "UntagResource": {"TagKeys": ["a"]},
    "UpdateSecret": {"Description": "other"},
    "UpdateSecretVersionStage": {"VersionStage": "blue", "MoveToVersionId": TOKENS[0]},
    "ValidateResourcePolicy": {"ResourcePolicy": POLICY},
}


def cells():
    with open(os.path.join(ROOT, "tests/data/secret_states.csv"), newline="") as table:
        return list(csv.DictReader(table))


def client(keytrail, region="us-east-1"):
    return client_of(keytrail, "secretsmanager", region)


class SecretStates(unittest.TestCase):
    def serve(self, *flags):
        keytrail = Served(*flags)
        keytrail.__enter__()
        self.addCleanup(keytrail.__exit__)
        return keytrail

    def bring_into(self, keytrail, cell, name):
        """A secret in the cell's state; the client that calls the operation."""
        secrets = client(keytrail)
        secrets.create_secret(Name=name, SecretString="s", ClientRequestToken=TOKENS[0])
        if cell["state"] != "Active":
            secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
            if cell["state"] == "Deleted":
                keytrail.advance("7d")
            return secrets
        if cell["operation"] == "CancelRotateSecret":
            secrets.rotate_secret(SecretId=name, **PARAMETERS["RotateSecret"])
        if cell["operation"] in ("RemoveRegionsFromReplication", "StopReplicationToReplica"):
            secrets.replicate_secret_to_regions(SecretId=name, **PARAMETERS["ReplicateSecretToRegions"])
        return client(keytrail, "eu-west-1") if cell["operation"] == "StopReplicationToReplica" else secrets

    def parameters(self, operation, name):
        if operation == "BatchGetSecretValue":
            return {"SecretIdList": [name]}
        if operation == "CreateSecret":
            return {"Name": name, "SecretString": "other", "ClientRequestToken": TOKENS[1]}
        if operation in ("GetRandomPassword", "ListSecrets"):
            return {}
        return {"SecretId": name, **PARAMETERS.get(operation, {})}

    def check(self, keytrail, cell, name):
        secrets = self.bring_into(keytrail, cell, name)
        operation = cell["operation"].split("(")[0]
        parameters = self.parameters(cell["operation"], name)
        if cell["result"] == "error":
            with self.assertRaises(botocore.exceptions.ClientError) as refused:
                self.ask(keytrail, secrets, operation, parameters)
            error = refused.exception.response["Error"]
            self.assertEqual((error["Code"], error["Message"]),
                             (cell["error"], cell["message"].replace("{Name}", name)))
            return
        answer = self.ask(keytrail, secrets, operation, parameters)
        if cell["result"] == "ok_with_item_error":
            self.assertEqual(answer["Errors"], [{"SecretId": name, "ErrorCode": cell["error"],
                                                 "Message": cell["message"]}])
        if operation == "ListSecrets":
            listed = lambda page: name in [secret["Name"] for secret in page["SecretList"]]
            self.assertEqual(listed(answer), cell["result"] == "ok_listed")
            # boto3 of Debian 12 does not know this parameter.
            _, _, everything = keytrail.json_call("secretsmanager.ListSecrets", {"IncludePlannedDeletion": True})
            self.assertEqual(listed(json.loads(everything)), cell["result"] != "ok_not_listed")

    def ask(self, keytrail, secrets, operation, parameters):
        if operation in secrets.meta.service_model.operation_names:
            return getattr(secrets, botocore.xform_name(operation))(**parameters)
        # Nor this operation.
        self.assertEqual(operation, "BatchGetSecretValue")
        status, _, body = keytrail.json_call("secretsmanager." + operation, parameters)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def test_every_cell_answers_as_the_table_says(self):
        with Endpoint() as function:
            keytrail = self.serve("--lambda-endpoint", f"http://127.0.0.1:{function.port}")
            for number, cell in enumerate(cells()):
                with self.subTest(operation=cell["operation"], state=cell["state"]):
                    self.check(keytrail, cell, f"secret{number}")
        operations = {cell["operation"].split("(")[0] for cell in cells()}
        self.assertEqual(len(operations), 23)

    def test_a_function_rotates_a_secret_month_after_month(self):
        steps = []

        def rotate(request):
            event = json.loads(request[2])
            secrets, token = client(self.keytrail), event["ClientRequestToken"]
            steps.append(event["Step"])
            if event["Step"] == "createSecret":
                secrets.put_secret_value(SecretId=event["SecretId"], ClientRequestToken=token,
                                         SecretString=f"value {len(steps)}", VersionStages=["AWSPENDING"])
            if event["Step"] == "finishSecret":
                stages = secrets.describe_secret(SecretId=event["SecretId"])["VersionIdsToStages"]
                current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
                secrets.update_secret_version_stage(SecretId=event["SecretId"], VersionStage="AWSCURRENT",
                                                    MoveToVersionId=token, RemoveFromVersionId=current)
            return 200, b"null"

        with Endpoint(answer=rotate) as function:
            self.keytrail = self.serve("--lambda-endpoint", f"http://127.0.0.1:{function.port}/")
            secrets = client(self.keytrail)
            secrets.create_secret(Name="db", SecretString="first")
            secrets.rotate_secret(SecretId="db", RotationLambdaARN=FUNCTION,
                                  RotationRules={"AutomaticallyAfterDays": 30})
            for _ in range(4):
                self.assertEqual(function.next()[0], "/2015-03-31/functions/rotate/invocations")
            self.keytrail.advance("1s")  # Returns when all deliveries are done.
            self.assertEqual(secrets.get_secret_value(SecretId="db")["SecretString"], "value 1")
            self.keytrail.advance("30d")
            self.assertEqual(secrets.get_secret_value(SecretId="db")["SecretString"], "value 5")
        self.assertEqual(steps, ["createSecret", "setSecret", "testSecret", "finishSecret"] * 2)
        self.assertTrue(secrets.describe_secret(SecretId="db")["RotationEnabled"])
        # boto3 of Debian 12 does not know this member.
        _, _, shown = self.keytrail.json_call("secretsmanager.DescribeSecret", {"SecretId": "db"})
        next_rotation = datetime.datetime.fromtimestamp(json.loads(shown)["NextRotationDate"],
                                                        datetime.timezone.utc)
        self.assertEqual(next_rotation.isoformat(), "2026-03-02T23:59:59+00:00")

    def test_middy_loads_secrets_and_keeps_them(self):
        keytrail = self.serve()
        client(keytrail).create_secret(Name="app/db", SecretString='{"user":"app","password":"pw"}')
        done = subprocess.run(["node", "secrets_loader.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                              env=aws_environment(AWS_ENDPOINT_URL=keytrail.url, AWS_REGION="us-east-1"),
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        reads = [entry for entry in keytrail.timeline() if entry["kind"] == "call"
                 and entry["operation"] == "GetSecretValue"]
        # The first handler once; the one without a cache when it is made and when it is called.
        self.assertEqual(len(reads), 3)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
