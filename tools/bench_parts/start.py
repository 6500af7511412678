"""Start-up, idle memory, and the key drill replayed in process."""

import os
import re
import statistics
import subprocess
import time
import urllib.request

from common import ROOT, Bare, call, memory_mib
from served import BINARY, Served


def start_up(runs):
    """Milliseconds from exec to the first answered request, medians of keytrail and bare."""
    ours, bare = [], []
    for _ in range(runs):
        begin = time.monotonic()
        with Served(manual_clock=False) as keytrail:
            call(keytrail, "TrentService.ListKeys", {})
            ours.append((time.monotonic() - begin) * 1e3)
        with Bare(200, b"{}") as server:
            request = urllib.request.Request(server.url, data=b"{}")
            urllib.request.urlopen(request).read()
            bare.append((time.monotonic() - server.begin) * 1e3)
    return statistics.median(ours), statistics.median(bare)


def measure(options):
    ours, bare = start_up(5 if options.quick else 10)
    with Served(manual_clock=False) as keytrail:
        call(keytrail, "TrentService.ListKeys", {})
        idle = memory_mib(keytrail.process)
    drill = os.path.join(ROOT, "scenarios", "key-deletion-drill.yaml")
    done = subprocess.run([BINARY, "run", drill, "--repeat", "500"], capture_output=True, text=True)
    rate = re.search(r"([\d.]+) a second", done.stdout + done.stderr)
    return {"start_ms": ours, "bare_start_ms": bare, "idle_mib": idle, "drill_runs_per_second": float(rate[1])}


def lines(found):
    yield f"start to first answer  keytrail {found['start_ms']:.1f} ms, bare {found['bare_start_ms']:.1f} ms"
    yield f"idle memory            {found['idle_mib']:.1f} MiB"
    yield f"key drill in process   {found['drill_runs_per_second']:.0f} runs a second on one core"
