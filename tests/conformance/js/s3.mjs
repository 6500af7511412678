// Objects with the AWS SDK for JavaScript v3, which since 2025 sends a checksum with every upload and
// checks the one of every download.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { CompleteMultipartUploadCommand, CopyObjectCommand, CreateBucketCommand,
         CreateMultipartUploadCommand, DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand,
         ListObjectsV2Command, PutObjectCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";

const s3 = new S3Client({ region: "us-east-1", forcePathStyle: true });
const Bucket = "files";
await s3.send(new CreateBucketCommand({ Bucket }));

const put = await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü", Body: "hello" }));
assert.ok(put.ChecksumCRC32);
const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/ü" }));
assert.equal(await got.Body.transformToString(), "hello");
assert.equal(got.ChecksumCRC32, put.ChecksumCRC32);

// A stream of unknown content goes in chunks with the checksum behind them (aws-chunked).
const streamed = Buffer.alloc(300_000, "s");
await s3.send(new PutObjectCommand({ Bucket, Key: "stream", Body: Readable.from([streamed]),
                                     ContentLength: streamed.length }));
const stream = await s3.send(new GetObjectCommand({ Bucket, Key: "stream" }));
assert.deepEqual(Buffer.from(await stream.Body.transformToByteArray()), streamed);

const parts = [Buffer.alloc(5 << 20, "a"), Buffer.from("tail")];
for (const [ChecksumAlgorithm, ChecksumType] of [["CRC32", "COMPOSITE"], ["SHA256", "COMPOSITE"]]) {
  const Key = `large-${ChecksumAlgorithm}`;
  const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm }));
  const Parts = [];
  for (const [index, Body] of parts.entries()) {
    const sent = await s3.send(new UploadPartCommand(
        { Bucket, Key, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm }));
    const { ETag } = sent;
    const name = `Checksum${ChecksumAlgorithm}`;
    Parts.push({ ETag, PartNumber: index + 1, [name]: sent[name] });
  }
  const done = await s3.send(new CompleteMultipartUploadCommand(
      { Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  assert.match(done.ETag, /-2"$/);
  assert.equal(done.ChecksumType, ChecksumType);
  const back = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.deepEqual(Buffer.from(await back.Body.transformToByteArray()), Buffer.concat(parts));
}

await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/stream` }));
assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).ContentLength, 300_000);
const range = await s3.send(new GetObjectCommand({ Bucket, Key: "copy", Range: "bytes=10-19" }));
assert.equal(await range.Body.transformToString(), "s".repeat(10));

const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
assert.equal(Contents.length, 5);
await s3.send(new DeleteObjectsCommand(
    { Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
