"""LookupEvents in a long event history: how long a page takes, however rare what it asks for is."""

import json
import os
import random
import statistics
import tempfile
import time
import uuid

from common import call, memory_mib, say
from replay import record
from served import Served

EVENTS = 1_000_000
PER_BATCH = 5_000
RARE = 100_000  # One event in so many has the rare name, user and key.
ROUNDS = 5
PAGE = 50
BEGIN = 1767225600  # Of the records, see replay.record.


def records(begin, end, chance):
    for number in range(begin, end):
        text = record(number, chance)
        if number % RARE == RARE // 2:
            text = (text.replace('"eventName":"Decrypt"', '"eventName":"DisableKey"').replace('"readOnly":true', '"readOnly":false')
                    .replace("ops-shift", "night-shift").replace("ASIAEXAMPLEOPS000001", "ASIAEXAMPLEOPS000002")
                    .replace(f"{uuid.UUID(int=number % 40)}", f"{uuid.UUID(int=41)}"))
        yield text


def questions(last_id, count):
    middle = BEGIN + count // 100
    key = "arn:aws:kms:us-east-1:123456789012:key/{}".format
    return [
        ("everything", {}),
        ("everything before the middle", {"EndTime": middle}),
        ("the last event's id", {"EventId": last_id}),
        ("an id that no event has", {"EventId": str(uuid.UUID(int=7))}),
        ("the common name", {"EventName": "Decrypt"}),
        ("the common name before the middle", {"EventName": "Decrypt", "EndTime": middle}),
        ("a rare name", {"EventName": "DisableKey"}),
        ("a rare name before the middle", {"EventName": "DisableKey", "EndTime": middle}),
        ("the few that write", {"ReadOnly": "false"}),
        ("a rare user", {"Username": "night-shift"}),
        ("a rare access key", {"AccessKeyId": "ASIAEXAMPLEOPS000002"}),
        ("one key of 40", {"ResourceName": key(uuid.UUID(int=3))}),
        ("a key seldom used", {"ResourceName": key(uuid.UUID(int=41))}),
        ("the only type", {"ResourceType": "AWS::KMS::Key"}),
        ("the only source", {"EventSource": "kms.amazonaws.com"}),
        ("a source that no event has", {"EventSource": "ec2.amazonaws.com"}),
    ]


def page(keytrail, wanted):
    """Milliseconds for the first page, and how many events it has."""
    body = {"MaxResults": PAGE}
    for name, value in wanted.items():
        if name == "EndTime":
            body[name] = value
        else:
            body["LookupAttributes"] = [{"AttributeKey": name, "AttributeValue": value}]
    spans = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        status, text = call(keytrail, "CloudTrail_20131101.LookupEvents", body)
        spans.append((time.perf_counter() - begin) * 1000)
        assert status == 200, text
    return statistics.median(spans), len(json.loads(text)["Events"])


def measure(options):
    count = EVENTS // 10 if options.quick else EVENTS
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, Served("--db", os.path.join(folder, "history.db")) as keytrail:
        say(f"recording {count:,} events")
        spent = 0.0
        for begin in range(0, count, PER_BATCH):
            texts = list(records(begin, begin + PER_BATCH, chance))
            body = "\n".join(texts).encode()
            since = time.perf_counter()
            answer = keytrail.control("cloudtrail/records", body, "POST")
            spent += time.perf_counter() - since
            assert answer["accepted"] == PER_BATCH, answer
        last_id = json.loads(texts[-1])["eventID"]
        keytrail.control("clock", {"set": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGIN + count // 50 + 60))})
        report = {"events": count, "recorded_per_second": count / spent, "pages": {}}
        for name, wanted in questions(last_id, count):
            milliseconds, events = page(keytrail, wanted)
            report["pages"][name] = {"milliseconds": milliseconds, "events": events}
        report["memory_mib"] = memory_mib(keytrail.process)
        return report


def lines(found):
    yield f"{found['events']:,} events, taken in at {found['recorded_per_second']:,.0f}/s; memory {found['memory_mib']:.0f} MiB"
    for name, row in found["pages"].items():
        yield f"{name:36} {row['milliseconds']:8.1f} ms   {row['events']:3} events"
