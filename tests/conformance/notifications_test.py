"""SNS over HTTP: the hand-shake, what endpoints get, signatures that a validator from npm accepts, what becomes of
messages while an endpoint is down."""

import ipaddress
import json
import os
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from endpoint import Endpoint
from served import ROOT, Served, aws_environment, client_of


MINUTE = {"healthyRetryPolicy": {"numRetries": 20, "minDelayTarget": 60, "maxDelayTarget": 60}}


def outside_name():
    """A name that this machine knows by itself and that does not lead to loopback. Where there is none, an address
    that does not look like one: 192.0.2.1, which is reserved for documentation, as a single number."""
    names = {socket.gethostname()}
    with open("/etc/hosts") as hosts:
        for line in hosts:
            names.update(line.partition("#")[0].split()[1:])
    for name in sorted(names):
        try:
            addresses = {row[4][0] for row in socket.getaddrinfo(name, 80)}
        except OSError:
            continue
        if addresses and not any(ipaddress.ip_address(address.partition("%")[0]).is_loopback
                                 for address in addresses):
            return name
    return "3221225985"


class Notifications(unittest.TestCase):
    def serve(self, *flags, **more):
        keytrail = Served(*flags, **more)
        keytrail.__enter__()
        self.addCleanup(keytrail.__exit__)
        self.sns, self.sqs = client_of(keytrail, "sns"), client_of(keytrail, "sqs")
        self.topic = self.sns.create_topic(Name="alerts")["TopicArn"]
        return keytrail

    def folder(self):
        folder = tempfile.TemporaryDirectory(prefix="keytrail-test-")
        self.addCleanup(folder.cleanup)
        return folder.name

    def endpoint(self, **more):
        hook = Endpoint(**more)
        hook.__enter__()
        self.addCleanup(hook.__exit__)
        return hook

    def subscribe(self, url, policy=None):
        """Subscribes without confirming."""
        return self.sns.subscribe(TopicArn=self.topic, Protocol=url.split(":")[0], Endpoint=url,
                                  Attributes={"DeliveryPolicy": json.dumps(policy)} if policy else {},
                                  ReturnSubscriptionArn=True)["SubscriptionArn"]

    def confirmed(self, hook, policy=None):
        arn = self.subscribe(hook.url, policy)
        token = json.loads(hook.next()[2])["Token"]
        self.sns.confirm_subscription(TopicArn=self.topic, Token=token)
        return arn

    def deliveries(self, keytrail):
        """The attempts to post so far: (attempt, status)."""
        return [(entry["attempt"], entry["status"]) for entry in keytrail.timeline()
                if entry["kind"] == "notification" and entry.get("delivery") == "http"]

    def test_the_hand_shake_and_what_follows(self):
        self.serve()
        hook = self.endpoint()
        arn = self.subscribe(hook.url)
        path, headers, body = hook.next()
        self.assertEqual(path, "/hook")
        self.assertEqual(headers["x-amz-sns-message-type"], "SubscriptionConfirmation")
        self.assertEqual(headers["User-Agent"], "Amazon Simple Notification Service Agent")
        self.assertEqual(headers["Content-Type"], "text/plain; charset=UTF-8")
        self.assertEqual(self.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
                         ["PendingConfirmation"], "true")
        with urllib.request.urlopen(json.loads(body)["SubscribeURL"]) as answer:
            self.assertIn(arn, answer.read().decode())
        published = self.sns.publish(TopicArn=self.topic, Subject="s", Message="hello")["MessageId"]
        _, headers, body = hook.next()
        self.assertEqual(headers["x-amz-sns-message-type"], "Notification")
        self.assertEqual(headers["x-amz-sns-message-id"], published)
        self.assertEqual(headers["x-amz-sns-topic-arn"], self.topic)
        self.assertEqual(headers["x-amz-sns-subscription-arn"], arn)
        self.assertEqual(json.loads(body)["Message"], "hello")
        self.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery",
                                             AttributeValue="true")
        self.sns.publish(TopicArn=self.topic, Message="raw")
        _, headers, body = hook.next()
        self.assertEqual((headers["x-amz-sns-rawdelivery"], body), ("true", "raw"))

    def judge(self, ca, message):
        done = subprocess.run(["node", "verify_sns.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                              env=aws_environment(NODE_EXTRA_CA_CERTS=ca), input=json.dumps(message),
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stderr

    def test_signatures_are_accepted_by_a_validator_from_npm_and_forgeries_are_not(self):
        ca = os.path.join(self.folder(), "ca.pem")
        keytrail = self.serve("--tls-port", "0", "--tls-ca-out", ca)
        hook = self.endpoint()
        queue_url = self.sqs.create_queue(QueueName="jobs")["QueueUrl"]
        self.sns.subscribe(TopicArn=self.topic, Protocol="sqs",
                           Endpoint="arn:aws:sqs:us-east-1:123456789012:jobs")
        self.sns.subscribe(TopicArn=self.topic, Protocol="email-json", Endpoint="ops@example.com")
        messages = [json.loads(keytrail.inbox("ops@example.com")[0]["body"])]
        arn = self.subscribe(hook.url)
        messages.append(json.loads(hook.next()[2]))
        self.sns.confirm_subscription(TopicArn=self.topic, Token=messages[1]["Token"])
        for version in ("1", "2"):
            self.sns.set_topic_attributes(TopicArn=self.topic, AttributeName="SignatureVersion",
                                          AttributeValue=version)
            self.sns.publish(TopicArn=self.topic, Message=f"version {version}\nä", **(
                {"Subject": "Grüße"} if version == "2" else {}))
            messages.append(json.loads(hook.next()[2]))
            received = self.sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=5)["Messages"][0]
            messages.append(json.loads(received["Body"]))
            self.assertEqual({message["SignatureVersion"] for message in messages[-2:]}, {version})
        self.sns.unsubscribe(SubscriptionArn=arn)
        messages.append(json.loads(hook.next()[2]))
        self.assertEqual(messages[-1]["Type"], "UnsubscribeConfirmation")
        # The validator knows no UnsubscribeConfirmation: it judges it as a notification.
        for message in messages[:-1]:
            self.assertTrue(message["SigningCertURL"].startswith("https://127.0.0.1:"), message)
            self.assertEqual(self.judge(ca, message), (0, ""), message)
        for forged in ({"Message": "forged"}, {"Timestamp": "2026-01-01T00:00:01.000Z"},
                       {"SignatureVersion": "1"}):
            status, reason = self.judge(ca, {**messages[4], **forged})
            self.assertEqual((status, reason.strip()), (1, "The message signature is invalid."))

    def test_an_endpoint_that_is_down_for_ten_minutes_gets_its_message_afterwards(self):
        keytrail = self.serve()
        hook = self.endpoint()
        self.confirmed(hook, MINUTE)
        hook.status = 503
        self.sns.publish(TopicArn=self.topic, Message="late")
        self.assertIn("late", hook.next()[2])
        keytrail.advance("10m")
        self.assertEqual(hook.requests.qsize(), 10)
        hook.status = 200
        keytrail.advance("1m")
        self.assertEqual(self.deliveries(keytrail)[1:],
                         [(attempt, "failed") for attempt in range(1, 12)] + [(12, "delivered")])
        keytrail.advance("10m")
        self.assertEqual(hook.requests.qsize(), 11)

    def test_what_nobody_took_survives_the_death_of_the_server_and_ends_in_the_dead_letter_queue(self):
        database = os.path.join(self.folder(), "state.db")
        keytrail = self.serve("--db", database)
        hook = self.endpoint()
        url = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = self.confirmed(hook)
        self.sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="RedrivePolicy",
            AttributeValue='{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead"}')
        hook.status = 500
        self.sns.publish(TopicArn=self.topic, Message="lost?")
        hook.next()
        keytrail.advance("20s")
        hook.next()
        keytrail.kill()
        keytrail.start()
        self.sqs = client_of(keytrail, "sqs")
        keytrail.advance("20s")
        hook.next()
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))
        keytrail.advance("20s")
        hook.next()
        received = self.sqs.receive_message(QueueUrl=url)["Messages"][0]
        self.assertEqual(json.loads(received["Body"])["Message"], "lost?")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=received["ReceiptHandle"])
        keytrail.advance("1d")
        self.assertEqual(hook.requests.qsize(), 0)
        # A refusal is not tried again.
        hook.status = 410
        client_of(keytrail, "sns").publish(TopicArn=self.topic, Message="gone")
        hook.next()
        received = self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]
        self.assertEqual(json.loads(received["Body"])["Message"], "gone")

    def test_nothing_leaves_loopback_unless_it_may(self):
        outside = f"http://{outside_name()}:9/"
        keytrail = self.serve()
        here = self.endpoint()
        here.status, here.location = 302, outside
        self.subscribe(outside)
        self.subscribe(here.url)
        here.next()
        keytrail.advance("1m")
        self.assertEqual([error.count("--allow-egress") for error in self.errors(keytrail, outside)], [1] * 4)
        self.assertEqual([error.split(": ")[-1] for error in self.errors(keytrail, here.url)],
                         ["answered 302"] * 4)
        # With leave to go out it is the network that says no, or somebody who says yes.
        keytrail = self.serve("--allow-egress")
        self.subscribe(outside)
        keytrail.advance("1s")
        self.assertFalse(any("--allow-egress" in error for error in self.errors(keytrail, outside)))

    def errors(self, keytrail, endpoint):
        return [entry["error"] for entry in keytrail.timeline()
                if entry["kind"] == "notification" and entry["endpoint"] == endpoint and "error" in entry]

    def test_https_endpoints_must_be_vouched_for(self):
        pem = os.path.join(self.folder(), "endpoint.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=hook", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", pem + ".key", "-out", pem + ".crt"], check=True, capture_output=True)
        with open(pem, "w") as out:
            for part in (pem + ".key", pem + ".crt"):
                with open(part) as text:
                    out.write(text.read())
        hook = self.endpoint(certificate=pem)
        keytrail = self.serve()
        self.subscribe(hook.url)
        keytrail.advance("20s")
        self.assertIn("certificate", [entry for entry in keytrail.timeline() if "error" in entry][-1]["error"])
        self.serve(environment={**os.environ, "SSL_CERT_FILE": pem + ".crt"})
        self.subscribe(hook.url)
        self.assertIn("SubscriptionConfirmation", hook.next()[2])


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
