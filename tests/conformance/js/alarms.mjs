// Alarms and metric math with the AWS SDK for JavaScript v3, in the protocol of its newer releases
// (JSON 1.0) and in the one it can be told to speak (RPC v2 CBOR).
// usage: node alarms.mjs json|cbor (AWS_ENDPOINT_URL); exits 0 when all held.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import {
  CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmHistoryCommand, DescribeAlarmsCommand, GetMetricDataCommand,
  GetMetricStatisticsCommand, paginateListMetrics, PutCompositeAlarmCommand, PutMetricAlarmCommand, PutMetricDataCommand,
  SetAlarmStateCommand,
} from "client-cloudwatch-by-schema";

// The protocols of the very release that the client is of.
const ofClient = createRequire(createRequire(import.meta.url).resolve("client-cloudwatch-by-schema"));
const { AwsSmithyRpcV2CborProtocol } = ofClient("@aws-sdk/core/protocols");
// In CBOR this release sends the length of the body as it was before compression, which no server can read.
const protocols = { json: {}, cbor: { protocol: AwsSmithyRpcV2CborProtocol, disableRequestCompression: true } };
const cloudwatch = new CloudWatchClient({
  region: "us-east-1", credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1, ...protocols[process.argv[2]],
});
const advance = (duration) => fetch(`${process.env.AWS_ENDPOINT_URL}/_keytrail/clock`,
  { method: "POST", body: JSON.stringify({ advance: duration }) }).then((answer) => assert.ok(answer.ok));
const call = (Command, input) => cloudwatch.send(new Command(input));
const fails = async (promise, name, message) => {
  const error = await promise.then(() => assert.fail(`expected ${name}`), (e) => e);
  assert.equal(error.name, name);
  assert.equal(error.message, message);
};
const metric = (Id, MetricName) => ({
  Id, ReturnData: false, MetricStat: { Metric: { Namespace: "Shop", MetricName }, Period: 60, Stat: "Sum" },
});
const rate = { Id: "rate", Expression: "100 * errors / requests", Label: "Error rate" };
const queries = [rate, metric("errors", "Errors"), metric("requests", "Requests")];

await call(PutMetricAlarmCommand, {
  AlarmName: "rate", Metrics: queries.map((q) => ({ ...q, ReturnData: q === rate })), EvaluationPeriods: 1,
  Threshold: 50, ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "notBreaching",
});
await call(PutMetricAlarmCommand, {
  AlarmName: "slow", Namespace: "Shop", MetricName: "Latency", ExtendedStatistic: "p90", Period: 10,
  EvaluationPeriods: 1, Threshold: 200, ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "ignore",
});
await call(PutCompositeAlarmCommand, { AlarmName: "shop", AlarmRule: "ALARM(rate) AND NOT ALARM(slow)" });
await fails(call(PutCompositeAlarmCommand, { AlarmName: "x", AlarmRule: "ALARM(none)" }), "ValidationError",
  "Could not save the composite alarm as alarms [none] in the alarm rule do not exist");
await fails(call(DeleteAlarmsCommand, { AlarmNames: ["rate"] }), "ValidationError",
  "Cannot delete rate as there are composite alarm(s) depending on it.");

await call(PutMetricDataCommand, {
  Namespace: "Shop", MetricData: [{ MetricName: "Errors", Value: 3 }, { MetricName: "Requests", Value: 4 },
    { MetricName: "Latency", Values: [100, 150, 180], Counts: [5, 4, 1], StorageResolution: 1 }],
});
await advance("1m");
const { CompositeAlarms: [shop], MetricAlarms } = await call(DescribeAlarmsCommand,
  { AlarmTypes: ["CompositeAlarm", "MetricAlarm"] });
assert.equal(shop.StateValue, "ALARM");
assert.equal(shop.AlarmRule, "ALARM(rate) AND NOT ALARM(slow)");
assert.ok(shop.StateTransitionedTimestamp instanceof Date);
assert.deepEqual(MetricAlarms.map((alarm) => [alarm.AlarmName, alarm.StateValue]), [["rate", "ALARM"], ["slow", "OK"]]);
assert.equal(MetricAlarms[0].Metrics[0].Expression, rate.Expression);
assert.equal(MetricAlarms[1].ExtendedStatistic, "p90");
await call(SetAlarmStateCommand, { AlarmName: "slow", StateValue: "ALARM", StateReason: "by hand" });
assert.equal((await call(DescribeAlarmsCommand, { AlarmTypes: ["CompositeAlarm"] })).CompositeAlarms[0].StateValue, "OK");
const { AlarmHistoryItems } = await call(DescribeAlarmHistoryCommand, { AlarmName: "shop", AlarmTypes: ["CompositeAlarm"] });
assert.equal(AlarmHistoryItems[0].HistorySummary, "Alarm updated from ALARM to OK");

const times = { StartTime: new Date("2026-01-01T00:00:00Z"), EndTime: new Date("2026-01-01T00:05:00Z") };
const { MetricDataResults } = await call(GetMetricDataCommand, { ...times, MetricDataQueries: queries });
assert.deepEqual(MetricDataResults.map(({ Id, Label, Values }) => [Id, Label, Values]), [["rate", "Error rate", [75]]]);
assert.equal(MetricDataResults[0].Timestamps[0].toISOString(), "2026-01-01T00:00:00.000Z");
await fails(call(GetMetricDataCommand, { ...times, MetricDataQueries: [rate] }), "ValidationError",
  "Error in expression 'rate': Unrecognized metric 'errors'.");

// From 10 KiB on the SDK compresses the body, in JSON.
const many = Array.from({ length: 150 }, (_, i) => ({
  MetricName: `many-${i}`, Value: i, Dimensions: [{ Name: "padding", Value: "x".repeat(100) }], Timestamp: times.StartTime,
}));
await call(PutMetricDataCommand, { Namespace: "Many", MetricData: many });
const pages = paginateListMetrics({ client: cloudwatch }, { Namespace: "Many" });
let listed = 0;
for await (const { Metrics } of pages) listed += Metrics.length;
assert.equal(listed, many.length);
const { Datapoints: [last] } = await call(GetMetricStatisticsCommand, {
  ...times, Namespace: "Many", MetricName: "many-149", Dimensions: many[149].Dimensions, Period: 60, Statistics: ["Sum", "SampleCount"],
});
assert.deepEqual([last.Sum, last.SampleCount, last.Unit], [149, 1, "None"]);
assert.equal(last.Timestamp.getTime(), times.StartTime.getTime());
await fails(call(SetAlarmStateCommand, { AlarmName: "none", StateValue: "OK", StateReason: "x" }), "ResourceNotFound",
  "UnknownError");  // What the SDK says when the answer says nothing.
await fails(call(GetMetricStatisticsCommand, { ...times, EndTime: times.StartTime, Namespace: "Many", MetricName: "m",
  Period: 60, Statistics: ["Sum"] }), "InvalidParameterValueException",
  "The parameter StartTime must be less than the parameter EndTime.");

await call(DeleteAlarmsCommand, { AlarmNames: ["shop", "rate", "slow"] });
assert.deepEqual((await call(DescribeAlarmsCommand, {})).MetricAlarms, []);
console.log("alarms hold");
