"""A trail's files as evidence: the unmodified `aws cloudtrail validate-logs` believes a day of them,
and tells of each kind of tampering."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import Served, aws_environment

DEBIAN_AWS = "/usr/bin/aws"
TRAIL_ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/evidence"
BUCKET = "evidence-bucket"


def s3_rules(url):
    """The CLI of Debian gives --endpoint-url to CloudTrail only; S3 is found by these rules."""
    def rule(conditions, target):
        return {"conditions": conditions, "type": "endpoint",
                "endpoint": {"url": target, "properties": {}, "headers": {}}}
    return {"version": "1.0",
            "parameters": {"Bucket": {"type": "String", "required": False},
                           "Region": {"type": "String", "required": False, "builtIn": "AWS::Region"}},
            "rules": [rule([{"fn": "isSet", "argv": [{"ref": "Bucket"}]}], url + "/{Bucket}"),
                      rule([], url)]}


def organizations_rules(url):
    """Organizations is asked without --endpoint-url, too."""
    return {"version": "1.0",
            "parameters": {"Region": {"type": "String", "required": False, "builtIn": "AWS::Region"}},
            "rules": [{"conditions": [], "type": "endpoint",
                       "endpoint": {"url": url, "properties": {}, "headers": {}}}]}


class Aws:
    def __init__(self, program, keytrail):
        self.program = program
        self.url = keytrail.url
        for service, rules in (("s3/2006-03-01", s3_rules(self.url)),
                               ("organizations/2016-11-28", organizations_rules(self.url))):
            folder = os.path.join(keytrail.folder, "models", service)
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, "endpoint-rule-set-1.json"), "w") as file:
                json.dump(rules, file)
        self.environment = aws_environment(AWS_ENDPOINT_URL=self.url)
        if program == DEBIAN_AWS:
            self.environment["AWS_DATA_PATH"] = os.path.join(keytrail.folder, "models")

    def __call__(self, *arguments):
        done = subprocess.run([self.program, "--endpoint-url", self.url, *arguments],
                              capture_output=True, env=self.environment, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"aws {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode()

    def json(self, *arguments):
        text = self(*arguments, "--output", "json")
        return json.loads(text) if text.strip() else {}

    def validate(self, end_time, *more):
        """(exit code, what it says)."""
        done = subprocess.run([self.program, "--endpoint-url", self.url, "cloudtrail", "validate-logs",
                               "--trail-arn", TRAIL_ARN, "--start-time", "2026-01-01T00:00:00Z",
                               "--end-time", end_time, "--verbose", *more],
                              capture_output=True, text=True, env=self.environment, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def keys(self, kind):
        found = self.json("s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix",
                          f"AWSLogs/123456789012/{kind}/")
        return sorted(item["Key"] for item in found.get("Contents", []))


def clients():
    """Debian's CLI, and a newer one if that is what the PATH has first."""
    programs = [DEBIAN_AWS] if os.path.exists(DEBIAN_AWS) else []
    newer = shutil.which("aws")
    if newer and os.path.realpath(newer) != os.path.realpath(DEBIAN_AWS):
        programs.append(newer)
    return programs


