"""The examples for other test suites hold as they stand."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, ROOT, aws_environment

EXAMPLES = os.path.join(ROOT, "tools", "examples")


class Examples(unittest.TestCase):
    def run_in(self, folder, command):
        done = subprocess.run(command, cwd=folder, env=aws_environment(KEYTRAIL=os.path.abspath(BINARY)),
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_pytest(self):
        out = self.run_in(os.path.join(EXAMPLES, "pytest"),
                          ["/usr/bin/python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"])
        self.assertIn("2 passed", out)

    def test_node(self):
        # Beside the SDK that is installed for the tests.
        folder = tempfile.mkdtemp(dir=os.path.join(ROOT, "tests", "conformance", "js"), prefix="example-")
        try:
            for name in os.listdir(os.path.join(EXAMPLES, "node")):
                shutil.copy(os.path.join(EXAMPLES, "node", name), folder)
            out = self.run_in(folder, ["node", "--test", "key_misuse.test.mjs"])
            self.assertIn("pass 1", out)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
