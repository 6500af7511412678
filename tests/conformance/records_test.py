"""The check of all records finds what it is there to find: records that are not as CloudTrail's."""

import base64
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import records
from served import BINARY, Served

SECRET = "the secret of the day"


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Served() as keytrail:
            status, _, body = keytrail.json_call("TrentService.CreateKey", {})
            assert status == 200, body
            cls.key = json.loads(body)["KeyMetadata"]["KeyId"]
            keytrail.json_call("TrentService.Encrypt", {
                "KeyId": cls.key, "Plaintext": base64.b64encode(SECRET.encode()).decode()})
            cls.written = records.all_of(keytrail)

    def test_what_keytrail_writes_passes(self):
        self.assertEqual([json.loads(text)["eventName"] for text in self.written], ["CreateKey", "Encrypt"])
        self.assertEqual(records.problems(self.written, BINARY), "")

    def test_a_changed_record_does_not(self):
        record = json.loads(self.written[1])
        parameters = record["requestParameters"]
        for problem, change in {
                "eventID is no UUID": {"eventID": "7"},
                "eventTime is not YYYY-MM-DDThh:mm:ssZ": {"eventTime": "2026-01-01T00:00:00.000Z"},
                "requestParameters is neither null": {"requestParameters": {}},
                "begins with a capital": {"requestParameters": {**parameters, "KeyId": self.key}},
                "a read has no responseElements": {"responseElements": {"keyId": self.key}},
                "there is no member plaintext": {"plaintext": None},
                "it tells a secret": {"requestParameters": {**parameters, "note": f"about {SECRET}."}}}.items():
            with self.subTest(problem):
                found = records.problems(self.written + [json.dumps({**record, **change})], BINARY)
                self.assertIn(problem, found)
        for name in ("eventVersion", "userIdentity", "eventSource", "awsRegion", "requestID", "readOnly", "eventCategory"):
            with self.subTest(name):
                less = json.dumps({key: value for key, value in record.items() if key != name})
                self.assertIn(name, records.problems([less], BINARY))
        self.assertIn("is missing", records.problems(["no JSON"], BINARY))


if __name__ == "__main__":
    unittest.main()
