"""A keytrail of its own for each test that asks for one."""

import json
import os
import subprocess
import time
import urllib.request

import boto3
import pytest


class Keytrail:
    def __init__(self, url):
        self.url = url

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1",
                            aws_access_key_id="test", aws_secret_access_key="test")

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_keytrail/{path}", data) as answer:
            return json.load(answer)

    def advance(self, duration):
        """Moves the clock on; all that becomes due is done when this returns."""
        return self.control("clock", {"advance": duration})

    def inbox(self, to=None):
        return self.control(f"inbox?to={to}" if to else "inbox")

    def confirm_subscriptions(self):
        for mail in self.inbox():
            if "confirmUrl" in mail:
                urllib.request.urlopen(mail["confirmUrl"]).read()


@pytest.fixture
def keytrail(tmp_path):
    ready = tmp_path / "ready"
    process = subprocess.Popen([os.environ.get("KEYTRAIL", "keytrail"), "serve", "--port", "0",
                                "--clock", "manual", "--ready-file", str(ready)])
    try:
        while not ready.exists():
            assert process.poll() is None, "keytrail ended before it was ready"
            time.sleep(0.01)
        yield Keytrail(ready.read_text().strip())
    finally:
        process.terminate()
        process.wait()
