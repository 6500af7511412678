"""Scenarios over HTTP: at another keytrail they come out as in process; at anything else that speaks
AWS's API what can be done is done, and what cannot is skipped aloud."""

import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from endpoint import LoopbackServer
from served import BINARY, ROOT, Served, aws_environment

SCENARIOS = os.path.join(ROOT, "scenarios")


def run(*arguments, environment=None):
    """(exit code, stdout, stderr) of `keytrail run`."""
    done = subprocess.run([BINARY, "run", *arguments], capture_output=True, text=True, timeout=120,
                          env=environment or aws_environment())
    return done.returncode, done.stdout, done.stderr


def outcome(*arguments, **options):
    code, out, err = run(*arguments, "--json", **options)
    assert out, err
    return code, json.loads(out)


class AnotherEmulator(LoopbackServer):
    """Speaks AWS's API and nothing else: passes on to a keytrail what is no request of its control API,
    and keeps what it was sent."""

    def __init__(self, keytrail):
        other = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.path.startswith("/_"):
                    return self.reply(404, {}, b"<html>not here</html>")
                other.requests.append((self.command, self.path, dict(self.headers), body))
                request = urllib.request.Request(keytrail.url + self.path, method=self.command,
                                                 data=body or None, headers=dict(self.headers))
                request.remove_header("Host")
                try:
                    with urllib.request.urlopen(request, timeout=60) as answer:
                        self.reply(answer.status, answer.headers, answer.read())
                except urllib.error.HTTPError as error:
                    self.reply(error.code, error.headers, error.read())

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer

            def reply(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "connection", "date", "keep-alive"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(Handler)
        self.url = f"http://127.0.0.1:{self.port}"


def resigned(method, url, headers, body):
    """The Authorization that botocore gives the same request."""
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials

    scope = headers["Authorization"].split("Credential=")[1].split(",")[0].split("/")
    names = headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    signed = {name: value for name, value in headers.items()
              if name.lower() in names and name.lower() not in ("host", "x-amz-date")}
    request = botocore.awsrequest.AWSRequest(method, url, headers=signed, data=body)
    request.context["timestamp"] = headers["X-Amz-Date"]
    credentials = botocore.credentials.Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
    signer = (botocore.auth.S3SigV4Auth if scope[3] == "s3" else botocore.auth.SigV4Auth)(
        credentials, scope[3], scope[2])
    request.headers["X-Amz-Date"] = headers["X-Amz-Date"]
    canonical = signer.canonical_request(request)
    return signer.signature(signer.string_to_sign(request, canonical), request)


class AtAnotherKeytrail(unittest.TestCase):
    def test_the_library_comes_out_as_in_process_whatever_clock_was_there(self):
        _, here = outcome(SCENARIOS)
        for flags in ({"manual_clock": True}, {"manual_clock": False}):
            with Served(**flags) as keytrail:
                code, there = outcome(SCENARIOS, "--endpoint", keytrail.url)
            self.assertEqual(code, 0, there)
            self.assertEqual(there["passed"] + there["skipped"], len(here["scenarios"]))
            for one, other in zip(here["scenarios"], there["scenarios"]):
                if other["skipped"]:
                    continue
                self.assertEqual(other, one)

    def test_only_what_is_seen_from_inside_alone_is_skipped(self):
        with Served() as keytrail:
            _, there = outcome(SCENARIOS, "--endpoint", keytrail.url)
        skipped = {os.path.basename(one["path"]) for one in there["scenarios"] if one["skipped"]}
        self.assertLessEqual(skipped, {"alarm-to-endpoints-drill.yaml", "organization-trail.yaml",
                                       "who-may-use-the-key.yaml"})

    def test_what_was_there_before_is_there_again(self):
        with Served(manual_clock=False) as keytrail:
            keytrail.control("clock", {"advance": "10d"})
            keytrail.json_call("TrentService.CreateKey", {})
            _, _, keys = keytrail.json_call("TrentService.ListKeys", {})
            before = keytrail.now()
            self.assertEqual(run(os.path.join(SCENARIOS, "cis"), "--endpoint", keytrail.url)[0], 0)
            self.assertEqual(keytrail.json_call("TrentService.ListKeys", {})[2], keys)
            self.assertEqual(keytrail.control("clock")["mode"], "wall")
            self.assertGreaterEqual(keytrail.now(), before)

    def test_urls_of_what_is_made_lead_there(self):
        with Served() as keytrail:
            made = keytrail.control("call", {"service": "sqs", "operation": "CreateQueue",
                                             "input": {"QueueName": "q"}})
            self.assertTrue(made["output"]["QueueUrl"].startswith(keytrail.url), made)

    def test_a_token_is_needed_where_one_is(self):
        drill = os.path.join(SCENARIOS, "key-deletion-drill.yaml")
        with Served("--control-token", "open") as keytrail:
            code, _, err = run(drill, "--endpoint", keytrail.url)
            self.assertEqual(code, 2, err)
            self.assertIn("token", err)
            code, _, err = run(drill, "--endpoint", keytrail.url, "--control-token", "open")
            self.assertEqual(code, 0, err)


DRILL = """\
name: A disabled key
values: {text: base64(foo)}
given:
  keys: [app]
  topics: [{name: ops, emails: [ops@example.com]}]
steps:
  - call: kms DisableKey
    with: {KeyId: "${app}"}
  - call: kms Encrypt
    with: {KeyId: "${app}", Plaintext: "${text}"}
    expect: {error: {code: DisabledException, message: "${app.arn} is disabled."}}
  - call: sns GetTopicAttributes
    with: {TopicArn: "arn:aws:sns:${region}:${account}:ops"}
    expect: {Attributes: {Owner: "${account}"}}
  - advance: 1ms
  - expect:
      key: {id: "${app}", state: Disabled}
  - never: {mail: {}}
  - advance: 10d
  - expect:
      key: {id: "${app}", state: Enabled}
"""


class AtAnotherEmulator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "drill.yaml")
        self.write(DRILL)

    def write(self, text):
        with open(self.path, "w") as file:
            file.write(text)

    def report(self, name):
        with open(os.path.join(self.folder.name, name)) as file:
            return file.read()

    def test_what_can_be_done_is_and_the_rest_is_skipped_aloud_in_every_report(self):
        flags = [part for name in ("junit", "tap", "json-file", "report")
                 for part in (f"--{name}", os.path.join(self.folder.name, name))]
        with Served("--account", "210987654321", manual_clock=False) as keytrail, \
                AnotherEmulator(keytrail) as other:
            code, out, err = run(self.path, "--endpoint", other.url, "--github", *flags)
        self.assertEqual(code, 0, out + err)
        whys = {5: "mails are not read there", 18: "mails are not read there",
                19: "the clock there is real; waiting 10d is more than --wait-max allows, 15m"}
        one = json.loads(self.report("json-file"))["scenarios"][0]
        self.assertEqual({skip["line"]: skip["why"] for skip in one["skipped"]}, whys)
        self.assertEqual((one["status"], one["expectations"]), ("skipped", 3))
        skipped = xml.fromstring(self.report("junit")).find(".//skipped").get("message")
        tap = self.report("tap")
        self.assertIn("ok 1 - ", tap)
        self.assertIn(" # SKIP 3 skipped", tap)
        for text in (out, skipped, tap, self.report("report")):
            for why in whys.values():
                self.assertIn(why, text)
        self.assertEqual(out.count("::notice file="), 3)
        self.assertIn("SKIP", out)

    def test_a_fault_that_meets_no_call_is_refused(self):
        with Served() as keytrail:
            def put(body):
                return keytrail.raw(json.dumps(body).encode(), {"Content-Type": "application/json"}, "PUT", "/_keytrail/faults")
            for body, why in (({"throttle": {"service": "kms", "operation": "Encypt", "calls": 1}}, "did you mean 'Encrypt'?"),
                              ({"throttle": {"service": "ksm", "calls": 1}}, "did you mean 'kms'?"),
                              ({"throttle": {"service": "kms", "calls": 1, "fro": "10m"}}, "did you mean 'for'?"),
                              ({"trailDely": "10m"}, "did you mean 'trailDelay'?"),
                              ({"trailDelay": "10m", "throttle": {"service": "kms", "calls": 1}}, "not both")):
                status, _, answer = put(body)
                self.assertEqual(status, 400, body)
                self.assertIn(why, answer.decode(), body)
            self.assertEqual(put({"throttle": {"service": "kms", "operation": "Encrypt", "calls": 1}})[0], 204)

    def test_what_does_not_hold_fails_there_as_well(self):
        self.write(DRILL.replace("state: Disabled", "state: Enabled"))
        with Served(manual_clock=False) as keytrail, AnotherEmulator(keytrail) as other:
            code, out, err = run(self.path, "--endpoint", other.url)
        self.assertEqual(code, 1, out + err)
        self.assertIn("got:      Disabled", out)

    def test_requests_are_signed_as_botocore_signs_them(self):
        with Served(manual_clock=False) as keytrail, AnotherEmulator(keytrail) as other:
            run(SCENARIOS, "--endpoint", other.url, "--wait-max", "0s")
            self.assertGreater(len(other.requests), 50)
            for method, path, headers, body in other.requests:
                expected = resigned(method, other.url + path, headers, body)
                self.assertTrue(headers["Authorization"].endswith("Signature=" + expected),
                                (method, path, headers))

    def test_a_scenario_that_wants_what_is_not_to_be_chosen_is_skipped_whole(self):
        with Served(manual_clock=False) as keytrail, AnotherEmulator(keytrail) as other:
            for option, where in (("trail_delay: 5m", other), ("transition_delay: 5s", other),
                                  ("auto_confirm: true", keytrail), ("transition_delay: 5s", keytrail)):
                self.write(DRILL + f"options: {{{option}}}\n")
                code, document = outcome(self.path, "--endpoint", where.url)
                self.assertEqual(code, 0)
                self.assertEqual(document["scenarios"][0]["skipped"], [
                    {"line": 0, "column": 0, "what": "all of it",
                     "why": f"'{option.split(':')[0]}' is not to be chosen there"}])

    def test_a_trail_is_let_into_its_bucket_as_aws_wants_it(self):
        with Served(manual_clock=False) as keytrail, AnotherEmulator(keytrail) as other:
            run(os.path.join(SCENARIOS, "cis", "4.7-kms-key-changes.yaml"), "--endpoint", other.url,
                "--wait-max", "0s")
        made = [path for method, path, *_ in other.requests if method == "PUT"]
        self.assertEqual(made, ["/trail-records-123456789012", "/trail-records-123456789012?policy"])

    def test_the_library_fails_nowhere_for_what_it_cannot_do(self):
        with Served(manual_clock=False) as keytrail, AnotherEmulator(keytrail) as other:
            for name in sorted(os.listdir(os.path.join(SCENARIOS, "cis"))):
                if name.startswith("_"):
                    continue
                keytrail.control("reset", method="POST")
                code, document = outcome(os.path.join(SCENARIOS, "cis", name), "--endpoint",
                                         other.url, "--wait-max", "0s")
                self.assertEqual(code, 0, document)
                self.assertEqual(document["skipped"], 1)


