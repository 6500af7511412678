// The drill with the AWS SDK for JavaScript v3, configured as its users do: AWS_ENDPOINT_URL alone.
// usage: node drill.mjs (AWS_ENDPOINT_URL, KEYTRAIL_URL); exits 0 when all held.
import assert from "node:assert/strict";
import { CloudTrailClient, CreateTrailCommand, LookupEventsCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand, PutMetricDataCommand, GetMetricDataCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand, PutMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateKeyCommand, DecryptCommand, DescribeKeyCommand, DisableKeyCommand, EncryptCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ConfirmSubscriptionCommand, CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const options = { region: "us-east-1", credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };
const kms = new KMSClient(options);
const cloudwatch = new CloudWatchClient(options);
const logs = new CloudWatchLogsClient(options);
const cloudtrail = new CloudTrailClient(options);
const sns = new SNSClient(options);
const secrets = new SecretsManagerClient(options);
const s3 = new S3Client({ ...options, forcePathStyle: true });
const sts = new STSClient(options);

const control = async (path, body) => {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}/_keytrail/${path}`,
    body ? { method: "POST", body: JSON.stringify(body) } : {});
  assert.equal(answer.ok, true, await answer.clone().text());
  return answer.json();
};
const fails = async (promise, name, message) => {
  const error = await promise.then(() => assert.fail(`expected ${name}`), (e) => e);
  assert.equal(error.name, name);
  if (message) assert.equal(error.message, message);
};

assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "123456789012");
const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description: "CMK For S3" }));
assert.ok(key.CreationDate instanceof Date);
const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext: Buffer.from("foo") }));
assert.equal(Buffer.from((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toString(), "foo");

await s3.send(new CreateBucketCommand({ Bucket: "trail-bucket" }));
await logs.send(new CreateLogGroupCommand({ logGroupName: "trail" }));
await cloudtrail.send(new CreateTrailCommand({
  Name: "drill", S3BucketName: "trail-bucket",
  CloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:trail:*",
  CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/CloudTrail",
}));
await cloudtrail.send(new StartLoggingCommand({ Name: "drill" }));
await logs.send(new PutMetricFilterCommand({
  logGroupName: "trail", filterName: "errors",
  filterPattern: '{ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") }',
  metricTransformations: [{ metricName: "KMSErrorCount", metricNamespace: "CloudTrailLogMetrics", metricValue: "1" }],
}));
const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
const pending = await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "ops@example.com" }));
assert.equal(pending.SubscriptionArn, "pending confirmation");
const Token = new URL((await control("inbox"))[0].confirmUrl).searchParams.get("Token");
await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
await cloudwatch.send(new PutMetricAlarmCommand({
  AlarmName: "kms-errors", Namespace: "CloudTrailLogMetrics", MetricName: "KMSErrorCount", Statistic: "Sum",
  Period: 60, Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold", EvaluationPeriods: 1,
  DatapointsToAlarm: 1, TreatMissingData: "notBreaching", AlarmActions: [TopicArn],
}));

await kms.send(new DisableKeyCommand({ KeyId: key.KeyId }));
await fails(kms.send(new EncryptCommand({ KeyId: key.KeyId, Plaintext: Buffer.from("foo") })),
  "DisabledException", `${key.Arn} is disabled.`);
const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 10 }));
assert.equal(scheduled.DeletionDate.toISOString(), "2026-01-11T00:00:00.000Z");
await fails(kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext: Buffer.from("foo") })),
  "KMSInvalidStateException", `${key.Arn} is pending deletion.`);

await control("clock", { advance: "1m" });
const { MetricAlarms: [alarm] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["kms-errors"] }));
assert.equal(alarm.StateValue, "ALARM");
assert.ok(alarm.StateUpdatedTimestamp instanceof Date);
assert.equal((await control("inbox")).at(-1).subject, 'ALARM: "kms-errors" in US East (N. Virginia)');

const { Events } = await cloudtrail.send(new LookupEventsCommand({
  LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "Encrypt" }],
}));
assert.deepEqual(Events.map((e) => JSON.parse(e.CloudTrailEvent).errorCode),
  ["KMSInvalidStateException", "DisabledException", undefined]);
const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "trail", filterPattern: "{ $.errorCode = * }" }));
assert.equal(events.length, 2);

// Bodies above 10 KiB are compressed by the client.
await cloudwatch.send(new PutMetricDataCommand({
  Namespace: "Load",
  MetricData: Array.from({ length: 400 }, (_, i) => ({ MetricName: `m${i}`, Value: i, Timestamp: new Date("2026-01-01T00:00:30Z"), Unit: "Count" })),
}));
const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand({
  StartTime: new Date("2026-01-01T00:00:00Z"), EndTime: new Date("2026-01-01T00:05:00Z"),
  MetricDataQueries: [{ Id: "m", MetricStat: { Metric: { Namespace: "Load", MetricName: "m399" }, Period: 60, Stat: "Sum" } }],
}));
assert.deepEqual(MetricDataResults[0].Values, [399]);
await fails(cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "x" })), "ResourceNotFound");

await secrets.send(new CreateSecretCommand({ Name: "db", SecretString: "s3cret" }));
assert.equal((await secrets.send(new GetSecretValueCommand({ SecretId: "db" }))).SecretString, "s3cret");
await secrets.send(new DeleteSecretCommand({ SecretId: "db" }));
await fails(secrets.send(new GetSecretValueCommand({ SecretId: "db" })), "InvalidRequestException",
  "You can't perform this operation on the secret because it was marked for deletion.");

await control("clock", { advance: "10d" });
await fails(kms.send(new DescribeKeyCommand({ KeyId: key.KeyId })), "NotFoundException", `Key '${key.Arn}' does not exist`);
console.log("the drill holds");
