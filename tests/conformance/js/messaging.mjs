// SNS -> SQS -> receive with a long poll, with the AWS SDK for JavaScript v3.
import assert from "node:assert/strict";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, GetQueueUrlCommand,
         ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const sns = new SNSClient({ region: "us-east-1" });
const sqs = new SQSClient({ region: "us-east-1" });

const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes.QueueArn }));

const start = Date.now();
const receiving = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
await new Promise((resolve) => setTimeout(resolve, 200));
await sns.send(new PublishCommand({ TopicArn, Message: "hello", Subject: "s" }));
const { Messages } = await receiving;
assert.ok(Date.now() - start < 10_000);
assert.equal(JSON.parse(Messages[0].Body).Message, "hello");
await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }));
assert.equal((await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))).Messages,
             undefined);

await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: "none" })),
                     { name: "QueueDoesNotExist" });
