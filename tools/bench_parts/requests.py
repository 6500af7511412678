"""Requests a second of the hot operations against a bare server that answers the same bytes, without and with the chain attached."""

import base64
import json
import os
import shutil
import tempfile

from common import Bare, attach_chain, call, load, memory_mib, say
from served import Served

PLAINTEXT = base64.b64encode(b"foo").decode()


def bodies(keytrail, chain):
    key = json.loads(call(keytrail, "TrentService.CreateKey", {})[1])["KeyMetadata"]["KeyId"]
    encrypt = {"KeyId": key, "Plaintext": PLAINTEXT}
    blob = json.loads(call(keytrail, "TrentService.Encrypt", encrypt)[1])["CiphertextBlob"]
    found = {"Encrypt": encrypt, "Decrypt": {"CiphertextBlob": blob}, "DescribeKey": {"KeyId": key}, "CreateKey": {}}
    if chain:  # The call that runs the chain to its end: record, log event, datapoint.
        disabled = json.loads(call(keytrail, "TrentService.CreateKey", {})[1])["KeyMetadata"]["KeyId"]
        call(keytrail, "TrentService.DisableKey", {"KeyId": disabled})
        found["Encrypt, disabled key"] = {"KeyId": disabled, "Plaintext": PLAINTEXT}
    return found


def measure_world(options, chain, storage, report):
    folder = tempfile.mkdtemp(prefix="keytrail-bench-")
    flags = ["--db", os.path.join(folder, "bench.db")] if storage == "file" else []
    with Served(*flags, manual_clock=False) as keytrail:
        if chain:
            attach_chain(keytrail)
        for name, body in bodies(keytrail, chain).items():
            if options.quick and name != "Encrypt":
                continue
            target = "TrentService." + name.split(",")[0]
            status, answer = call(keytrail, target, body)
            with Bare(status, answer) as bare:
                for connections in [16] if options.quick else [1, 16, 64]:
                    say(f"{name}, {connections} connections, {'chain' if chain else 'no trail'}, {storage}")
                    theirs = load(bare.url, target, body, connections, options.seconds)
                    ours = load(keytrail.url, target, body, connections, options.seconds)
                    report["rows"].append({"operation": name, "connections": connections, "chain": chain,
                                           "storage": storage, "keytrail": ours, "bare": theirs,
                                           "ratio": ours["rate"] / theirs["rate"]})
        report["loaded_mib"] = max(report["loaded_mib"], memory_mib(keytrail.process))
    shutil.rmtree(folder, ignore_errors=True)


def measure(options):
    report = {"rows": [], "loaded_mib": 0}
    measure_world(options, False, "temporary", report)
    measure_world(options, True, "temporary", report)
    if not options.quick:
        measure_world(options, True, "file", report)
    return report


def costs_of_recording(rows):
    """What Encrypt takes with a trail and a filter, in times of what it takes without."""
    def rates(chain):
        return {row["connections"]: row["keytrail"]["rate"] for row in rows
                if row["operation"] == "Encrypt" and row["storage"] == "temporary" and row["chain"] == chain}
    recorded = rates(True)
    return {connections: rate / recorded[connections] for connections, rate in rates(False).items()}


def lines(found):
    yield f"memory after the load  {found['loaded_mib']:.1f} MiB"
    yield (f"{'operation':24} {'conns':>5} {'chain':>5} {'storage':>9} {'req/s':>8} {'bare':>8} {'ratio':>6} "
           f"{'p50 ms':>7} {'p99 ms':>7} {'errors':>6}")
    for row in found["rows"]:
        ours = row["keytrail"]
        yield (f"{row['operation']:24} {row['connections']:5} {'yes' if row['chain'] else 'no':>5} {row['storage']:>9} "
               f"{ours['rate']:8.0f} {row['bare']['rate']:8.0f} {row['ratio']:6.2f} {ours['p50']:7.2f} "
               f"{ours['p99']:7.2f} {ours['errors']:6}")
    for connections, cost in costs_of_recording(found["rows"]).items():
        yield f"Encrypt, {connections} connections: with a trail, a filter and an alarm {cost:.2f} times as long as without"