class Evidence(unittest.TestCase):
    maxDiff = None

    def a_day(self, aws, keytrail):
        """Traffic in some hours of a day, none in others."""
        aws("s3api", "create-bucket", "--bucket", BUCKET)
        trail = aws.json("cloudtrail", "create-trail", "--name", "evidence", "--s3-bucket-name", BUCKET,
                         "--enable-log-file-validation")
        self.assertTrue(trail["LogFileValidationEnabled"])
        aws("cloudtrail", "start-logging", "--name", "evidence")
        key = aws.json("kms", "create-key")["KeyMetadata"]["KeyId"]
        for advance in ("3m", "1h", "5h", "10h"):
            for _ in range(3):
                keytrail.json_call("TrentService.DescribeKey", {"KeyId": key})
            keytrail.json_call("TrentService.DescribeKey", {"KeyId": "alias/none"})
            keytrail.advance(advance)
        keytrail.advance("8h")

    def test_untouched_files_are_valid_and_tampering_shows(self):
        self.assertTrue(clients(), "there is no AWS CLI")
        for program in clients():
            with self.subTest(program=program), Served() as keytrail:
                aws = Aws(program, keytrail)
                self.a_day(aws, keytrail)
                self.validate_and_tamper(aws, keytrail)

    def validate_and_tamper(self, aws, keytrail):
        end = keytrail.now()
        code, said = aws.validate(end)
        self.assertEqual(code, 0, said)
        digests, logs = aws.keys("CloudTrail-Digest"), aws.keys("CloudTrail")
        self.assertEqual(len(digests), 24)
        self.assertRegex(said, r"24/24 digest files valid")
        self.assertRegex(said, rf"{len(logs)}/{len(logs)} log files valid")
        self.assertEqual(len(logs), 3)

        for tamper, expected in ((self.flip_a_byte, r"hash value doesn't match"),
                                 (self.remove_a_file, r"not found"),
                                 (self.replace_a_digest, r"INVALID"),
                                 (self.sign_wrongly, r"signature verification failed")):
            with self.subTest(tamper.__name__):
                restore = tamper(aws, keytrail, digests, logs)
                code, said = aws.validate(end)
                self.assertEqual(code, 1, said)
                self.assertRegex(said, expected)
                restore()
                code, said = aws.validate(end)
                self.assertEqual(code, 0, said)

    # ---- ways to tamper; each returns how to undo it ----

    def take(self, aws, keytrail, key):
        """The object's bytes in a file and what puts it back, metadata and all."""
        path = os.path.join(keytrail.folder, "object")
        described = aws.json("s3api", "get-object", "--bucket", BUCKET, "--key", key, path)
        with open(path, "rb") as file:
            original = file.read()

        def put(content, metadata=None):
            with open(path, "wb") as out:
                out.write(content)
            pairs = described["Metadata"] if metadata is None else metadata
            aws("s3api", "put-object", "--bucket", BUCKET, "--key", key, "--body", path,
                "--content-encoding", "gzip", "--content-type", "application/json",
                *(["--metadata", ",".join(f"{k}={v}" for k, v in pairs.items())] if pairs else []))
        return original, described["Metadata"], put

    def flip_a_byte(self, aws, keytrail, digests, logs):
        original, _, put = self.take(aws, keytrail, logs[1])
        text = bytearray(gzip.decompress(original))
        text[100] ^= 1
        put(gzip.compress(bytes(text)))
        return lambda: put(original)

    def remove_a_file(self, aws, keytrail, digests, logs):
        original, _, put = self.take(aws, keytrail, logs[1])
        aws("s3api", "delete-object", "--bucket", BUCKET, "--key", logs[1])
        return lambda: put(original)

    def replace_a_digest(self, aws, keytrail, digests, logs):
        other, metadata, _ = self.take(aws, keytrail, digests[4])
        original, own_metadata, put = self.take(aws, keytrail, digests[5])
        put(other, metadata)
        return lambda: put(original, own_metadata)

    def sign_wrongly(self, aws, keytrail, digests, logs):
        original, metadata, put = self.take(aws, keytrail, digests[5])
        signature = metadata["signature"]
        put(original, {**metadata, "signature": ("0" if signature[0] != "0" else "1") + signature[1:]})
        return lambda: put(original, metadata)


    def test_digests_of_several_keys_are_valid(self):
        with Served() as keytrail:
            aws = Aws(DEBIAN_AWS, keytrail)
            self.a_day(aws, keytrail)
            keytrail.advance("31d")
            keytrail.json_call("TrentService.ListKeys", {})
            keytrail.advance("2h")
            keys = aws.json("cloudtrail", "list-public-keys", "--start-time", "2026-01-01T00:00:00Z")
            fingerprints = [key["Fingerprint"] for key in keys["PublicKeyList"]]
            self.assertEqual(len(set(fingerprints)), 2)
            now = aws.json("cloudtrail", "list-public-keys")["PublicKeyList"]
            self.assertEqual([key["Fingerprint"] for key in now], fingerprints[1:])
            code, said = aws.validate(keytrail.now())
            self.assertEqual(code, 0, said)
            self.assertRegex(said, r"770/770 digest files valid")
            self.assertNotIn("INVALID", said)


IDENTITIES = """
organization:
  id: o-exampleorg1
  management_account: "123456789012"
  management_email: owner@example.com
  member_accounts: ["111122223333"]
accounts:
  "111122223333":
    root: {access_keys: {id: AKIAMEMBERMEMBERMEMB}}
"""
MEMBER = "111122223333"


