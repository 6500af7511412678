"""What `keytrail replay` takes for recorded material against simdjson and libdeflate alone on the same bytes."""

import gzip
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
import uuid

from common import PATTERN, ROOT, say

READER = os.path.join(ROOT, "build", "tools", "bare_reader")
KEYTRAIL = os.path.join(ROOT, "build", "keytrail")
RULES = f"""trail: {{name: bench, log_group: g}}
filters:
  - {{name: errors, pattern: '{PATTERN}', metric: Bench/Errors}}
alarms:
  - {{name: errors, metric: Bench/Errors, threshold: ">= 1", missing: notBreaching}}
"""
RECORDS = 400_000
RECORDS_PER_FILE = 5_000
FAILURES = 1_000  # One record in so many failed.


def record(number, chance):
    """About what CloudTrail writes of a Decrypt by a role, over TLS."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1767225600 + number // 50))
    key = f"arn:aws:kms:us-east-1:123456789012:key/{uuid.UUID(int=number % 40)}"
    body = {"eventVersion": "1.11", "userIdentity": {
        "type": "AssumedRole", "principalId": "AROAEXAMPLEOPS0001:ops-shift",
        "arn": "arn:aws:sts::123456789012:assumed-role/Ops/ops-shift", "accountId": "123456789012",
        "accessKeyId": "ASIAEXAMPLEOPS000001", "sessionContext": {
            "sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLEOPS0001",
                              "arn": "arn:aws:iam::123456789012:role/Ops", "accountId": "123456789012",
                              "userName": "Ops"},
            "attributes": {"creationDate": "2026-01-01T00:00:00Z", "mfaAuthenticated": "false"}}},
        "eventTime": at, "eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "awsRegion": "us-east-1",
        "sourceIPAddress": f"192.0.2.{chance.randrange(256)}",
        "userAgent": "aws-sdk-java/2.20.1 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6"}
    if number % FAILURES == 0:
        body.update(errorCode="DisabledException", errorMessage=f"{key} is disabled.")
    body.update({
        "requestParameters": {"encryptionAlgorithm": "SYMMETRIC_DEFAULT",
                              "encryptionContext": {"order": f"{chance.getrandbits(64):x}"}},
        "responseElements": None, "requestID": str(uuid.UUID(int=chance.getrandbits(128))),
        "eventID": str(uuid.UUID(int=chance.getrandbits(128))), "readOnly": True,
        "resources": [{"accountId": "123456789012", "type": "AWS::KMS::Key", "ARN": key}],
        "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": "123456789012",
        "eventCategory": "Management", "tlsDetails": {
            "tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "kms.us-east-1.amazonaws.com"}})
    return json.dumps(body, separators=(",", ":"))


def write_material(folder, count):
    chance = random.Random(1)
    lines = os.path.join(folder, "trail.ndjson")
    files = []
    with open(lines, "w") as out:
        for begin in range(0, count, RECORDS_PER_FILE):
            records = [record(number, chance) for number in range(begin, begin + RECORDS_PER_FILE)]
            out.write("\n".join(records) + "\n")
            files.append(os.path.join(folder, "files", f"{begin:09}.json.gz"))
            with gzip.GzipFile(files[-1], "wb", compresslevel=6, mtime=0) as file:
                file.write(('{"Records":[' + ",".join(records) + "]}").encode())
    return lines, files


def run_replay(rules, path, one_core):
    """Seconds (on one core those of the processor, as bare_reader counts them) and the most memory, in MiB."""
    command = [KEYTRAIL, "replay", "--rules", rules, path]
    if one_core:
        command = ["taskset", "-c", "0"] + command
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    wall = time.monotonic() - begin
    return usage.ru_utime + usage.ru_stime if one_core else wall, usage.ru_maxrss / 1024


def run_bare(kind, paths):
    return json.loads(subprocess.check_output(["taskset", "-c", "0", READER, kind, *paths]))


def measure(options):
    subprocess.run(["ninja", "-C", os.path.join(ROOT, "build"), "bare_reader"], check=True, stdout=subprocess.DEVNULL)
    folder = tempfile.mkdtemp(prefix="keytrail-bench-")
    os.mkdir(os.path.join(folder, "files"))
    rules = os.path.join(folder, "rules.yaml")
    with open(rules, "w") as file:
        file.write(RULES)
    count = RECORDS // 8 if options.quick else RECORDS
    say(f"writing {count:,} records")
    lines, files = write_material(folder, count)
    small = os.path.join(folder, "small.ndjson")
    with open(lines, "rb") as whole, open(small, "wb") as part:
        part.writelines(next(whole) for _ in range(count // 8))
    size = os.path.getsize(lines)
    report = {"records": count, "bytes": size, "gzip_bytes": sum(os.path.getsize(path) for path in files)}
    for name, kind, path, paths in (("ndjson", "lines", lines, [lines]),
                                    ("json.gz", "gzip", os.path.join(folder, "files"), files)):
        say(f"replaying {name}")
        rounds = 1 if options.quick else 3
        bares = [run_bare(kind, paths) for _ in range(rounds)]
        bare = {key: min(found[key] for found in bares) for key in bares[0]}
        one, memory = min(run_replay(rules, path, True) for _ in range(rounds))
        every, memory_every = min(run_replay(rules, path, False) for _ in range(rounds))
        report[name] = {"bare_seconds": bare, "one_core_seconds": one, "all_cores_seconds": every,
                        "memory_mib": max(memory, memory_every)}
    report["memory_of_an_eighth_mib"] = run_replay(rules, small, False)[1]
    shutil.rmtree(folder)
    return report


def lines(found):
    size = found["bytes"] / 1e6
    yield (f"{found['records']:,} records, {size:,.0f} MB as text, {found['gzip_bytes'] / 1e6:,.0f} MB as .json.gz; "
           f"a filter that matches one in {FAILURES:,}")
    for name, yardsticks in (("ndjson", {"parse": "simdjson parsing", "walk": "On-Demand walking", "read": "reading the file"}),
                             ("json.gz", {"inflate": "libdeflate inflating", "both": "inflating and parsing"})):
        row = found[name]
        one, every = row["one_core_seconds"], row["all_cores_seconds"]
        yield (f"{name:8} replay {size / one:8,.0f} MB/s on one core   {size / every:8,.0f} MB/s on all   "
               f"memory {row['memory_mib']:.0f} MiB")
        for key, text in yardsticks.items():
            bare = row["bare_seconds"][key]
            yield f"{'':8} {text:22} {size / bare:8,.0f} MB/s   replay has {bare / one:.0%} of it"
        if name == "ndjson":
            bare = row["bare_seconds"]["read"] + row["bare_seconds"]["parse"]
            yield f"{'':8} {'reading and parsing':22} {size / bare:8,.0f} MB/s   replay has {bare / one:.0%} of it"
    yield f"memory for an eighth of the ndjson  {found['memory_of_an_eighth_mib']:.0f} MiB"
