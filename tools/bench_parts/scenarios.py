"""The key drill, loaded once: runs a second on one core and on all, memory over 100,000 runs."""

import json
import os
import subprocess

from common import ROOT, TOOLS

DRILL = os.path.join(ROOT, "scenarios", "key-deletion-drill.yaml")
RUNS = 100_000


def run(runs, threads):
    out = subprocess.run([os.path.join(TOOLS, "run_scenario"), DRILL, str(runs), str(threads)],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out)


def measure(options):
    runs = RUNS // 20 if options.quick else RUNS
    cores = os.cpu_count()
    return {"cores": cores, "runs": runs, "one": run(runs // 10, 1), "all": run(runs, cores)}


def lines(found):
    memory = found["all"]["memory_mib"]
    return [f"{found['one']['runs_a_second']:,.0f} runs a second on one core, "
            f"{found['all']['runs_a_second']:,.0f} on {found['cores']}",
            f"memory {memory[0]:.1f} MiB after a tenth of {found['runs']:,} runs, {memory[-1]:.1f} after all"]
