"""What the console costs the browser: the first view of a long timeline, scrolling, and memory under load."""

import json
import os
import subprocess

from common import ROOT, attach_chain, call, load
from served import Served, aws_environment

ENTRIES = 100_000


def long_timeline(keytrail):
    """A disabled key, and so many refused calls that the timeline is as long as it should be."""
    attach_chain(keytrail)
    key = json.loads(call(keytrail, "TrentService.CreateKey", {})[1])["KeyMetadata"]["KeyId"]
    call(keytrail, "TrentService.DisableKey", {"KeyId": key})
    while keytrail.control("timeline?last=1")[0]["id"] < ENTRIES:
        load(keytrail.url, "TrentService.Encrypt", {"KeyId": key, "Plaintext": "Zm9v"}, 16, 1)
    return key


def measure(options):
    if not os.path.exists(os.path.join(ROOT, "tests/conformance/js/node_modules")):
        subprocess.run(["npm", "ci", "--prefix", os.path.join(ROOT, "tests/conformance/js"), "--no-audit", "--no-fund"],
                       check=True, stdout=subprocess.DEVNULL)
    seconds = 20 if options.quick else max(120, options.seconds)
    with Served() as keytrail:
        empty = in_browser(keytrail, "", 0)
    with Served() as keytrail:
        key = long_timeline(keytrail)
        entries = keytrail.control("timeline?last=1")[0]["id"]
        return {"entries": entries, "seconds": seconds, "empty": empty["first_view"], **in_browser(keytrail, key, seconds)}


def in_browser(keytrail, key, seconds):
    done = subprocess.run(["node", os.path.join(ROOT, "tools/bench_parts/console.mjs"), str(seconds)],
                          env=aws_environment(AWS_ENDPOINT_URL=keytrail.url, KEY=key), check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def lines(found):
    for view, entries in ((found["empty"], 0), (found["first_view"], found["entries"])):
        yield (f"first view of {entries:,} entries  {view['processor_ms']:.0f} ms of a processor on the main thread; "
               f"by the clock {view['task_ms']:.0f} ms, {view['script_ms']:.0f} ms of it scripts, longest task {view['longest_ms']:.0f} ms; {view['elements']:,} elements")
    for name, what in (("scrolling", "scrolling"), ("scrolling_under_load", "scrolling under load")):
        frames = found[name]
        yield (f"{what:28} a frame every {frames['p50_ms']:.1f} ms, p95 {frames['p95_ms']:.1f}, p99 {frames['p99_ms']:.1f}, "
               f"worst {frames['worst_ms']:.0f}; {frames['elements']:,} elements")
    heap = [at["mib"] for at in found["heap"]]
    yield (f"{found['calls_per_second']:,.0f} calls a second for {found['seconds']} s  heap {heap[0]:.1f} MiB, then "
           f"{min(heap[1:]):.1f} to {max(heap[1:]):.1f}, {heap[-1]:.1f} at the end; main thread busy {found['busy_share']:.0%}")
