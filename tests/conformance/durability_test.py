"""With --db an acknowledged call survives kill -9, exactly once; what cannot be kept is refused."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, PATTERN, Served


def json_ok(keytrail, target, body):
    status, _, text = keytrail.json_call(target, body)
    assert status == 200, text
    return json.loads(text) if text else None


def chain(keytrail):
    keytrail.raw(method="PUT", path="/trail-bucket")
    json_ok(keytrail, "Logs_20140328.CreateLogGroup", {"logGroupName": "trail"})
    json_ok(keytrail, "CloudTrail_20131101.CreateTrail",
            {"Name": "drill", "S3BucketName": "trail-bucket",
             "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
             "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/CloudTrail"})
    json_ok(keytrail, "CloudTrail_20131101.StartLogging", {"Name": "drill"})
    json_ok(keytrail, "Logs_20140328.PutMetricFilter",
            {"logGroupName": "trail", "filterName": "errors", "filterPattern": PATTERN,
             "metricTransformations": [{"metricName": "E", "metricNamespace": "D", "metricValue": "1"}]})


class Durability(unittest.TestCase):
    def database(self):
        holder = Served()
        self.addCleanup(holder.__exit__)
        return os.path.join(holder.folder, "keytrail.db")

    def test_kill_loses_nothing_acknowledged_and_repeats_nothing(self):
        path = self.database()
        with Served("--db", path) as keytrail:
            chain(keytrail)
            key = json_ok(keytrail, "TrentService.CreateKey", {})["KeyMetadata"]["KeyId"]
            blob = json_ok(keytrail, "TrentService.Encrypt", {"KeyId": key, "Plaintext": "Zm9v"})
            json_ok(keytrail, "TrentService.DisableKey", {"KeyId": key})
            acknowledged = []

            def load():
                while True:
                    try:
                        status, headers, _ = keytrail.json_call(
                            "TrentService.Encrypt", {"KeyId": key, "Plaintext": "Zm9v"})
                    except OSError:
                        return
                    assert status == 400
                    acknowledged.append(headers["x-amzn-RequestId"])

            threads = [threading.Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            while len(acknowledged) < 200:
                assert keytrail.process.poll() is None
            keytrail.kill()
            for thread in threads:
                thread.join()
            keytrail.start()
            with_error = []
            token = None
            while True:
                page = json_ok(keytrail, "Logs_20140328.FilterLogEvents",
                               {"logGroupName": "trail", "filterPattern": "{ $.errorCode = * }",
                                **({"nextToken": token} if token else {})})
                with_error += [json.loads(e["message"])["requestID"] for e in page["events"]]
                token = page.get("nextToken")
                if not token:
                    break
            self.assertEqual(len(with_error), len(set(with_error)))
            self.assertEqual(set(acknowledged) - set(with_error), set())
            # The metric counted each log event once, acknowledged or not.
            status, _, text = keytrail.raw(
                b"Action=GetMetricStatistics&Version=2010-08-01&Namespace=D&MetricName=E&Period=60"
                b"&StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-01T01:00:00Z&Statistics.member.1=Sum",
                {"Content-Type": "application/x-www-form-urlencoded"})
            self.assertEqual(status, 200, text)
            self.assertIn(f"<Sum>{float(len(with_error))}</Sum>".encode(), text)
            # The key is as it was, and new ids do not repeat old ones.
            json_ok(keytrail, "TrentService.EnableKey", {"KeyId": key})
            opened = json_ok(keytrail, "TrentService.Decrypt", {"CiphertextBlob": blob["CiphertextBlob"]})
            self.assertEqual(opened["Plaintext"], "Zm9v")
            _, headers, _ = keytrail.json_call("TrentService.ListKeys", {})
            self.assertNotIn(headers["x-amzn-RequestId"], with_error)

    def test_timers_survive_a_restart(self):
        path = self.database()
        with Served("--db", path) as keytrail:
            key = json_ok(keytrail, "TrentService.CreateKey", {})["KeyMetadata"]["KeyId"]
            json_ok(keytrail, "TrentService.ScheduleKeyDeletion", {"KeyId": key, "PendingWindowInDays": 7})
            keytrail.advance("3d")
            keytrail.kill()
            keytrail.start()
            self.assertEqual(keytrail.now(), "2026-01-04T00:00:00Z")
            keytrail.advance("4d")
            status, _, text = keytrail.json_call("TrentService.DescribeKey", {"KeyId": key})
            self.assertEqual((status, json.loads(text)["__type"].split("#")[-1]), (400, "NotFoundException"))

    def refused(self, code, *flags):
        done = subprocess.run([BINARY, "serve", "--port", "0", *flags], capture_output=True, text=True,
                              timeout=20)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        return done.stderr

    def test_a_second_process_a_newer_schema_and_a_foreign_file_are_refused(self):
        path = self.database()
        with Served("--db", path, "--seed", "7"):
            self.assertIn("in use", self.refused(4, "--db", path))
        self.assertIn("seed", self.refused(2, "--db", path, "--seed", "8"))
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 1000000")
        connection.close()
        self.assertIn("newer", self.refused(4, "--db", path))
        foreign = path + ".txt"
        with open(foreign, "w") as file:
            file.write("certainly no database, but long enough to look at " * 100)
        self.assertIn("not a keytrail database", self.refused(4, "--db", foreign))
        with open(foreign) as file:
            self.assertTrue(file.read().startswith("certainly"))
        self.refused(4, "--db", "/nonexistent/folder/keytrail.db")

    def test_a_full_disk_acknowledges_nothing_and_stops(self):
        path = self.database()
        limit = 400_000  # A file-size limit stands for the full disk: write() fails with EFBIG.
        with Served("--db", path) as keytrail:
            keytrail.stop()
            plain = keytrail.command
            keytrail.command = ["/bin/sh", "-c", f"trap '' XFSZ; ulimit -f {limit // 512}; exec \"$@\"", "sh", *plain]
            keytrail.start()
            acknowledged = []
            while True:
                try:
                    status, _, text = keytrail.json_call("TrentService.CreateKey", {"Description": "x" * 2000})
                except OSError:
                    break
                self.assertEqual(status, 200)
                acknowledged.append(json.loads(text)["KeyMetadata"]["KeyId"])
                self.assertLess(len(acknowledged), 5000, "the limit was never reached")
            self.assertEqual(keytrail.process.wait(timeout=10), 70)
            self.assertIn(path, keytrail.stderr())
            keytrail.command = plain
            keytrail.start()
            kept = set()
            marker = None
            while True:
                page = json_ok(keytrail, "TrentService.ListKeys",
                               {"Limit": 1000, **({"Marker": marker} if marker else {})})
                kept |= {k["KeyId"] for k in page["Keys"]}
                marker = page.get("NextMarker")
                if not marker:
                    break
            self.assertEqual(kept, set(acknowledged))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
