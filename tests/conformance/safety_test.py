"""No web page can drive keytrail; bad input gets AWS's answer and nothing falls over."""

import gzip
import json
import os
import socket
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import SANITIZED, Served

AUTH = ("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{}/aws4_request, "
        "SignedHeaders=host, Signature=00")


class WebPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keytrail = Served(binary=SANITIZED)
        cls.keytrail.__enter__()
        cls.addClassCleanup(cls.keytrail.__exit__)

    def requests(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        text = {"Content-Type": "text/plain"}
        return {
            "control": lambda h: self.keytrail.raw(b"", h, path="/_keytrail/reset"),
            "clock": lambda h: self.keytrail.raw(b'{"advance":"1d"}', {**text, **h}, path="/_keytrail/clock"),
            "query": lambda h: self.keytrail.raw(b"Action=CreateTopic&Version=2010-03-31&Name=evil", {**form, **h}),
            "json": lambda h: self.keytrail.raw(b"{}", {**text, "X-Amz-Target": "TrentService.CreateKey", **h}),
            "get": lambda h: self.keytrail.raw(headers=h, method="GET",
                                               path="/?Action=CreateTopic&Version=2010-03-31&Name=evil"),
            "timeline": lambda h: self.keytrail.raw(headers=h, method="GET", path="/_keytrail/timeline"),
        }

    def test_another_site_is_refused_whatever_it_sends(self):
        foreign = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                   {"Sec-Fetch-Site": "same-site"}, {"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"},
                   {"Host": "amazonaws.com.evil.example:4566"}]
        for name, send in self.requests().items():
            for headers in foreign:
                status, answer_headers, _ = send(headers)
                self.assertEqual(status, 403, (name, headers))
                self.assertIsNone(answer_headers["Access-Control-Allow-Origin"])
        self.assertNotIn("evil", json.dumps(self.keytrail.timeline()))
        self.assertEqual(self.keytrail.now(), "2026-01-01T00:00:00Z")

    def test_our_own_page_and_ordinary_clients_are_served(self):
        authority = self.keytrail.url[len("http://"):]
        ours = [{}, {"Origin": self.keytrail.url, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"},
                {"Host": "localhost"}, {"Host": authority}, {"Host": "kms.us-east-1.amazonaws.com"},
                {"Host": "sns.us-east-1.localhost.localstack.cloud:4566"}, {"Host": "bucket.localhost:4566"}]
        for headers in ours:
            status, _, text = self.requests()["timeline"](headers)
            self.assertEqual(status, 200, (headers, text))

    def test_widening_the_host_needs_a_token(self):
        with Served("--host", "0.0.0.0", "--control-token", "secret-token") as keytrail:
            url = keytrail.url.replace("0.0.0.0", "127.0.0.1")
            keytrail.url = url
            status, _, _ = keytrail.raw(method="GET", path="/_keytrail/clock")
            self.assertEqual(status, 401)
            status, _, _ = keytrail.raw(method="GET", path="/_keytrail/clock",
                                        headers={"Authorization": "Bearer secret-token"})
            self.assertEqual(status, 200)
            status, _, _ = keytrail.json_call("TrentService.ListKeys", {})
            self.assertEqual(status, 200)


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keytrail = Served(binary=SANITIZED)
        cls.keytrail.__enter__()
        cls.addClassCleanup(cls.keytrail.__exit__)

    def tearDown(self):
        self.assertIsNone(self.keytrail.process.poll(), self.keytrail.stderr())

    def json_error(self, target, body, **headers):
        status, _, text = self.keytrail.json_call(target, body, **headers)
        answer = json.loads(text)
        return status, answer.get("__type", "").split("#")[-1], answer.get("message", "")

    def test_json(self):
        key = "1234abcd-12ab-34cd-56ef-1234567890ab"
        cases = [
            ("TrentService.Encrypt", b'{"KeyId":"x","Pla', "SerializationException"),
            ("TrentService.Encrypt", b"\xff\xfe", "SerializationException"),
            ("TrentService.Encrypt", b'{"KeyId":"\xc3\x28","Plaintext":"Zm9v"}', "SerializationException"),
            ("TrentService.Encrypt", b"[]", "SerializationException"),
            ("TrentService.Encrypt", {"KeyId": 7, "Plaintext": "Zm9v"}, "SerializationException"),
            ("TrentService.Encrypt", {"KeyId": "x", "Plaintext": "not base64!"}, "SerializationException"),
            ("TrentService.Encrypt", {"KeyId": "x", "Plaintext": ["Zm9v"]}, "SerializationException"),
            ("TrentService.Encrypt", {}, "ValidationException"),
            ("TrentService.Encrypt", {"KeyId": key, "Plaintext": ""}, "ValidationException"),
            ("TrentService.GenerateRandom", {"NumberOfBytes": 1025}, "ValidationException"),
            ("TrentService.GenerateRandom", b'{"NumberOfBytes":1e400}', "SerializationException"),
            ("TrentService.GenerateRandom", b'{"NumberOfBytes":99999999999999999999}', "SerializationException"),
            ("TrentService.CreateKey", {"KeyUsage": "EVERYTHING"}, "ValidationException"),
            ("TrentService.ScheduleKeyDeletion", {"KeyId": key, "PendingWindowInDays": 6}, "ValidationException"),
            ("TrentService.NoSuchThing", {}, "UnknownOperationException"),
            ("NoSuchService.Encrypt", {}, "UnknownOperationException"),
            ("TrentService.DescribeKey", {"KeyId": key}, "NotFoundException"),
            ("TrentService.Encrypt", b"[" * 100000, "SerializationException"),
            ("TrentService.Encrypt", b'{"a":' * 100000, "SerializationException"),
        ]
        for target, body, code in cases:
            status, got, message = self.json_error(target, body)
            self.assertEqual((status, got), (400, code), (target, body[:60] if isinstance(body, bytes) else body, message))

    def test_the_wording_of_a_failed_check(self):
        _, _, message = self.json_error("TrentService.GenerateRandom", {"NumberOfBytes": 1025})
        self.assertEqual(message, "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy "
                                  "constraint: Member must have value less than or equal to 1024")
        _, _, message = self.json_error("TrentService.Encrypt", {"KeyId": "x", "Plaintext": ""})
        self.assertEqual(message, "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
                                  "Member must have length greater than or equal to 1")

    def test_large_bodies(self):
        for encoding, body in (("", b'{"a":"' + b"x" * (10 << 20) + b'"}'),
                               ("gzip", gzip.compress(b'{"a":"' + b"x" * (50 << 20) + b'"}')),
                               ("GZIP", gzip.compress(b'{"a":"' + b"x" * (50 << 20) + b'"}'))):
            headers = {"Content-Encoding": encoding} if encoding else {}
            status, _, text = self.keytrail.json_call("TrentService.ListKeys", body, **headers)
            self.assertEqual(status, 413, encoding)
            self.assertIn(b"RequestEntityTooLarge", text)
        # A form of more than 8 KiB is an ordinary request.
        form = b"Action=Publish&Version=2010-03-31&TopicArn=arn:aws:sns:us-east-1:123456789012:none&Message=" + b"x" * 100000
        status, _, text = self.keytrail.raw(form, {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(status, 404, text)
        self.assertIn(b"NotFound", text)

    def test_gzip_in_any_case(self):
        for encoding in ("gzip", "GZIP"):
            status, _, text = self.keytrail.json_call("TrentService.ListKeys", gzip.compress(b"{}"),
                                                      **{"Content-Encoding": encoding})
            self.assertEqual(status, 200, text)
        status, _, _ = self.keytrail.json_call("TrentService.ListKeys", b"no gzip", **{"Content-Encoding": "GZIP"})
        self.assertEqual(status, 400)

    def test_query_and_services_that_are_not_there(self):
        def query(text, service="sns"):
            return self.keytrail.raw(text.encode(), {"Content-Type": "application/x-www-form-urlencoded",
                                                     "Authorization": AUTH.format(service)})
        status, _, text = query("Action=NoSuchThing&Version=2010-03-31")
        self.assertEqual((status, b"InvalidAction" in text), (400, True), text)
        status, _, text = query("Action=ListUsers&Version=2010-05-08", "iam")
        self.assertEqual((status, b"NotImplemented" in text), (501, True), text)
        status, _, text = query("Action=GetMetricStatistics&Version=2010-08-01", "monitoring")
        self.assertEqual(status, 400, text)
        status, _, text = query("Action=GetWebIdentityToken&Version=2011-06-15", "sts")
        self.assertEqual((status, b"NotImplemented" in text), (501, True), text)

    def test_random_bytes(self):
        import random
        generator = random.Random(7)
        print("seed 7", file=sys.stderr)
        targets = ["TrentService.Encrypt", "Logs_20140328.PutLogEvents", "secretsmanager.CreateSecret",
                   "GraniteServiceVersion20100801.PutMetricData", "CloudTrail_20131101.LookupEvents"]
        sample = json.dumps({"KeyId": "alias/x", "Plaintext": "Zm9v", "EncryptionContext": {"a": "b"},
                             "logEvents": [{"timestamp": 1, "message": "m"}], "StartTime": 1.5}).encode()
        for _ in range(300):
            body = bytearray(sample)
            for _ in range(generator.randint(1, 6)):
                body[generator.randrange(len(body))] = generator.randrange(256)
            status, _, _ = self.keytrail.json_call(generator.choice(targets), bytes(body))
            self.assertLess(status, 500)

    def test_raw_sockets(self):
        host, port = self.keytrail.url[len("http://"):].split(":")
        for data in (b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nshort"):
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass
        # Without a length there is no body, and no waiting for one.
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: TrentService.ListKeys\r\n\r\n")
            self.assertTrue(connection.recv(4096).startswith(b"HTTP/1.1 200 OK"))


class ManyConnections(unittest.TestCase):
    def test_300_idle_connections_do_not_starve_a_new_one(self):
        with Served() as keytrail:
            host, port = keytrail.url[len("http://"):].split(":")
            request = (b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: TrentService.ListKeys\r\n"
                       b"Content-Length: 2\r\n\r\n{}")

            def ask(connection):
                connection.sendall(request)
                answer = b""
                while b"Truncated" not in answer:
                    part = connection.recv(65536)
                    self.assertTrue(part, answer)
                    answer += part
                self.assertIn(b"200 OK", answer)

            idle = []
            for _ in range(300):
                idle.append(socket.create_connection((host, int(port)), timeout=10))
                ask(idle[-1])
            for connection in (*idle[:20], socket.create_connection((host, int(port)), timeout=10)):
                ask(connection)
                connection.close()
            for connection in idle:
                connection.close()

    def test_keep_alive_is_not_held_back_by_delayed_acknowledgements(self):
        # Without TCP_NODELAY a keep-alive client gets some 24 answers a second.
        import http.client
        with Served() as keytrail:
            host, port = keytrail.url[len("http://"):].split(":")
            connection = http.client.HTTPConnection(host, int(port))
            begin = time.monotonic()
            for _ in range(500):
                connection.request("POST", "/", b"{}", {"X-Amz-Target": "TrentService.ListKeys"})
                connection.getresponse().read()
            self.assertLess(time.monotonic() - begin, 10)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
