"""The JSON Schema of scenario files, for editors: it takes what keytrail takes and refuses what keytrail refuses."""

import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import yaml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY, ROOT

SCENARIOS = os.path.join(ROOT, "scenarios")
GOOD = "name: n\nsteps:\n  - call: kms CreateKey\n    expect: {KeyMetadata: exists}\n"
BAD = {
    "no name": "steps:\n  - never: {mail: {}}\n",
    "no steps": "name: n\n",
    "an unknown key": GOOD + "colour: red\n",
    "an unknown service": "name: n\nsteps:\n  - {call: ec2 RunInstances, expect: {a: exists}}\n",
    "an unknown operation": GOOD + "  - call: kms Encypt\n",
    "a throttle of an unknown operation": GOOD + "  - {throttle: kms Encypt, calls: 1}\n",
    "an unknown Region": GOOD + "  - {call: kms ListKeys, region: eu-wets-1}\n",
    "an unknown Region of all": "options: {region: us-east-9}\n" + GOOD,
    "a duration that is none": GOOD + "  - advance: soon\n",
    "never beside a call": "name: n\nsteps:\n  - {call: kms CreateKey, never: {mail: {}}}\n",
    "two things in a step": GOOD + "  - {advance: 1m, set: 2026-02-01T00:00:00Z}\n",
    "an expectation beside a move of the clock": GOOD + "  - {advance: 1m, never: {mail: {}}}\n",
    "a list without an expectation": GOOD + "  - never: []\n",
    "a rule beside a metric": "name: n\ngiven:\n  alarms: [{name: a, rule: ALARM(b), metric: N/M}]\nsteps:\n  - never: {mail: {}}\n",
    "an unknown expectation": "name: n\nsteps:\n  - expect: {weather: fine}\n",
    "a state that is none": "name: n\nsteps:\n  - expect: {alarm: {name: a, state: LOUD}}\n",
    "a trail to nowhere": "name: n\ngiven: {trail: {name: t}}\nsteps:\n  - never: {mail: {}}\n",
    "an alarm without a threshold": "name: n\ngiven:\n  alarms: [{name: a, metric: N/M}]\nsteps:\n  - never: {mail: {}}\n",
    "a throttle without an end": GOOD + "  - throttle: kms\n",
    "calls of nothing": GOOD + "  - {advance: 1m, calls: 3}\n",
    "a window without a beginning": "name: n\nsteps:\n  - expect: {metric: {name: N/M, sum: 1, for: 5m}}\n",
    "a change to a state that is none": "name: n\nsteps:\n  - expect: {alarm: {name: a, changes: [{to: LOUD}]}}\n",
    "a change that says nothing": "name: n\nsteps:\n  - expect: {alarm: {name: a, changes: [{}]}}\n",
    "a table without rows": GOOD + "cases: []\n",
    "a row without a name": GOOD.replace("name: n", "name: n\ncases: [{a: 1}]") + "  - say: ${case.a}\n",
    "another version": "keytrail: 2\n" + GOOD,
}


class TextTimes(yaml.SafeLoader):
    """As keytrail reads YAML: a time is a text."""


TextTimes.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}


class ScenarioSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(SCENARIOS, "_scenario.schema.json")) as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def problems(self, text):
        return [error.message for error in self.validator.iter_errors(yaml.load(text, TextTimes))]

    def exit_code(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            return subprocess.run([BINARY, "run", file.name], capture_output=True).returncode

    def test_is_what_the_program_prints(self):
        with open(os.path.join(SCENARIOS, "_scenario.schema.json")) as file:
            self.assertEqual(subprocess.run([BINARY, "schema"], capture_output=True, text=True).stdout, file.read())

    def test_takes_every_shipped_scenario(self):
        paths = [path for path in glob.glob(SCENARIOS + "/**/*.yaml", recursive=True)
                 if not os.path.basename(path).startswith("_")]
        self.assertGreater(len(paths), 20)
        for path in paths:
            with open(path) as file:
                self.assertEqual(self.problems(file.read()), [], path)

    def test_refuses_what_keytrail_refuses(self):
        self.assertEqual(self.problems(GOOD), [])
        self.assertEqual(self.exit_code(GOOD), 0)
        for what, text in BAD.items():
            self.assertNotEqual(self.problems(text), [], what)
            self.assertEqual(self.exit_code(text), 3, what)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
