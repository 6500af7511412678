"""The key-state table over the wire: every cell of tests/data/key_states.csv against a served emulator,
with a key that calls and time have really brought into the state. boto3 makes the calls that Debian's
botocore knows; it is older than a few operations, which go out as plain AWS JSON."""

import base64
import csv
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kms_crypto_test import wrap
from served import ROOT, Served, client_of

from botocore.exceptions import ClientError

HOME, AWAY = "us-east-1", "eu-west-1"
DELAY = "60s"  # Creating, Updating and connecting last so long.
ALICE = "arn:aws:iam::123456789012:user/alice"
MESSAGE = b"message"
MATERIAL = b"\x07" * 32
WRAPPING = "RSAES_OAEP_SHA_256"

# The keys that operations are about, unless it is a symmetric one of KMS's own.
KINDS = {
    "signing": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"},
    "agreeing": {"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"},
    "authenticating": {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
    "imported": {"Origin": "EXTERNAL"},
    "symmetric": {},
}
KIND_OF = {"Sign": "signing", "Verify": "signing", "GetPublicKey": "signing", "DeriveSharedSecret": "agreeing",
           "GenerateMac": "authenticating", "VerifyMac": "authenticating",
           "GetParametersForImport": "imported", "ImportKeyMaterial": "imported",
           "DeleteImportedKeyMaterial": "imported"}
# Of "conditional": a key that the operation is not for, whatever its state.
UNFIT = {"GetParametersForImport": "symmetric", "ImportKeyMaterial": "symmetric"}
NEEDS_PRIMARY = ("ReplicateKey", "UpdatePrimaryRegion")


class Region:
    """Calls of one Region: (output, None) or (None, "Code: text")."""

    def __init__(self, keytrail, region):
        self.keytrail, self.region = keytrail, region
        self.client = client_of(keytrail, "kms", region)

    def call(self, operation, **members):
        if operation not in self.client.meta.service_model.operation_names:
            return self.plain(operation, members)
        try:
            return self.client._make_api_call(operation, members), None
        except ClientError as error:
            return None, f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"

    def plain(self, operation, members):
        text = {name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
                for name, value in members.items()}
        scope = f"AKIAIOSFODNN7EXAMPLE/20260101/{self.region}/kms/aws4_request"
        status, _, body = self.keytrail.json_call(
            "TrentService." + operation, text,
            Authorization=f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
        answer = json.loads(body or b"{}")
        return (answer, None) if status == 200 else (None, f"{answer['__type']}: {answer.get('message', '')}")

    def must(self, operation, **members):
        output, error = self.call(operation, **members)
        if error:
            raise AssertionError(f"{operation}: {error}")
        return output

    def metadata(self, key):
        return self.must("DescribeKey", KeyId=key)["KeyMetadata"]


class World:
    """A served emulator and the ways of its keys into each state."""

    def __init__(self, keytrail):
        self.keytrail = keytrail
        self.home, self.away = Region(keytrail, HOME), Region(keytrail, AWAY)
        self.aliases = 0
        self.store = self.home.must("CreateCustomKeyStore", CustomKeyStoreName="store",
                                    CloudHsmClusterId="cluster-2a34b5cdefg", TrustAnchorCertificate="certificate",
                                    KeyStorePassword="password")["CustomKeyStoreId"]

    def wait(self):
        self.keytrail.advance(DELAY)

    def fault(self, code):
        self.keytrail.control("kms/custom-key-store-fault", {"customKeyStoreId": self.store, "errorCode": code},
                              method="PUT")

    def connect(self):
        """The store works again, whatever became of it."""
        self.fault(None)
        self.home.call("DisconnectCustomKeyStore", CustomKeyStoreId=self.store)
        self.wait()
        self.home.must("ConnectCustomKeyStore", CustomKeyStoreId=self.store)
        self.wait()

    def alias(self, region, key):
        self.aliases += 1
        name = f"alias/number-{self.aliases}"
        region.must("CreateAlias", AliasName=name, TargetKeyId=key)
        return name

    def import_input(self, region, key):
        given = region.must("GetParametersForImport", KeyId=key, WrappingAlgorithm=WRAPPING,
                            WrappingKeySpec="RSA_2048")
        return {"KeyId": key, "ImportToken": given["ImportToken"],
                "EncryptedKeyMaterial": wrap(given["PublicKey"], WRAPPING, MATERIAL),
                "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}

    def new_key(self, kind, state, operation):
        """A key that is able to come into the state, Enabled so far, or without the material it needs."""
        members = dict(KINDS[kind])
        if state == "Unavailable":
            self.connect()
            members = {"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": self.store}
        elif state == "PendingImport":
            members["Origin"] = "EXTERNAL"
        in_two_regions = state in ("PendingReplicaDeletion", "Creating", "Updating")
        if in_two_regions or (operation in NEEDS_PRIMARY and state != "Unavailable"):
            members["MultiRegion"] = True
        key = self.home.must("CreateKey", **members)["KeyMetadata"]["KeyId"]
        needs_use = operation in ("Decrypt", "ReEncrypt", "RetireGrant", "RevokeGrant", "DeleteImportedKeyMaterial")
        if members.get("Origin") == "EXTERNAL" and (state != "PendingImport" or needs_use):
            self.home.must("ImportKeyMaterial", **self.import_input(self.home, key))
        return key

    def bring(self, key, state, has_material):
        """Into the state; answers the Region in which the key is in it."""
        home, away = self.home, self.away
        if state == "Disabled":
            home.must("DisableKey", KeyId=key)
        elif state == "PendingDeletion":
            home.must("ScheduleKeyDeletion", KeyId=key)
        elif state == "PendingReplicaDeletion":
            home.must("ReplicateKey", KeyId=key, ReplicaRegion=AWAY)
            home.must("ScheduleKeyDeletion", KeyId=key)
        elif state == "PendingImport" and has_material:
            home.must("DeleteImportedKeyMaterial", KeyId=key)
        elif state == "Unavailable":
            self.fault("NETWORK_ERRORS")
        elif state == "Creating":
            home.must("ReplicateKey", KeyId=key, ReplicaRegion=AWAY)
        elif state == "Updating":
            home.must("UpdatePrimaryRegion", KeyId=key, PrimaryRegion=AWAY)
        return away if state in ("Creating", "Updating") else home


class KeyStateTable(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.keytrail = Served("--transition-delay", DELAY)
        cls.keytrail.__enter__()
        cls.addClassCleanup(cls.keytrail.__exit__)
        cls.world = World(cls.keytrail)

    # ---- what an operation needs besides a key ----

    def prepare(self, operation, key, state, region):
        """Made while the key can still be used, in the Region in which the operation will run."""
        def works(name, **members):
            return region.call(name, KeyId=key, **members)[0] or {}
        members = {"KeyId": key}
        if operation == "Encrypt":
            members["Plaintext"] = MESSAGE
        elif operation in ("Decrypt", "ReEncrypt"):
            # A replica that is being created opens what its primary sealed.
            source = self.world.home if state == "Creating" else region
            blob = source.must("Encrypt", KeyId=key, Plaintext=MESSAGE)["CiphertextBlob"]
            members = {"CiphertextBlob": blob}
            if operation == "ReEncrypt":
                members["DestinationKeyId"] = key
        elif operation.startswith("GenerateDataKeyPair"):
            members["KeyPairSpec"] = "ECC_NIST_P256"
        elif operation.startswith("GenerateDataKey"):
            members["KeySpec"] = "AES_256"
        elif operation in ("Sign", "Verify"):
            members.update(Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")
            if operation == "Verify":
                sign = {name: members[name] for name in ("Message", "SigningAlgorithm")}
                members["Signature"] = works("Sign", **sign).get("Signature", b"none")
        elif operation.endswith("Mac"):
            members.update(Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")
            if operation == "VerifyMac":
                mac = {name: members[name] for name in ("Message", "MacAlgorithm")}
                members["Mac"] = works("GenerateMac", **mac).get("Mac", b"none")
        elif operation == "DeriveSharedSecret":
            members.update(KeyAgreementAlgorithm="ECDH", PublicKey=works("GetPublicKey").get("PublicKey", b"none"))
        elif operation == "GetParametersForImport":
            members.update(WrappingAlgorithm=WRAPPING, WrappingKeySpec="RSA_2048")
        elif operation == "ImportKeyMaterial":
            origin = (region.call("DescribeKey", KeyId=key)[0] or {"KeyMetadata": {}})["KeyMetadata"].get("Origin")
            members = (self.world.import_input(region, key) if origin == "EXTERNAL" else
                       {**members, "ImportToken": b"none", "EncryptedKeyMaterial": b"none",
                        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"})
        elif operation in ("CreateGrant", "RetireGrant", "RevokeGrant"):
            grant = {"GranteePrincipal": ALICE, "Operations": ["DescribeKey"]}
            if operation == "CreateGrant":
                members.update(grant)
            else:
                members["GrantId"] = works("CreateGrant", **grant).get("GrantId", "0" * 64)
        elif operation == "PutKeyPolicy":
            members.update(PolicyName="default",
                           Policy=self.world.home.must("GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"])
        elif operation == "GetKeyPolicy":
            members["PolicyName"] = "default"
        elif operation == "ReplicateKey":
            members["ReplicaRegion"] = "ap-south-1"
        elif operation == "UpdatePrimaryRegion":
            members["PrimaryRegion"] = HOME if region.region == AWAY else AWAY
            if state in ("Enabled", "Disabled"):
                self.world.home.must("ReplicateKey", KeyId=key, ReplicaRegion=AWAY)
                self.world.wait()
        elif operation == "TagResource":
            members["Tags"] = [{"TagKey": "a", "TagValue": "b"}]
        elif operation == "UntagResource":
            members["TagKeys"] = ["a"]
        elif operation == "UpdateKeyDescription":
            members["Description"] = "text"
        return members

    def alias_input(self, operation, key, region):
        """Aliases go with keys in any state that lets one be made; a new target's state is judged."""
        if operation == "CreateAlias":
            self.world.aliases += 1
            return {"AliasName": f"alias/number-{self.world.aliases}", "TargetKeyId": key}
        other = region.must("CreateKey")["KeyMetadata"]["KeyId"]
        return {"AliasName": self.world.alias(region, other), "TargetKeyId": key}

    def attempt(self, operation, state, kind):
        """The operation with a key of the kind in the state: its error or None, and the key's ARN and origin."""
        world = self.world
        key = world.new_key(kind, state, operation)
        if state == "Updating":
            world.home.must("ReplicateKey", KeyId=key, ReplicaRegion=AWAY)
            world.wait()
            if KINDS[kind].get("Origin") == "EXTERNAL":
                world.away.must("ImportKeyMaterial", **world.import_input(world.away, key))
        own_alias = None
        if operation == "DeleteAlias" and state != "Creating":
            own_alias = world.alias(world.away if state == "Updating" else world.home, key)
        region = world.away if state in ("Creating", "Updating") else world.home
        members = self.prepare(operation, key, state, region)
        region = world.bring(key, state, has_material=world.home.metadata(key)["KeyState"] == "Enabled")
        if operation == "DeleteAlias":
            members = {"AliasName": own_alias or world.alias(region, key)}
        elif operation.endswith("Alias"):
            members = self.alias_input(operation, key, region)
        before = region.metadata(key)
        self.assertEqual(before["KeyState"], state)
        _, error = region.call(operation, **members)
        if state == "Unavailable" and operation in ("EnableKey", "DisableKey"):
            self.assertEqual(region.metadata(key)["KeyState"], state)
        return error, before["Arn"], before["Origin"]

    # ---- the cells ----

    def check(self, operation, state, kind, expected):
        """`expected`: "ok", or an error with placeholders; one without a text goes without."""
        error, arn, origin = self.attempt(operation, state, kind)
        if error and state == "Creating" and operation in ("RetireGrant", "RevokeGrant"):
            # No grant can be made on such a key, so there is none to retire: the state does not refuse.
            self.assertTrue(error.startswith("NotFoundException: "), error)
            error = None
        if expected != "ok":
            expected = expected.replace("<key ARN>", arn).replace("<Origin>", origin)
            expected += "" if ": " in expected else ": "
        self.assertEqual(error or "ok", expected, f"a key that is {kind}")

    def check_never_there(self, operation, state, note):
        """No key of the operation's kind comes into the state: see that, or what a kin of it answers."""
        implemented = re.search(r"implement as (.*)", note)
        kind = KIND_OF.get(operation, "symmetric")
        if implemented:  # Since 2023 such keys can wait for material too.
            return self.check(operation, state, kind, implemented[1])
        self.assertEqual(state, "Unavailable")
        self.world.connect()
        members = {**KINDS[kind], "Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": self.world.store}
        if operation in NEEDS_PRIMARY:
            members["MultiRegion"] = True
        if kind != "imported":
            _, error = self.world.home.call("CreateKey", **members)
            self.assertRegex(error or "ok", "^UnsupportedOperationException: ")
        error, arn, _ = self.attempt(operation, state, "symmetric")
        self.assertRegex(error or "ok", "^(UnsupportedOperationException: |InvalidKeyUsageException: "
                                        f"{re.escape(arn)} key usage is |InvalidKeyUsageException: Algorithm )")

    def check_cell(self, operation, state, result, errors, note):
        kind = KIND_OF.get(operation, "symmetric")
        first = errors.split("|")[0]
        if result == "na":
            self.check_never_there(operation, state, note)
        elif operation == "UpdateAlias" and result == "conditional":
            self.check(operation, state, kind, first)
            # The key that the alias has left is not asked.
            key = self.world.new_key(kind, state, operation)
            name = self.world.alias(self.world.home, key)
            region = self.world.bring(key, state, has_material=True)
            region.must("UpdateAlias", AliasName=name, TargetKeyId=region.must("CreateKey")["KeyMetadata"]["KeyId"])
        elif result == "conditional":
            self.check(operation, state, kind, "ok")
            self.check(operation, state, UNFIT.get(operation, "signing"), first)
        else:
            self.check(operation, state, kind, "ok" if result == "ok" else first)

    def test_every_cell(self):
        held = 0
        with open(os.path.join(ROOT, "tests/data/key_states.csv"), newline="") as file:
            cells = list(csv.DictReader(file))
        for cell in cells:
            with self.subTest(f"{cell['operation']} in {cell['state']}"):
                self.check_cell(cell["operation"], cell["state"], cell["result"], cell["errors"], cell["note"])
                held += 1
        print(f"{held} of {len(cells)} cells", flush=True)
        self.assertEqual((held, len(cells)), (352, 352))


if __name__ == "__main__":
    unittest.main()
