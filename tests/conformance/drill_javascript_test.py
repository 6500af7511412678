"""The AWS SDK for JavaScript v3: the drill (js/drill.mjs), what is built on KMS (js/kms.mjs), and what KMS has
that is newer than the clients of Debian (js/kms_newest.mjs)."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import ROOT, Served, aws_environment


class JavaScript(unittest.TestCase):
    def run_script(self, script):
        with Served() as keytrail:
            done = subprocess.run(["node", script], cwd=os.path.join(ROOT, "tests/conformance/js"),
                                  env=aws_environment(AWS_ENDPOINT_URL=keytrail.url),
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_drill(self):
        self.run_script("drill.mjs")

    def test_kms(self):
        self.run_script("kms.mjs")

    def test_newest_kms(self):
        self.run_script("kms_newest.mjs")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
