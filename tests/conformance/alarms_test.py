"""Composite alarms, metric math and percentiles with boto3, the AWS CLI and the SDK for JavaScript v3."""

import gzip
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import ROOT, Served, aws_environment, client_of

import botocore.exceptions

ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"


def plain_alarm(name, **members):
    return {"AlarmName": name, "Namespace": "Shop", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 1.0, "TreatMissingData": "ignore",
            "ComparisonOperator": "GreaterThanOrEqualToThreshold", **members}


def metric(query_id, name):
    return {"Id": query_id, "ReturnData": False, "MetricStat": {
        "Metric": {"Namespace": "Shop", "MetricName": name}, "Period": 60, "Stat": "Sum"}}


class Boto3(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.keytrail = Served()
        self.keytrail.__enter__()
        self.addCleanup(self.keytrail.__exit__)
        self.cloudwatch = client_of(self.keytrail, "cloudwatch")

    def refused(self, call, message, **parameters):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            call(**parameters)
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationError")
        self.assertEqual(caught.exception.response["Error"]["Message"], message)

    def set_state(self, name, value):
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue=value, StateReason="by hand")

    def composite(self, name):
        [alarm] = self.cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
        return alarm

    def test_composite_alarms(self):
        for name in ("cpu", "disk", "maintenance"):
            self.cloudwatch.put_metric_alarm(**plain_alarm(name))
        self.keytrail.advance("1m")
        self.cloudwatch.put_composite_alarm(
            AlarmName="host", AlarmRule='ALARM("cpu") OR AT_LEAST(1, ALARM, (disk))', Tags=[{"Key": "team", "Value": "a"}],
            ActionsSuppressor="maintenance", ActionsSuppressorWaitPeriod=60, ActionsSuppressorExtensionPeriod=120)
        self.cloudwatch.get_waiter("composite_alarm_exists").wait(
            AlarmNames=["host"], AlarmTypes=["CompositeAlarm"], WaiterConfig={"MaxAttempts": 1})
        self.assertEqual(self.composite("host")["StateValue"], "OK")
        self.assertEqual(self.composite("host")["StateReason"],
                         ARN + "host was created and its alarm rule evaluates to OK")
        self.keytrail.advance("2m")
        self.set_state("disk", "ALARM")
        alarm = self.composite("host")
        self.assertEqual((alarm["StateValue"], alarm["ActionsSuppressedBy"], alarm["ActionsSuppressedReason"]),
                         ("ALARM", "WaitPeriod", "Actions suppressed by WaitPeriod"))
        self.assertEqual(json.loads(alarm["StateReasonData"])["triggeringAlarms"][0]["arn"], ARN + "disk")
        self.set_state("maintenance", "ALARM")
        self.assertEqual(self.composite("host")["ActionsSuppressedBy"], "Alarm")
        self.set_state("maintenance", "OK")
        self.assertEqual(self.composite("host")["ActionsSuppressedBy"], "ExtensionPeriod")
        self.keytrail.advance("2m")
        self.assertNotIn("ActionsSuppressedBy", self.composite("host"))

        pages = self.cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmTypes=["CompositeAlarm", "MetricAlarm"], PaginationConfig={"PageSize": 1})
        self.assertEqual([alarm["AlarmName"] for page in pages for kind in ("CompositeAlarms", "MetricAlarms")
                          for alarm in page[kind]], ["cpu", "disk", "host", "maintenance"])
        children = self.cloudwatch.describe_alarms(ChildrenOfAlarmName="host")["MetricAlarms"]
        self.assertEqual([sorted(child) for child in children],
                         [["AlarmArn", "AlarmName", "StateUpdatedTimestamp", "StateValue"]] * 2)
        self.assertEqual(self.cloudwatch.describe_alarms(ParentsOfAlarmName="cpu")["CompositeAlarms"],
                         [{"AlarmName": "host", "AlarmArn": ARN + "host"}])
        history = self.cloudwatch.describe_alarm_history(AlarmName="host", AlarmTypes=["CompositeAlarm"])
        self.assertEqual({item["AlarmType"] for item in history["AlarmHistoryItems"]}, {"CompositeAlarm"})
        self.refused(self.cloudwatch.delete_alarms,
                     "Cannot delete cpu as there are composite alarm(s) depending on it.", AlarmNames=["cpu"])
        self.refused(self.cloudwatch.put_composite_alarm, "Error in AlarmRule [Unsupported token ')' at char 1]",
                     AlarmName="x", AlarmRule="()")
        self.cloudwatch.delete_alarms(AlarmNames=["host"])

    def test_metric_math(self):
        queries = [{"Id": "rate", "Expression": "100 * FILL(errors, 0) / requests"},
                   metric("errors", "Errors"), metric("requests", "Requests")]
        self.cloudwatch.put_metric_alarm(
            AlarmName="rate", Metrics=queries, EvaluationPeriods=2, DatapointsToAlarm=2, Threshold=50,
            ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching")
        for _ in range(2):
            self.cloudwatch.put_metric_data(Namespace="Shop", MetricData=[
                {"MetricName": "Errors", "Value": 3}, {"MetricName": "Requests", "Value": 4}])
            self.keytrail.advance("1m")
        [alarm] = self.cloudwatch.describe_alarms()["MetricAlarms"]
        self.assertEqual(alarm["StateValue"], "ALARM")
        self.assertEqual(alarm["StateReason"], "Threshold Crossed: 2 out of the last 2 datapoints [75.0 (01/01/26 00:01:00), "
                         "75.0 (01/01/26 00:00:00)] were greater than the threshold (50.0) (minimum 2 datapoints for OK -> "
                         "ALARM transition).")
        self.assertEqual([query["Id"] for query in alarm["Metrics"]], ["rate", "errors", "requests"])
        pages = self.cloudwatch.get_paginator("get_metric_data").paginate(
            StartTime="2026-01-01T00:00:00Z", EndTime="2026-01-01T00:02:00Z", MetricDataQueries=queries,
            ScanBy="TimestampAscending", PaginationConfig={"PageSize": 1})
        self.assertEqual([result["Values"] for page in pages for result in page["MetricDataResults"]], [[75.0], [75.0]])

    def test_extended_statistics(self):
        self.cloudwatch.put_metric_data(Namespace="Shop", MetricData=[
            {"MetricName": "Latency", "Values": [float(i) for i in range(1, 101)]}])
        self.keytrail.advance("1m")
        wanted = {"p90": 90.0, "tm90": 45.5, "TM(10%:90%)": 50.5, "TC(:50)": 50.0, "PR(:25)": 25.0, "IQM": 50.5}
        [datapoint] = self.cloudwatch.get_metric_statistics(
            Namespace="Shop", MetricName="Latency", StartTime="2026-01-01T00:00:00Z", EndTime="2026-01-01T00:05:00Z",
            Period=60, ExtendedStatistics=list(wanted))["Datapoints"]
        self.assertEqual(datapoint["ExtendedStatistics"], wanted)


class Cli(unittest.TestCase):
    def test_alarms(self):
        with Served() as keytrail:
            def aws(*arguments):
                done = subprocess.run(["/usr/bin/aws", "--endpoint-url", keytrail.url, "--output", "json", "cloudwatch",
                                       *arguments], capture_output=True, text=True, env=aws_environment(), timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)
                return json.loads(done.stdout) if done.stdout.strip() else None

            aws("put-metric-alarm", "--alarm-name", "rate", "--evaluation-periods", "1", "--threshold", "1",
                "--comparison-operator", "GreaterThanThreshold", "--metrics", json.dumps([
                    {"Id": "e1", "Expression": "errors * 2"}, metric("errors", "Errors")]))
            aws("put-composite-alarm", "--alarm-name", "shop", "--alarm-rule", "ALARM(rate)")
            aws("put-metric-data", "--namespace", "Shop", "--metric-name", "Errors", "--value", "1")
            keytrail.advance("1m")
            [shop] = aws("describe-alarms", "--alarm-types", "CompositeAlarm")["CompositeAlarms"]
            self.assertEqual((shop["StateValue"], shop["AlarmRule"]), ("ALARM", "ALARM(rate)"))
            aws("delete-alarms", "--alarm-names", "shop", "rate")


class Gzip(unittest.TestCase):
    """One datapoint in a compressed body, in each protocol."""

    BODIES = {
        "x-www-form-urlencoded": b"Action=PutMetricData&Version=2010-08-01&Namespace=N&MetricData.member.1.MetricName=m"
                                 b"&MetricData.member.1.Value=1.5",
        "x-amz-json-1.0": b'{"Namespace":"N","MetricData":[{"MetricName":"m","Value":1.5}]}',
        "cbor": b"\xa2iNamespaceaNjMetricData\x81\xa2jMetricNameameValue\xf9\x3e\x00",
    }
    HEADERS = {
        "x-www-form-urlencoded": {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/"
                                                   "monitoring/aws4_request, SignedHeaders=host, Signature=0"},
        "x-amz-json-1.0": {"X-Amz-Target": "GraniteServiceVersion20100801.PutMetricData"},
        "cbor": {"smithy-protocol": "rpc-v2-cbor"},
    }

    def test_every_protocol(self):
        with Served() as keytrail:
            for kind, body in self.BODIES.items():
                path = "/service/GraniteServiceVersion20100801/operation/PutMetricData" if kind == "cbor" else "/"
                headers = {"Content-Type": f"application/{kind}", "Content-Encoding": "GZIP", **self.HEADERS[kind]}
                status, _, text = keytrail.raw(gzip.compress(body), headers, path=path)
                self.assertEqual(status, 200, (kind, text))
            _, _, text = keytrail.json_call("GraniteServiceVersion20100801.GetMetricStatistics", {
                "Namespace": "N", "MetricName": "m", "StartTime": 1767225600, "EndTime": 1767225660, "Period": 60,
                "Statistics": ["Sum"]})
            self.assertEqual(json.loads(text)["Datapoints"][0]["Sum"], 4.5)


def node_release():
    try:
        return int(subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip("v\n").split(".")[0])
    except (OSError, ValueError):
        return 0


@unittest.skipIf(node_release() < 20, "the SDK releases that speak JSON and CBOR want Node.js 20")
class JavaScript(unittest.TestCase):
    def run_script(self, protocol):
        with Served() as keytrail:
            done = subprocess.run(["node", "alarms.mjs", protocol], cwd=os.path.join(ROOT, "tests/conformance/js"),
                                  env=aws_environment(AWS_ENDPOINT_URL=keytrail.url),
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_json(self):
        self.run_script("json")

    def test_cbor(self):
        self.run_script("cbor")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