class OrganizationEvidence(unittest.TestCase):
    """An organization trail has a chain of digests for each account, in the organization's folder."""

    def key(self, account, kind):
        return f"AWSLogs/o-exampleorg1/{account}/{kind}/"

    def listed(self, aws, prefix):
        found = aws.json("s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", prefix)
        return [item["Key"] for item in found.get("Contents", [])]

    def test_every_account_of_an_organization_trail_can_be_validated(self):
        for program in clients():
            with self.subTest(program=program), tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write(IDENTITIES)
                file.flush()
                with Served("--identities", file.name) as keytrail:
                    self.validate(Aws(program, keytrail), keytrail)

    def validate(self, aws, keytrail):
        member = Aws(aws.program, keytrail)
        member.environment = {**member.environment, "AWS_ACCESS_KEY_ID": "AKIAMEMBERMEMBERMEMB"}
        aws("s3api", "create-bucket", "--bucket", BUCKET)
        trail = aws.json("cloudtrail", "create-trail", "--name", "evidence", "--s3-bucket-name", BUCKET,
                         "--enable-log-file-validation", "--is-organization-trail")
        self.assertTrue(trail["IsOrganizationTrail"])
        aws("cloudtrail", "start-logging", "--name", "evidence")
        member("kms", "create-key")
        keytrail.advance("3h")
        member("kms", "list-keys")
        keytrail.advance("1h")

        organization = member.json("organizations", "describe-organization")["Organization"]
        self.assertEqual(organization["MasterAccountEmail"], "owner@example.com")
        self.assertEqual(organization["Id"], "o-exampleorg1")
        seen = member.json("cloudtrail", "describe-trails")["trailList"]
        self.assertEqual([trail["TrailARN"] for trail in seen], [TRAIL_ARN])
        with self.assertRaisesRegex(AssertionError, "NotOrganizationMasterAccountException"):
            member("cloudtrail", "stop-logging", "--name", TRAIL_ARN)

        end = keytrail.now()
        for account, log_count in (("123456789012", 1), (MEMBER, 2)):
            code, said = aws.validate(end, "--account-id", account)
            self.assertEqual(code, 0, said)
            self.assertRegex(said, r"4/4 digest files valid")
            self.assertRegex(said, rf"{log_count}/{log_count} log files valid")
        self.assertEqual(self.listed(aws, "AWSLogs/123456789012/"), [])

        logs = self.listed(aws, self.key(MEMBER, "CloudTrail"))
        aws("s3api", "delete-object", "--bucket", BUCKET, "--key", logs[1])
        code, said = aws.validate(end, "--account-id", MEMBER)
        self.assertEqual(code, 1, said)
        self.assertRegex(said, r"not found")
        code, said = aws.validate(end, "--account-id", "123456789012")
        self.assertEqual(code, 0, said)


class Files(unittest.TestCase):
    def test_files_lie_where_cloudtrail_puts_them_and_in_the_mirror(self):
        mirror = tempfile.mkdtemp()
        with Served("--trail-dir", mirror) as keytrail:
            aws = Aws(DEBIAN_AWS, keytrail)
            aws("s3api", "create-bucket", "--bucket", BUCKET)
            aws("cloudtrail", "create-trail", "--name", "evidence", "--s3-bucket-name", BUCKET,
                "--s3-key-prefix", "logs", "--enable-log-file-validation")
            aws("cloudtrail", "start-logging", "--name", "evidence")
            keytrail.json_call("TrentService.ListKeys", {})
            keytrail.advance("1h")
            listed = [line.split()[3] for line in
                      aws("s3", "ls", f"s3://{BUCKET}", "--recursive").splitlines()]
            self.assertEqual(len(listed), 2, listed)
            folder = "logs/AWSLogs/123456789012/"
            self.assertRegex(listed[0], folder + r"CloudTrail-Digest/us-east-1/2026/01/01/123456789012_"
                             r"CloudTrail-Digest_us-east-1_evidence_us-east-1_20260101T010000Z\.json\.gz$")
            self.assertRegex(listed[1], folder + r"CloudTrail/us-east-1/2026/01/01/123456789012_"
                             r"CloudTrail_us-east-1_20260101T0005Z_[A-Za-z0-9]{16}\.json\.gz$")
            with gzip.open(os.path.join(mirror, listed[1])) as file:
                log = file.read()
            records = json.loads(log)["Records"]
            self.assertEqual([record["eventName"] for record in records], ["StartLogging", "ListKeys"])
            with gzip.open(os.path.join(mirror, listed[0])) as file:
                digest = json.load(file)
            self.assertEqual(digest["logFiles"][0]["hashValue"], hashlib.sha256(log).hexdigest())
            self.assertEqual(digest["logFiles"][0]["s3Object"], listed[1])
            keytrail.control("reset", {})
            self.assertTrue(os.path.exists(os.path.join(mirror, listed[0])), "files stay after a reset")
        shutil.rmtree(mirror)


if __name__ == "__main__":
    unittest.main()
