"""What filters cost for each log event, and alarms for each month of the clock."""

import json
import subprocess
import time

from common import MATCH_FILTERS, PATTERN, call
from served import Served

FILTERS = 10
EVENTS_PER_CALL = 1000
ALARMS = 1000
DAYS = 30
START = 1767225600000  # served.CLOCK_START


def record(number, at):
    """About what CloudTrail writes of a Decrypt; every tenth one failed."""
    body = {"eventVersion": "1.11", "userIdentity": {
        "type": "IAMUser", "principalId": "AIDACKCEVSQ6C2EXAMPLE", "arn": "arn:aws:iam::123456789012:user/alice",
        "accountId": "123456789012", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "userName": "alice"},
        "eventTime": "2026-01-01T00:00:00Z", "eventSource": "kms.amazonaws.com", "eventName": "Decrypt",
        "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1", "userAgent": "aws-cli/2.9.19",
        "requestParameters": {"encryptionAlgorithm": "SYMMETRIC_DEFAULT", "encryptionContext": {"order": str(number)}},
        "responseElements": None, "requestID": f"{number:032x}", "eventID": f"{number:032x}", "readOnly": True,
        "resources": [{"accountId": "123456789012", "type": "AWS::KMS::Key",
                       "ARN": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"}],
        "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": "123456789012",
        "eventCategory": "Management"}
    if number % 10 == 0:
        body.update(errorCode="DisabledException", errorMessage="The key is disabled.")
    return {"timestamp": at, "message": json.dumps(body)}


def patterns(count):
    return [PATTERN if i == 0 else f'{{ $.eventName = "Delete*{i}" || $.userIdentity.userName = "user{i}" }}'
            for i in range(count)]


def matching(options):
    """Patterns alone, without a server: events a second by the number of patterns."""
    lines = patterns(FILTERS) + [""] + [record(i, START)["message"] for i in range(EVENTS_PER_CALL)]
    done = subprocess.run([MATCH_FILTERS, str(options.seconds)], input="\n".join(lines), capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def events_per_second(filters, options):
    with Served() as keytrail:
        must(keytrail, "Logs_20140328.CreateLogGroup", {"logGroupName": "g"})
        must(keytrail, "Logs_20140328.CreateLogStream", {"logGroupName": "g", "logStreamName": "s"})
        for i, pattern in enumerate(patterns(filters)):
            must(keytrail, "Logs_20140328.PutMetricFilter", {
                "logGroupName": "g", "filterName": f"f{i}", "filterPattern": pattern,
                "metricTransformations": [{"metricName": f"m{i}", "metricNamespace": "Bench", "metricValue": "1"}]})
        body = json.dumps({"logGroupName": "g", "logStreamName": "s",
                           "logEvents": [record(i, START) for i in range(EVENTS_PER_CALL)]}).encode()
        calls, begin = 0, time.monotonic()
        while time.monotonic() - begin < options.seconds:
            must(keytrail, "Logs_20140328.PutLogEvents", body)
            calls += 1
        return calls * EVENTS_PER_CALL / (time.monotonic() - begin)


def month_of_alarms(alarms, days_with_data):
    """Seconds that the clock takes for 30 days, in as many steps as there are days with a datapoint."""
    with Served() as keytrail:
        for i in range(alarms):
            must(keytrail, "GraniteServiceVersion20100801.PutMetricAlarm", {
                "AlarmName": f"a{i}", "Namespace": "Bench", "MetricName": f"m{i % 10}", "Statistic": "Sum", "Period": 60,
                "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "TreatMissingData": "notBreaching"})
        spent = 0
        for _ in range(days_with_data):
            must(keytrail, "GraniteServiceVersion20100801.PutMetricData", {
                "Namespace": "Bench", "MetricData": [{"MetricName": f"m{i}", "Value": 1} for i in range(10)]})
            begin = time.monotonic()
            keytrail.advance(f"{DAYS // days_with_data}d")
            spent += time.monotonic() - begin
        return spent


def must(keytrail, target, body):
    status, text = call(keytrail, target, body)
    assert status == 200, text


def measure(options):
    alarms = ALARMS // 10 if options.quick else ALARMS
    return {"matching": matching(options),
            "events_per_second": {str(n): events_per_second(n, options) for n in (0, 1, FILTERS)},
            "alarms": alarms, "month_seconds": {str(n): month_of_alarms(alarms, n) for n in (1, DAYS)}}


def lines(found):
    for count, rates in found["matching"].items():
        yield (f"{count:>2} patterns alone      {rates['parsed']:10,.0f} records a second, parsed already; "
               f"{rates['text']:,.0f} as text")
    for filters, rate in found["events_per_second"].items():
        yield f"{filters:>2} filters on a group  {rate:10,.0f} records a second, {EVENTS_PER_CALL:,} a call"
    for days, seconds in found["month_seconds"].items():
        yield f"30 days, {found['alarms']:,} alarms  {seconds:.2f} s, each with a datapoint on {days} of them"
