"""What the parts of the benchmark share: the bare server, the load, the chain."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "conformance"))
from served import PATTERN, Served  # noqa: E402

Served.checks_records = False  # A million of them, in some parts.

TOOLS = os.path.join(ROOT, "build", "tools")
BARE = os.path.join(TOOLS, "bare_server")
MATCH_FILTERS = os.path.join(TOOLS, "match_filters")


def say(text):
    print(text, file=sys.stderr, flush=True)


def prepare():
    subprocess.run([os.path.join(ROOT, "tools", "keytrail"), "--version"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", os.path.join(ROOT, "build"), "bare_server", "match_filters", "run_scenario"], check=True, stdout=subprocess.DEVNULL)
    if not shutil.which("wrk"):
        say("installing wrk")
        subprocess.run(["apt-get", "install", "-y", "-q", "wrk"], check=True, stdout=subprocess.DEVNULL)


class Bare:
    """The bare server with one answer."""

    def __init__(self, status, answer):
        self.folder = tempfile.mkdtemp(prefix="keytrail-bench-")
        path = os.path.join(self.folder, "answer")
        with open(path, "wb") as file:
            file.write(answer)
        ready = os.path.join(self.folder, "ready")
        self.begin = time.monotonic()
        self.process = subprocess.Popen([BARE, ready, str(status), path])
        while not os.path.exists(ready):
            assert self.process.poll() is None
        with open(ready) as file:
            self.url = file.read().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def memory_mib(process):
    with open(f"/proc/{process.pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def call(keytrail, target, body):
    status, _, text = keytrail.json_call(target, body)
    return status, text


def load(url, target, body, connections, seconds):
    """One run of wrk: requests and requests a second, p50 and p99 in milliseconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write('wrk.method = "POST"\n'
                     f"wrk.body = [==[{json.dumps(body)}]==]\n"
                     f'wrk.headers["X-Amz-Target"] = "{target}"\n'
                     'wrk.headers["Content-Type"] = "application/x-amz-json-1.1"\n'
                     'done = function(summary, latency, requests)\n'
                     '  io.write(string.format("RESULT %f %f %f %d %d\\n", summary.requests / summary.duration * 1e6,\n'
                     '    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,\n'
                     '    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,\n'
                     '    summary.requests))\n'
                     'end\n')
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, url],
                          capture_output=True, text=True)
    os.unlink(script.name)
    found = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+) (\d+)", done.stdout)
    assert found, done.stdout + done.stderr
    return {"rate": float(found[1]), "p50": float(found[2]), "p99": float(found[3]), "errors": int(found[4]),
            "requests": int(found[5])}


def attach_chain(keytrail):
    keytrail.raw(method="PUT", path="/trail-bucket")
    call(keytrail, "Logs_20140328.CreateLogGroup", {"logGroupName": "trail"})
    call(keytrail, "CloudTrail_20131101.CreateTrail",
         {"Name": "bench", "S3BucketName": "trail-bucket",
          "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
          "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/CloudTrail"})
    call(keytrail, "CloudTrail_20131101.StartLogging", {"Name": "bench"})
    call(keytrail, "Logs_20140328.PutMetricFilter",
         {"logGroupName": "trail", "filterName": "errors", "filterPattern": PATTERN,
          "metricTransformations": [{"metricName": "E", "metricNamespace": "D", "metricValue": "1"}]})
    status, text = call(keytrail, "GraniteServiceVersion20100801.PutMetricAlarm",
                        {"AlarmName": "bench", "Namespace": "D", "MetricName": "E", "Statistic": "Sum", "Period": 60,
                         "EvaluationPeriods": 1, "Threshold": 1, "TreatMissingData": "notBreaching",
                         "ComparisonOperator": "GreaterThanOrEqualToThreshold"})
    assert status == 200, text
