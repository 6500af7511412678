"""Buckets as people use them: boto3, `aws s3 cp/ls/sync/rm` of files large and small, the SDK for JavaScript v3."""

import filecmp
import os
import subprocess
import sys
import unittest

from boto3.s3.transfer import TransferConfig

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import ROOT, Served, aws_environment, client_of
from validate_logs_test import Aws, clients

MIB = 1 << 20


def write_file(folder, name, size):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(os.urandom(size))
    os.utime(path, (1e9, 1e9))  # Older than what the clock of keytrail shows: `aws s3 sync` compares.
    return path


class Boto3(unittest.TestCase):
    def setUp(self):
        self.served = Served()
        self.keytrail = self.served.__enter__()
        self.addCleanup(self.served.__exit__, None, None, None)
        self.s3 = client_of(self.keytrail, "s3", s3={"addressing_style": "path"})
        self.s3.create_bucket(Bucket="files")

    def test_a_large_file_comes_and_goes_in_parts(self):
        path = write_file(self.keytrail.folder, "large", 20 * MIB + 7)
        config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB)
        self.s3.upload_file(path, "files", "a/large", Config=config, ExtraArgs={"Metadata": {"color": "blue"}})
        head = self.s3.head_object(Bucket="files", Key="a/large")
        self.assertEqual(head["ContentLength"], 20 * MIB + 7)
        self.assertRegex(head["ETag"], r'^"[0-9a-f]{32}-3"$')
        self.assertEqual(head["Metadata"], {"color": "blue"})
        back = os.path.join(self.keytrail.folder, "back")
        self.s3.download_file("files", "a/large", back, Config=config)
        self.assertTrue(filecmp.cmp(path, back, shallow=False))
        self.s3.copy({"Bucket": "files", "Key": "a/large"}, "files", "b/large", Config=config)
        self.s3.download_file("files", "b/large", back, Config=config)
        self.assertTrue(filecmp.cmp(path, back, shallow=False))

    def test_uploads_are_listed_and_aborted(self):
        upload = self.s3.create_multipart_upload(Bucket="files", Key="k")["UploadId"]
        self.s3.upload_part(Bucket="files", Key="k", UploadId=upload, PartNumber=1, Body=b"x" * 10)
        self.assertEqual(self.s3.list_multipart_uploads(Bucket="files")["Uploads"][0]["UploadId"], upload)
        parts = self.s3.list_parts(Bucket="files", Key="k", UploadId=upload)["Parts"]
        self.assertEqual([(part["PartNumber"], part["Size"]) for part in parts], [(1, 10)])
        self.s3.abort_multipart_upload(Bucket="files", Key="k", UploadId=upload)
        self.assertNotIn("Uploads", self.s3.list_multipart_uploads(Bucket="files"))
        with self.assertRaises(self.s3.exceptions.ClientError) as caught:
            self.s3.list_parts(Bucket="files", Key="k", UploadId=upload)
        self.assertEqual(caught.exception.response["Error"]["Code"], "NoSuchUpload")

    def test_listings_have_pages_and_many_keys_go_at_once(self):
        for number in range(25):
            self.s3.put_object(Bucket="files", Key=f"n/{number:02}", Body=b"x")
        for operation, size in (("list_objects_v2", 10), ("list_objects", 7)):
            pages = list(self.s3.get_paginator(operation).paginate(
                Bucket="files", PaginationConfig={"PageSize": size}))
            keys = [item["Key"] for page in pages for item in page["Contents"]]
            self.assertEqual(keys, [f"n/{number:02}" for number in range(25)])
        self.s3.delete_objects(Bucket="files", Delete={"Objects": [{"Key": key} for key in keys[:20]]})
        self.assertEqual(self.s3.list_objects_v2(Bucket="files")["KeyCount"], 5)
        ranged = self.s3.get_object(Bucket="files", Key="n/24", Range="bytes=0-0")
        self.assertEqual((ranged["Body"].read(), ranged["ContentRange"]), (b"x", "bytes 0-0/1"))


class CommandLine(unittest.TestCase):
    def test_files_are_copied_listed_synced_and_removed(self):
        self.assertTrue(clients(), "there is no AWS CLI")
        for program in clients():
            with self.subTest(program=program), Served() as keytrail:
                aws = Aws(program, keytrail)
                aws("s3", "mb", "s3://files")
                here = os.path.join(keytrail.folder, "here")
                large = write_file(here, "large", 18 * MIB)
                write_file(here, "sub/small one", 10)
                aws("s3", "cp", large, "s3://files/one/large")
                aws("s3", "cp", "s3://files/one/large", "s3://files/two/large")
                back = os.path.join(keytrail.folder, "back")
                aws("s3", "cp", "s3://files/two/large", back)
                self.assertTrue(filecmp.cmp(large, back, shallow=False))

                aws("s3", "sync", here, "s3://files/sync")
                listed = aws("s3", "ls", "s3://files/sync/", "--recursive")
                self.assertEqual(sorted(line.split(None, 3)[3] for line in listed.splitlines()),
                                 ["sync/large", "sync/sub/small one"])
                self.assertEqual(aws("s3", "sync", here, "s3://files/sync").strip(), "")
                there = os.path.join(keytrail.folder, "there")
                aws("s3", "sync", "s3://files/sync", there)
                self.assertTrue(filecmp.cmp(os.path.join(here, "sub/small one"),
                                            os.path.join(there, "sub/small one"), shallow=False))
                aws("s3", "rm", "s3://files/sync", "--recursive")
                self.assertEqual(aws("s3", "ls", "s3://files/").split(), ["PRE", "one/", "PRE", "two/"])
                aws("s3", "rb", "s3://files", "--force")
                self.assertEqual(aws("s3", "ls").strip(), "")


class JavaScript(unittest.TestCase):
    def test_checksums_of_its_own_accord_and_parts(self):
        with Served() as keytrail:
            done = subprocess.run(["node", "s3.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                                  env=aws_environment(AWS_ENDPOINT_URL=keytrail.url),
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
