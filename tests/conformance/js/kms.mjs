// What people build on KMS in JavaScript: an Ethereum signer, the AWS Encryption SDK, ECDH and Ed25519,
// each checked by another library than keytrail's.
// usage: node kms.mjs (AWS_ENDPOINT_URL); exits 0 when all held.
import assert from "node:assert/strict";
import { createPublicKey, diffieHellman, generateKeyPairSync, verify } from "node:crypto";
import { getLocalCryptographicMaterialsCache, buildClient, CommitmentPolicy, KmsKeyringNode, NodeCachingMaterialsManager } from "@aws-crypto/client-node";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateAliasCommand, CreateKeyCommand, DeriveSharedSecretCommand, DisableKeyCommand, GetPublicKeyCommand, KMSClient, SignCommand, VerifyCommand } from "@aws-sdk/client-kms";
import nexus from "@nexusmutual/ethers-v6-aws-kms-signer";
import { ed25519ph } from "@noble/curves/ed25519";
import { computeAddress, recoverAddress, Transaction, TypedDataEncoder, verifyMessage, verifyTypedData } from "ethers";

const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
const kms = new KMSClient({ region: "us-east-1", credentials, maxAttempts: 1 });
const cloudtrail = new CloudTrailClient({ region: "us-east-1", credentials });

const create = async (KeySpec, KeyUsage) =>
  (await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage }))).KeyMetadata.Arn;
const publicKeyOf = async (KeyId) => {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
};
const calls = async (name) => (await cloudtrail.send(new LookupEventsCommand({
  LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: name }] }))).Events.length;

// ---- Ethereum: signatures over Keccak digests recover to the address of the key ----
{
  const KeyId = await create("ECC_SECG_P256K1", "SIGN_VERIFY");
  await kms.send(new CreateAliasCommand({ AliasName: "alias/wallet", TargetKeyId: KeyId }));
  const { x, y } = (await publicKeyOf(KeyId)).export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const address = computeAddress("0x" + point.toString("hex"));

  const signer = new nexus.AwsKmsSigner({ region: "us-east-1", ...credentials, kmsKeyId: "alias/wallet" });
  assert.equal((await signer.getAddress()).toLowerCase(), address.toLowerCase());
  // Many, since half of all signatures have the high s that Ethereum wants turned round.
  for (let i = 0; i < 16; ++i) {
    assert.equal(verifyMessage(`message ${i}`, await signer.signMessage(`message ${i}`)), address);
  }
  const transfer = { to: "0x52908400098527886E0F7030069857D2E4169EE7", value: 1n, nonce: 0, gasLimit: 21000n,
    maxFeePerGas: 2n, maxPriorityFeePerGas: 1n, chainId: 1, type: 2 };
  assert.equal(Transaction.from(await signer.signTransaction({ ...transfer })).from, address);
  const domain = { name: "keytrail", chainId: 1 };
  const types = { Note: [{ name: "text", type: "string" }] };
  const typed = await signer.signTypedData(domain, types, { text: "hello" });
  assert.equal(verifyTypedData(domain, types, { text: "hello" }, typed), address);
  assert.equal(recoverAddress(TypedDataEncoder.hash(domain, types, { text: "hello" }), typed), address);
}

// ---- Ed25519, pure and prehashed ----
{
  const KeyId = await create("ECC_NIST_EDWARDS25519", "SIGN_VERIFY");
  const publicKey = await publicKeyOf(KeyId);
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
  const pure = { KeyId, Message: Buffer.from("message"), SigningAlgorithm: "ED25519_SHA_512" };
  const { Signature } = await kms.send(new SignCommand(pure));
  assert.ok(verify(null, pure.Message, publicKey, Buffer.from(Signature)));
  // The digest is the message of Ed25519ph, which hashes it once more (KMS API reference, Sign).
  const digest = Buffer.alloc(64, 7);
  const prehashed = { KeyId, Message: digest, MessageType: "DIGEST", SigningAlgorithm: "ED25519_PH_SHA_512" };
  const { Signature: second } = await kms.send(new SignCommand(prehashed));
  assert.ok(ed25519ph.verify(second, digest, raw));
  assert.ok((await kms.send(new VerifyCommand({ ...prehashed, Signature: second }))).SignatureValid);
  await assert.rejects(kms.send(new VerifyCommand({ ...pure, Signature: second })),
    { name: "KMSInvalidSignatureException" });
  await assert.rejects(kms.send(new SignCommand({ ...prehashed, DryRun: true })),
    { name: "DryRunOperationException" });
}

// ---- ECDH with a peer outside ----
{
  const KeyId = await create("ECC_NIST_P521", "KEY_AGREEMENT");
  const peer = generateKeyPairSync("ec", { namedCurve: "P-521" });
  const answer = await kms.send(new DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: "ECDH",
    PublicKey: peer.publicKey.export({ format: "der", type: "spki" }) }));
  const expected = diffieHellman({ privateKey: peer.privateKey, publicKey: await publicKeyOf(KeyId) });
  assert.deepEqual(Buffer.from(answer.SharedSecret), expected);
  assert.equal(answer.KeyOrigin, "AWS_KMS");
}

// ---- the AWS Encryption SDK: two keys, of which either opens; a cache that saves calls ----
{
  const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const [first, second] = [await create(), await create()];
  const keyring = new KmsKeyringNode({ generatorKeyId: first, keyIds: [second] });
  const context = { purpose: "test" };
  const { result } = await encrypt(keyring, "cleartext", { encryptionContext: context });
  for (const keys of [[first], [second]]) {
    const { plaintext, messageHeader } = await decrypt(new KmsKeyringNode({ keyIds: keys }), result);
    assert.equal(plaintext.toString(), "cleartext");
    assert.equal(messageHeader.encryptionContext.purpose, "test");
  }

  const materials = new NodeCachingMaterialsManager({ backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(10), maxAge: 60_000, maxMessagesEncrypted: 10 });
  const before = await calls("GenerateDataKey");
  for (let i = 0; i < 5; ++i) {
    await encrypt(materials, `text ${i}`, { encryptionContext: context, plaintextLength: 6 });
  }
  assert.equal(await calls("GenerateDataKey"), before + 1);

  // A disabled key stops new data keys; what was wrapped under both still opens with the other.
  await kms.send(new DisableKeyCommand({ KeyId: first }));
  assert.equal((await decrypt(keyring, result)).plaintext.toString(), "cleartext");
  await assert.rejects(encrypt(keyring, "more"), /is disabled/);
  await assert.rejects(decrypt(new KmsKeyringNode({ keyIds: [first] }), result));
}
console.log("KMS holds");
