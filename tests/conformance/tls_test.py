"""The TLS listener: clients that trust its authority reach the same emulator, others do not."""

import json
import os
import re
import ssl
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import SANITIZED, Served, aws_environment


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keytrail = Served(binary=SANITIZED)
        cls.authority = os.path.join(cls.keytrail.folder, "ca.pem")
        cls.keytrail.command += ["--tls-port", "0", "--tls-ca-out", cls.authority]
        cls.keytrail.__enter__()
        cls.addClassCleanup(cls.keytrail.__exit__)
        cls.url = re.search(r"https://\S+", cls.keytrail.stderr())[0]

    def aws(self, *arguments, url=None, bundle=None):
        done = subprocess.run(["/usr/bin/aws", "--endpoint-url", url or self.url, *arguments], capture_output=True,
                              text=True, env=aws_environment(AWS_CA_BUNDLE=bundle or self.authority))
        return done.returncode, done.stdout, done.stderr

    def test_the_record_of_a_call_over_tls_says_so_and_no_other_does(self):
        code, out, err = self.aws("kms", "create-key")
        self.assertEqual(code, 0, err)
        key = json.loads(out)["KeyMetadata"]["KeyId"]
        self.keytrail.json_call("TrentService.DescribeKey", {"KeyId": key})
        code, out, err = self.aws("cloudtrail", "lookup-events")
        self.assertEqual(code, 0, err)
        records = {event["EventName"]: json.loads(event["CloudTrailEvent"]) for event in json.loads(out)["Events"]}
        details = records["CreateKey"]["tlsDetails"]
        self.assertEqual(details["tlsVersion"], "TLSv1.3")
        self.assertRegex(details["cipherSuite"], r"^TLS_[A-Z0-9_]+$")
        self.assertEqual(details["clientProvidedHostHeader"], self.url[len("https://"):])
        self.assertNotIn("tlsDetails", records["DescribeKey"])

    def test_names_that_clients_use_are_in_the_certificate_and_others_are_not(self):
        port = self.url.rsplit(":", 1)[1]
        context = ssl.create_default_context(cafile=self.authority)
        # As strict as Python became with 3.13.
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        for name in ("127.0.0.1", "localhost"):
            with urllib.request.urlopen(f"https://{name}:{port}/_keytrail/health", context=context) as answer:
                self.assertEqual(json.load(answer)["status"], "ok", name)
        import socket
        for name, is_ours in (("kms.us-east-1.amazonaws.com", True), ("sns.localhost.localstack.cloud", True),
                              ("kms.example.com", False)):
            with socket.create_connection(("127.0.0.1", int(port))) as plain:
                try:
                    context.wrap_socket(plain, server_hostname=name).close()
                    self.assertTrue(is_ours, name)
                except ssl.SSLCertVerificationError:
                    self.assertFalse(is_ours, name)

    def test_who_does_not_trust_the_authority_gets_no_connection(self):
        with self.assertRaises(urllib.error.URLError) as failure:
            urllib.request.urlopen(self.url + "/_keytrail/health", context=ssl.create_default_context())
        self.assertIsInstance(failure.exception.reason, ssl.SSLCertVerificationError)

    def test_web_pages_are_kept_away_here_too(self):
        context = ssl.create_default_context(cafile=self.authority)
        request = urllib.request.Request(self.url + "/_keytrail/timeline", headers={"Origin": "https://evil.example"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, context=context)
        self.assertEqual(refused.exception.code, 403)

    def test_links_in_mails_lead_back_over_tls(self):
        code, out, err = self.aws("sns", "create-topic", "--name", "over-tls")
        self.assertEqual(code, 0, err)
        code, _, err = self.aws("sns", "subscribe", "--topic-arn", json.loads(out)["TopicArn"], "--protocol", "email",
                                "--notification-endpoint", "tls@example.com")
        self.assertEqual(code, 0, err)
        self.assertTrue(self.keytrail.inbox("tls@example.com")[0]["confirmUrl"].startswith(self.url + "/"))


class StartUp(unittest.TestCase):
    def test_a_certificate_that_cannot_be_written_or_asked_for_alone_stops_the_start(self):
        for flags, code, said in ((["--tls-port", "0", "--tls-ca-out", "/nonexistent/ca.pem"], 4, "/nonexistent/ca.pem"),
                                  (["--tls-ca-out", "ca.pem"], 2, "--tls-port")):
            done = subprocess.run([SANITIZED, "serve", "--port", "0", *flags], capture_output=True, text=True,
                                  timeout=20)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
