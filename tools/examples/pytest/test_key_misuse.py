"""Whoever uses a disabled key is noticed, and the security team is told."""

import pytest


@pytest.fixture
def detection(keytrail):
    """What would come from your infrastructure code: a trail, a filter, an alarm, a topic."""
    keytrail.client("s3").create_bucket(Bucket="trail-records")
    logs = keytrail.client("logs")
    logs.create_log_group(logGroupName="trail")
    trail = keytrail.client("cloudtrail")
    trail.create_trail(Name="management-events", S3BucketName="trail-records",
                       CloudWatchLogsLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
                       CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/CloudTrail")
    trail.start_logging(Name="management-events")
    logs.put_metric_filter(
        logGroupName="trail", filterName="kms-errors",
        filterPattern='{ $.eventSource = kms.amazonaws.com && $.errorCode = "*" }',
        metricTransformations=[{"metricNamespace": "Security", "metricName": "KmsErrors", "metricValue": "1"}])
    sns = keytrail.client("sns")
    topic = sns.create_topic(Name="security")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="security@example.com")
    keytrail.confirm_subscriptions()
    keytrail.client("cloudwatch").put_metric_alarm(
        AlarmName="kms-errors", Namespace="Security", MetricName="KmsErrors", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching", AlarmActions=[topic])


def alarm_mails(keytrail):
    return [mail["subject"] for mail in keytrail.inbox("security@example.com") if mail["subject"].startswith("ALARM")]


def test_a_disabled_key_that_is_used_is_noticed(keytrail, detection):
    kms = keytrail.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    with pytest.raises(kms.exceptions.DisabledException):
        kms.encrypt(KeyId=key, Plaintext=b"hello")
    assert alarm_mails(keytrail) == []
    keytrail.advance("1m")
    assert alarm_mails(keytrail) == ['ALARM: "kms-errors" in US East (N. Virginia)']


def test_an_enabled_key_wakes_nobody(keytrail, detection):
    kms = keytrail.client("kms")
    kms.encrypt(KeyId=kms.create_key()["KeyMetadata"]["KeyId"], Plaintext=b"hello")
    keytrail.advance("1h")
    assert alarm_mails(keytrail) == []
