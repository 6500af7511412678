"""Ten thousand messages to ten queues through a kill -9: none is lost, none comes twice, and none out of order where
FIFO promises it."""

import concurrent.futures
import http.client
import json
import os
import sys
import tempfile
import threading
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import Served

MESSAGES = 10_000
BATCH = 10
GROUPS = 7
TOPIC = "arn:aws:sns:us-east-1:123456789012:flood.fifo"
# Standard queues may take part in a FIFO topic but promise no order.
QUEUES = [f"flood-{number}.fifo" for number in range(8)] + ["flood-8", "flood-9"]
SCOPE = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{}/aws4_request"


class Connection:
    """AWS without a client, for a client costs more than what is measured here."""

    def __init__(self, url):
        self.http = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=60)

    def post(self, body, headers):
        self.http.request("POST", "/", body, headers)
        answer = self.http.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return text

    def sqs(self, operation, **parameters):
        text = self.post(json.dumps(parameters), {"X-Amz-Target": "AmazonSQS." + operation,
                                                  "Content-Type": "application/x-amz-json-1.0",
                                                  "Authorization": SCOPE.format("sqs")})
        return json.loads(text) if text else {}

    def sns(self, action, **parameters):
        form = {"Action": action, "Version": "2010-03-31",
                **{name.replace("_", "."): value for name, value in parameters.items()}}
        return self.post(urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded",
                                                        "Authorization": SCOPE.format("sns")})


def set_up(connection):
    connection.sns("CreateTopic", Name="flood.fifo", Attributes_entry_1_key="FifoTopic",
                   Attributes_entry_1_value="true")
    for name in QUEUES:
        connection.sqs("CreateQueue", QueueName=name,
                       Attributes={"FifoQueue": "true"} if name.endswith(".fifo") else {})
        connection.sns("Subscribe", TopicArn=TOPIC, Protocol="sqs",
                       Endpoint="arn:aws:sqs:us-east-1:123456789012:" + name,
                       Attributes_entry_1_key="RawMessageDelivery", Attributes_entry_1_value="true")


def publish(connection, first):
    entries = {}
    for place, number in enumerate(range(first, first + BATCH), 1):
        entry = f"PublishBatchRequestEntries_member_{place}_"
        entries.update({entry + "Id": number, entry + "Message": number,
                        entry + "MessageGroupId": f"group-{number % GROUPS}",
                        entry + "MessageDeduplicationId": number})
    answer = connection.sns("PublishBatch", TopicArn=TOPIC, **entries)
    assert answer.count(b"<SequenceNumber>") == BATCH, answer


def drain(url, name):
    """All that is in the queue, in the order in which it comes."""
    connection, queue_url, numbers = Connection(url), f"{url}/123456789012/{name}", []
    while messages := connection.sqs("ReceiveMessage", QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages"):
        numbers += [int(message["Body"]) for message in messages]
        connection.sqs("DeleteMessageBatch", QueueUrl=queue_url, Entries=[
            {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
            for place, message in enumerate(messages)])
    return numbers


class Flood(unittest.TestCase):
    def publish_until_killed(self, keytrail):
        """How many messages were taken for certain when the server died, somewhere in the middle."""
        taken, is_half = 0, threading.Event()

        def kill():
            is_half.wait()
            keytrail.kill()
        killer = threading.Thread(target=kill)
        killer.start()
        connection = Connection(keytrail.url)
        set_up(connection)
        try:
            for first in range(0, MESSAGES, BATCH):
                publish(connection, first)
                taken = first + BATCH
                if taken >= MESSAGES // 2:
                    is_half.set()
        except (OSError, http.client.HTTPException):
            pass
        killer.join()
        return taken

    def test_nothing_is_lost_doubled_or_out_of_order(self):
        with tempfile.TemporaryDirectory(prefix="keytrail-test-") as folder, \
                Served("--db", os.path.join(folder, "state.db")) as keytrail:
            taken = self.publish_until_killed(keytrail)
            self.assertTrue(MESSAGES // 2 <= taken <= MESSAGES, taken)
            keytrail.start()
            connection = Connection(keytrail.url)
            # The batch that was under way is sent again: nobody knows whether it was taken.
            for first in range(taken, MESSAGES, BATCH):
                publish(connection, first)
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                drained = list(pool.map(lambda name: drain(keytrail.url, name), QUEUES))
        for name, numbers in zip(QUEUES, drained):
            self.assertEqual(sorted(numbers), list(range(MESSAGES)), name)
            for group in range(GROUPS) if name.endswith(".fifo") else ():
                mine = [number for number in numbers if number % GROUPS == group]
                self.assertEqual(mine, sorted(mine), (name, group))


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
