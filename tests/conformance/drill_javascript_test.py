"""The drill with the AWS SDK for JavaScript v3 (js/drill.mjs)."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import ROOT, Served, aws_environment


class Drill(unittest.TestCase):
    def test_drill(self):
        with Served() as keytrail:
            done = subprocess.run(["node", "drill.mjs"], cwd=os.path.join(ROOT, "tests/conformance/js"),
                                  env=aws_environment(AWS_ENDPOINT_URL=keytrail.url),
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
