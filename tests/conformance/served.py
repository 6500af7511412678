"""A served keytrail for tests: started on a free port, stopped and cleaned up afterwards.

Needs the standard library only. KEYTRAIL names the binary; without it the one of the last build is
taken. When an emulator is stopped all records it ever wrote are checked: see records.py.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import records

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("KEYTRAIL", os.path.join(ROOT, "build", "keytrail"))
SANITIZED = os.environ.get("KEYTRAIL_SANITIZED", BINARY)

PATTERN = '{ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") }'
CLOCK_START = "2026-01-01T00:00:00Z"


class Served:
    """with Served("--seed", "7") as keytrail: … keytrail.url"""

    checks_records = True

    def __init__(self, *flags, binary=BINARY, manual_clock=True, environment=None):
        self.folder = tempfile.mkdtemp(prefix="keytrail-test-")
        self.ready_file = os.path.join(self.folder, "ready")
        self.stderr_path = os.path.join(self.folder, "stderr")
        self.command = [binary, "serve", "--port", "0", "--ready-file", self.ready_file]
        if manual_clock:
            self.command += ["--clock", "manual", "--clock-start", CLOCK_START]
        self.command += list(flags)
        self.environment = environment
        self.process = None
        self.url = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        # A pipe that keytrail inherits tells of its death; the ready file appears by rename.
        os.path.exists(self.ready_file) and os.unlink(self.ready_file)
        with open(self.stderr_path, "ab") as stderr:
            self.process = subprocess.Popen(self.command, stderr=stderr, env=self.environment)
        while not os.path.exists(self.ready_file):
            try:
                code = self.process.wait(timeout=0.005)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"keytrail ended with {code}: {self.stderr()}")
        with open(self.ready_file) as file:
            self.url = file.read().strip()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        written = records.all_of(self) if self.checks_records else []
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=10)
        records.check(written, BINARY)
        return code

    def kill(self):
        """kill -9: whatever was acknowledged must be there after start()."""
        self.process.kill()
        self.process.wait(timeout=10)

    def stderr(self):
        with open(self.stderr_path) as file:
            return file.read()

    # ---- the control API ----

    def control(self, path, body=None, method=None, headers=None):
        data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
        request = urllib.request.Request(self.url + "/_keytrail/" + path, data=data, method=method,
                                         headers=headers or {})
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def advance(self, duration):
        return self.control("clock", {"advance": duration})

    def now(self):
        return self.control("clock")["now"]

    def inbox(self, to=None):
        return self.control("inbox" + (f"?to={to}" if to else ""))

    def await_waiting_call(self):
        """Returns once a call, such as a long poll, waits for something to happen."""
        while self.control("health")["waitingCalls"] == 0:
            pass

    def timeline(self):
        return self.control("timeline")

    # ---- AWS without a client ----

    def raw(self, body=b"", headers=None, method="POST", path="/"):
        """Returns (status, headers, body) whatever the status."""
        request = urllib.request.Request(self.url + path, data=body if method != "GET" else None,
                                         method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json_call(self, target, body, **headers):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.raw(text, {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1",
                                 **headers})
        if self.checks_records:
            records.note(records.service_of(target), text, answer[2])
        return answer


def client_of(keytrail, service, region="us-east-1", access_key="AKIAIOSFODNN7EXAMPLE", secret="secret", token=None,
              **config):
    """A boto3 client of `service`; a refusal is an answer, not a reason to try again."""
    import boto3
    import botocore.config

    return boto3.client(service, region_name=region, endpoint_url=keytrail.url, aws_access_key_id=access_key,
                        aws_secret_access_key=secret, aws_session_token=token,
                        config=botocore.config.Config(retries={"max_attempts": 0}, **config))


def aws_environment(**extra):
    """An environment in which no AWS client can find anything but what the test gives it."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {**keep, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
            "AWS_PAGER": "", **extra}
