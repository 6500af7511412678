"""The console: its files and their headers, and what a person does with them in Chromium (js/console.mjs)."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, ROOT, Served, aws_environment


class Console(unittest.TestCase):
    def test_its_files_come_with_a_policy_and_are_small(self):
        with Served() as keytrail:
            status, headers, page = keytrail.raw(method="GET", path="/")
            self.assertEqual(status, 200)
            names, seen, size = ["app.js"], set(), len(zlib.compress(page))
            names += re.findall(r'/_keytrail/console/([\w.]+)"', page.decode())
            while names:
                name = names.pop()
                if name in seen:
                    continue
                seen.add(name)
                status, headers, body = keytrail.raw(method="GET", path="/_keytrail/console/" + name)
                self.assertEqual(status, 200, name)
                self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
                self.assertNotIn("unsafe", headers["Content-Security-Policy"])
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                size += len(zlib.compress(body))
                names += re.findall(r"(?:from |import\()'\./([\w.]+)'", body.decode())
            self.assertLessEqual({"chain.js", "why.js", "lessons.js"}, seen)
            self.assertLess(size, 300 * 1024)
            self.assertEqual(keytrail.raw(method="GET", path="/_keytrail/console/none.js")[0], 404)

    def test_the_page_needs_no_token_but_what_it_shows_does(self):
        with Served("--control-token", "secret-token") as keytrail:
            self.assertEqual(keytrail.raw(method="GET", path="/")[0], 200)
            self.assertEqual(keytrail.raw(method="GET", path="/_keytrail/console/app.js")[0], 200)
            call = b'{"service":"kms","operation":"ListKeys"}'
            self.assertEqual(keytrail.raw(call, path="/_keytrail/call")[0], 401)
            self.assertEqual(keytrail.raw(call, {"Authorization": "Bearer secret-token"}, path="/_keytrail/call")[0], 200)

    def test_looking_leaves_no_trace_and_changes_nothing(self):
        with Served() as keytrail:
            key = keytrail.control("call", {"service": "kms", "operation": "CreateKey"})["output"]["KeyMetadata"]["KeyId"]
            before = keytrail.timeline()
            look = {"service": "kms", "operation": "DescribeKey", "input": {"KeyId": key}, "observe": True}
            self.assertEqual(keytrail.control("call", look)["output"]["KeyMetadata"]["KeyState"], "Enabled")
            refused = keytrail.control("call", {**look, "operation": "DisableKey"})
            self.assertEqual(refused["error"]["code"], "ValidationException")
            missing = keytrail.control("call", {**look, "input": {"KeyId": "alias/none"}})
            self.assertEqual(missing["error"]["code"], "NotFoundException")
            self.assertEqual(keytrail.timeline(), before)
            self.assertEqual(len(keytrail.control("timeline?last=1")), 1)
            self.assertEqual(keytrail.control("timeline?kind=record"),
                             [entry for entry in before if entry["kind"] == "record"])

    def test_what_a_browser_asks_for_is_not_compressed(self):
        with Served() as keytrail:
            for path in ("/", "/_keytrail/console/app.js", "/_keytrail/timeline"):
                status, headers, _ = keytrail.raw(method="GET", path=path, headers={"Accept-Encoding": "gzip, deflate, br"})
                self.assertEqual((status, headers["Content-Encoding"]), (200, None), path)

    def test_keys_are_listed_whole(self):
        with Served() as keytrail:
            def call(operation, **given):
                return keytrail.control("call", {"service": "kms", "operation": operation, "input": given}).get("output")
            first, second = (call("CreateKey", **given)["KeyMetadata"]["KeyId"] for given in ({}, {"KeyUsage": "SIGN_VERIFY", "KeySpec": "ECC_NIST_P256"}))
            call("CreateAlias", AliasName="alias/app", TargetKeyId=first)
            call("EnableKeyRotation", KeyId=first)
            call("Encrypt", KeyId=first, Plaintext="Zm9v")
            before = keytrail.timeline()
            pages = [keytrail.control("keys?limit=1")]
            pages.append(keytrail.control("keys?limit=1&marker=" + pages[0]["NextMarker"]))
            self.assertNotIn("NextMarker", pages[1])
            keys = {key["KeyMetadata"]["KeyId"]: key for page in pages for key in page["keys"]}
            self.assertEqual(keys[first]["Aliases"], ["alias/app"])
            self.assertEqual(keys[first]["LastUsage"]["Operation"], "Encrypt")
            self.assertIn("NextRotationDate", keys[first])
            self.assertEqual(keys[second]["Aliases"], [])
            self.assertNotIn("Operation", keys[second]["LastUsage"])
            self.assertNotIn("NextRotationDate", keys[second])
            self.assertEqual(keytrail.control("keys?region=eu-west-1"), {"keys": []})
            self.assertEqual(keytrail.raw(method="GET", path="/_keytrail/keys?limit=0")[0], 400)
            self.assertEqual(keytrail.timeline(), before)

    def test_the_command_line_explains_a_call_too(self):
        with Served() as keytrail:
            def explain(*arguments):
                return subprocess.run([BINARY, "explain", "--endpoint", keytrail.url, *arguments],
                                      capture_output=True, text=True)
            def call(service, operation, **given):
                return keytrail.control("call", {"service": service, "operation": operation, "input": given}).get("output")
            self.assertEqual(explain().returncode, 2)
            key = call("kms", "CreateKey")["KeyMetadata"]["KeyId"]
            call("kms", "DisableKey", KeyId=key)
            call("kms", "Encrypt", KeyId=key, Plaintext="Zm9v")
            self.assertIn("no log event: no trail that logs", explain().stdout)
            call("s3", "CreateBucket", Bucket="trail-bucket")
            call("logs", "CreateLogGroup", logGroupName="g")
            call("cloudtrail", "CreateTrail", Name="trail", S3BucketName="trail-bucket",
                 CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:g:*",
                 CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/r")
            call("cloudtrail", "StartLogging", Name="trail")
            for name, code in (("right", "Disabled*"), ("wrong", "disabled*")):
                call("logs", "PutMetricFilter", logGroupName="g", filterName=name, filterPattern=f'{{ $.errorCode = "{code}" }}',
                     metricTransformations=[{"metricName": name, "metricNamespace": "N", "metricValue": "1"}])
            topic = call("sns", "CreateTopic", Name="told")["TopicArn"]
            call("sns", "Subscribe", TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
            call("cloudwatch", "PutMetricAlarm", AlarmName="a", Namespace="N", MetricName="right", Statistic="Sum", Period=60,
                 EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic])
            call("kms", "Encrypt", KeyId=key, Plaintext="Zm9v")
            text = explain().stdout
            for line in ("-> DisabledException", "log event     g, stream", "right matches", "wrong does not match",
                         'fails  $.errorCode = "disabled*"  ("DisabledException")', "datapoint     N/right 1",
                         "nobody was told"):
                self.assertIn(line, text)
            keytrail.advance("1m")
            self.check_alarm_explained(explain, call, keytrail, topic)
            record = [entry for entry in keytrail.timeline() if entry["kind"] == "record"][-1]["eventID"]
            self.assertEqual(json.loads(explain("--json", record).stdout)["record"]["eventID"], record)

    def check_alarm_explained(self, explain, call, keytrail, topic):
        def has(text, *lines):
            for line in lines:
                self.assertIn(line, text)
        has(explain().stdout, "alarm         a is ALARM: Sum of N/right >= 1.0 in 1 of 1 periods of 1m; missing data: missing",
            "over 3 periods", "1.0  breaching  <- this datapoint", "; 1 of 1 needed: INSUFFICIENT_DATA -> ALARM",
            f"action  {topic}: published, but no subscription is confirmed",
            "email to ops@example.com: pending, not confirmed and so not sent", "nobody was told")
        alone = explain("a").stdout
        has(alone, "alarm         a is ALARM", "INSUFFICIENT_DATA -> ALARM at", "no data")
        self.assertNotIn("this datapoint", alone)
        self.assertEqual(json.loads(explain("--json", "a").stdout)["alarms"][0]["judgements"][-1]["periods"][-1]["value"], 1)
        self.assertEqual(explain("b").returncode, 2)
        # The other endings of an action.
        def put(name, **given):
            call("cloudwatch", "PutMetricAlarm", **{**dict(
                AlarmName=name, Namespace="N", MetricName="right", Statistic="Sum", Period=60, EvaluationPeriods=3,
                DatapointsToAlarm=2, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
                TreatMissingData="notBreaching"), **given})
        silent = call("sns", "CreateTopic", Name="silent")["TopicArn"]
        put("patient", OKActions=[topic])
        put("dumb", EvaluationPeriods=1, DatapointsToAlarm=1)
        put("off", EvaluationPeriods=1, DatapointsToAlarm=1, AlarmActions=[topic], ActionsEnabled=False)
        put("unheard", EvaluationPeriods=1, DatapointsToAlarm=1, AlarmActions=[silent])
        put("lost", EvaluationPeriods=1, DatapointsToAlarm=1, AlarmActions=[topic[:-4] + "gone"])
        key = call("kms", "CreateKey")["KeyMetadata"]["KeyId"]
        call("kms", "DisableKey", KeyId=key)
        call("kms", "Encrypt", KeyId=key, Plaintext="Zm9v")
        keytrail.advance("1m")
        has(explain("dumb").stdout, "none: the alarm has no AlarmActions")
        has(explain("off").stdout, "none: the alarm's actions are disabled")
        has(explain("unheard").stdout, "published, but the topic had no subscription")
        has(explain("lost").stdout, "gone: failed: ")
        has(explain("patient").stdout, "2 of 3 needed; ")

    def in_a_browser(self, keytrail, **environment):
        done = subprocess.run(["node", "console.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                              env=aws_environment(AWS_ENDPOINT_URL=keytrail.url, **environment),
                              capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_in_a_browser(self):
        with Served() as keytrail, tempfile.TemporaryDirectory() as folder:
            saved = os.path.join(folder, "saved.yaml")
            self.in_a_browser(keytrail, SAVED=saved, **{name: os.environ.get(name, "") for name in ("SCREENSHOTS", "LAYOUTS")})
            # What the lesson did comes out the same on a fresh keytrail.
            done = subprocess.run([BINARY, "run", saved], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            with open(saved) as file:
                self.assertIn("KMSInvalidStateException", file.read())

    def test_the_first_lesson_in_a_terminal(self):
        with Served() as keytrail:
            self.in_a_browser(keytrail, TERMINAL="yes")

    def test_asks_for_the_token(self):
        with Served("--control-token", "sesame") as keytrail:
            self.in_a_browser(keytrail, TOKEN="sesame")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
