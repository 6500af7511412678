"""All records that served emulators write in a test run: each has to have the members and forms of
CloudTrail's, and none may hold what a call gave or got in secret.

The rules are those of tests/support/record_checks.h, in the program check_records. boto3 and
Served.json_call() tell what was said; the records come out of the emulator's snapshot, whatever
account, Region and policy they are of.
"""

import base64
import json
import os
import sqlite3
import subprocess
import urllib.request

CALLS = []  # What clients said and heard, a JSON text each.
TARGETS = {"TrentService": "kms", "secretsmanager": "secretsmanager", "AmazonSNS": "sns", "AmazonSQS": "sqs"}


def service_of(target):
    return TARGETS.get(target.split(".")[0], "")


def as_text(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def tree_of(said):
    """Parameters as they are, or the text of a body; what is no JSON has no members to look at."""
    try:
        return json.loads(said) if isinstance(said, bytes) else said
    except (ValueError, RecursionError):
        return {}


def note(service, given, got):
    if service in TARGETS.values() or service == "sts":
        call = {"service": service, "input": tree_of(given), "output": tree_of(got)}
        CALLS.append(json.dumps({"call": call}, default=as_text))


def listen_to_boto3():
    try:
        from botocore.client import BaseClient
    except ImportError:
        return
    make_api_call = BaseClient._make_api_call

    def make_and_note(client, operation, parameters):
        got = {}
        try:
            got = make_api_call(client, operation, parameters)
            return got
        finally:
            note(client.meta.service_model.service_name, parameters, got)

    BaseClient._make_api_call = make_and_note


def all_of(keytrail):
    """The texts of the records, out of a running emulator."""
    headers = {}
    if "--control-token" in keytrail.command:
        token = keytrail.command[keytrail.command.index("--control-token") + 1]
        headers["Authorization"] = f"Bearer {token}"
    path = os.path.join(keytrail.folder, "snapshot")
    request = urllib.request.Request(keytrail.url + "/_keytrail/snapshot", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer, open(path, "wb") as file:
        file.write(answer.read())
    database = sqlite3.connect(path)
    try:
        return [text for text, in database.execute("SELECT text FROM record")]
    finally:
        database.close()


def problems(written, binary):
    """What is wrong with the records, a line each; nothing when all is well."""
    lines = CALLS + [json.dumps({"record": text}) for text in written]
    # Built with the tests, which are beside the sanitized binary where there are two.
    tests = os.path.dirname(os.environ.get("KEYTRAIL_SANITIZED", binary))
    program = os.path.join(tests, "tests", "check_records")
    done = subprocess.run([program], input="\n".join(lines), capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def check(written, binary):
    if written:
        found = problems(written, binary)
        assert not found, found


listen_to_boto3()