class NoWhere(unittest.TestCase):
    def test_exit_codes_say_why(self):
        drill = os.path.join(SCENARIOS, "key-deletion-drill.yaml")
        closed = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        url = f"http://127.0.0.1:{closed.server_address[1]}"
        closed.server_close()
        code, _, err = run(drill, "--endpoint", url)
        self.assertEqual(code, 4)
        self.assertIn(f"no keytrail at {url}", err)
        self.assertEqual(run(drill, "--endpoint", "nonsense")[0], 2)

    def test_over_tls_only_who_is_trusted_is_spoken_to(self):
        with tempfile.TemporaryDirectory() as folder:
            ca = os.path.join(folder, "ca.pem")
            path = os.path.join(folder, "keys.yaml")
            with open(path, "w") as file:
                file.write("name: n\nsteps:\n  - {call: kms ListKeys, expect: {Keys: []}}\n")
            with Served("--tls-port", "0", "--tls-ca-out", ca, manual_clock=False) as keytrail:
                url = re.search(r"https://\S+", keytrail.stderr())[0]
                code, _, err = run(path, "--endpoint", url)
                self.assertEqual(code, 4)
                self.assertIn("certificate", err)
                code, out, err = run(path, "--endpoint", url,
                                     environment=aws_environment(AWS_CA_BUNDLE=ca))
                self.assertEqual(code, 0, out + err)
                self.assertIn("PASS", out)

    def test_elsewhere_credentials_are_needed(self):
        drill = os.path.join(SCENARIOS, "key-deletion-drill.yaml")
        environment = aws_environment()
        del environment["AWS_ACCESS_KEY_ID"]
        with Served() as keytrail, AnotherEmulator(keytrail) as other:
            code, _, err = run(drill, "--endpoint", other.url, environment=environment)
        self.assertEqual(code, 2)
        self.assertIn("AWS_ACCESS_KEY_ID", err)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
