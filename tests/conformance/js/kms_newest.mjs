// The operations and members of KMS that are newer than the AWS CLI of Debian, by an AWS SDK that knows them.
// usage: node kms_newest.mjs (AWS_ENDPOINT_URL); exits 0 when all held.
import assert from "node:assert/strict";
import { constants, createHash, createPublicKey, diffieHellman, generateKeyPairSync, publicEncrypt } from "node:crypto";
import * as sdk from "client-kms-newest";

const kms = new sdk.KMSClient({ region: "us-east-1", maxAttempts: 1,
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" } });
const call = (operation, input) => kms.send(new sdk[operation + "Command"](input));
const create = async (input = {}) => (await call("CreateKey", input)).KeyMetadata;
const wouldSucceed = { name: "DryRunOperationException" };

// ---- rotation on demand, and the materials that it leaves ----
{
  const { KeyId, Arn, CurrentKeyMaterialId: first } = await create();
  const { CiphertextBlob } = await call("Encrypt", { KeyId, Plaintext: Buffer.from("old") });
  await call("EnableKeyRotation", { KeyId, RotationPeriodInDays: 90 });
  assert.equal((await call("GetKeyRotationStatus", { KeyId })).RotationPeriodInDays, 90);
  assert.equal((await call("RotateKeyOnDemand", { KeyId })).KeyId, Arn);
  const { Rotations } = await call("ListKeyRotations", { KeyId });
  assert.deepEqual(Rotations.map((entry) => entry.RotationType), ["ON_DEMAND"]);
  const all = await call("ListKeyRotations", { KeyId, IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
  assert.deepEqual(all.Rotations.map((entry) => entry.KeyMaterialState).sort(), ["CURRENT", "NON_CURRENT"]);
  assert.equal((await call("Decrypt", { CiphertextBlob })).KeyMaterialId, first);
}

// ---- the last use, which dry runs and refusals are not ----
{
  const { KeyId, CreationDate } = await create();
  const unused = await call("GetKeyLastUsage", { KeyId });
  assert.deepEqual(unused.KeyLastUsage, {});
  assert.deepEqual(unused.KeyCreationDate, CreationDate);
  await assert.rejects(call("Encrypt", { KeyId, Plaintext: Buffer.from("x"), DryRun: true }), wouldSucceed);
  assert.deepEqual((await call("GetKeyLastUsage", { KeyId })).KeyLastUsage, {});
  const { $metadata } = await call("GenerateDataKey", { KeyId, KeySpec: "AES_128" });
  const { KeyLastUsage } = await call("GetKeyLastUsage", { KeyId });
  assert.equal(KeyLastUsage.Operation, "GenerateDataKey");
  assert.equal(KeyLastUsage.KmsRequestId, $metadata.requestId);
}

// ---- a secret shared with a peer outside ----
{
  const { KeyId } = await create({ KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" });
  const given = await call("GetPublicKey", { KeyId });
  assert.deepEqual(given.KeyAgreementAlgorithms, ["ECDH"]);
  const peer = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { SharedSecret } = await call("DeriveSharedSecret", { KeyId, KeyAgreementAlgorithm: "ECDH",
    PublicKey: peer.publicKey.export({ format: "der", type: "spki" }) });
  const publicKey = createPublicKey({ key: Buffer.from(given.PublicKey), format: "der", type: "spki" });
  assert.deepEqual(Buffer.from(SharedSecret), diffieHellman({ privateKey: peer.privateKey, publicKey }));
}

// ---- a second imported material, which waits to take over ----
{
  const { KeyId } = await create({ Origin: "EXTERNAL" });
  const importing = async (material, members = {}) => {
    const given = await call("GetParametersForImport",
      { KeyId, WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" });
    const key = createPublicKey({ key: Buffer.from(given.PublicKey), format: "der", type: "spki" });
    return call("ImportKeyMaterial", { KeyId, ImportToken: given.ImportToken, ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
      EncryptedKeyMaterial: publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, material),
      ...members });
  };
  const digest = (text) => createHash("sha256").update(text).digest();
  const first = await importing(digest("first"));
  const second = await importing(digest("second"), { ImportType: "NEW_KEY_MATERIAL", KeyMaterialDescription: "second" });
  assert.notEqual(second.KeyMaterialId, first.KeyMaterialId);
  await call("RotateKeyOnDemand", { KeyId });
  assert.equal((await call("DescribeKey", { KeyId })).KeyMetadata.CurrentKeyMaterialId, second.KeyMaterialId);
  await call("DeleteImportedKeyMaterial", { KeyId, KeyMaterialId: first.KeyMaterialId });
  assert.equal((await call("DescribeKey", { KeyId })).KeyMetadata.KeyState, "PendingImport");
}

// ---- trying without doing ----
{
  const { KeyId } = await create();
  const grant = { KeyId, Operations: ["Decrypt"], GranteePrincipal: "arn:aws:iam::123456789012:user/alice" };
  await assert.rejects(call("CreateGrant", { ...grant, DryRun: true }), wouldSucceed);
  assert.deepEqual((await call("ListGrants", { KeyId })).Grants, []);
  await assert.rejects(call("Decrypt", { KeyId, DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] }), wouldSucceed);
}
console.log("the newest of KMS holds");
