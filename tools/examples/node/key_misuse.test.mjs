// A key scheduled for deletion refuses, and is gone when its time has come.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateKeyCommand, DescribeKeyCommand, EncryptCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { start } from "./keytrail.mjs";

let keytrail;
before(async () => { keytrail = await start(); });
after(() => keytrail.stop());

test("a key scheduled for deletion refuses, and is gone after ten days", async () => {
  const kms = new KMSClient(keytrail.config);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata.KeyId, PendingWindowInDays: 10 }));
  await assert.rejects(kms.send(new EncryptCommand({ KeyId: KeyMetadata.KeyId, Plaintext: Buffer.from("hello") })),
    { name: "KMSInvalidStateException", message: `${KeyMetadata.Arn} is pending deletion.` });
  await keytrail.advance("10d");
  await assert.rejects(kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata.KeyId })), { name: "NotFoundException" });
  const failed = (await keytrail.timeline()).filter((entry) => entry.kind === "record" && entry.errorCode);
  assert.deepEqual(failed.map((entry) => entry.eventName), ["Encrypt", "DescribeKey"]);
});
