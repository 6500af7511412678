"""Every KMS operation that the installed AWS CLI knows, called with it: its arguments get through, and
what AWS answers comes back. Each test is one story; as the CLI takes long to start, they run side by side."""

import base64
import concurrent.futures
import json
import os
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drill_aws_cli_test import Cli
from kms_crypto_test import wrap
from served import Served

import awscli.botocore.session

ALICE = "arn:aws:iam::123456789012:user/alice"
STARTED_AT_ONCE = 4


def kebab(operation):
    """CreateKey -> create-key, as the CLI spells it."""
    return "".join("-" + c.lower() if c.isupper() else c for c in operation).lstrip("-")


def known_commands():
    model = awscli.botocore.session.get_session().get_service_model("kms")
    return {kebab(name) for name in model.operation_names}


def text(blob):
    return base64.b64decode(blob)


class Commands:
    """kms("create-key", "--multi-region") -> the answer; remembers which commands succeeded."""

    def __init__(self, keytrail):
        self.aws, self.called, self.lock = Cli(keytrail), set(), threading.Lock()

    def __call__(self, command, *arguments, region="us-east-1"):
        answer = self.aws("--region", region, "kms", command, *arguments)
        with self.lock:
            self.called.add(command)
        return answer

    def new_key(self, *arguments):
        return self("create-key", *arguments)["KeyMetadata"]["KeyId"]


class Stories:
    """Each takes the commands and a test to assert with."""

    @staticmethod
    def life_of_a_key(kms, test):
        made = kms("create-key", "--description", "first", "--tags", "TagKey=a,TagValue=b")["KeyMetadata"]
        key, arn = made["KeyId"], made["Arn"]
        kms("update-key-description", "--key-id", key, "--description", "second")
        kms("disable-key", "--key-id", key)
        shown = kms("describe-key", "--key-id", arn)["KeyMetadata"]
        test.assertEqual((shown["KeyState"], shown["Description"]), ("Disabled", "second"))
        kms("enable-key", "--key-id", key)
        gone = kms("schedule-key-deletion", "--key-id", key, "--pending-window-in-days", "7")
        test.assertEqual((gone["KeyId"], gone["KeyState"], gone["PendingWindowInDays"]), (arn, "PendingDeletion", 7))
        test.assertEqual(kms("cancel-key-deletion", "--key-id", key), {"KeyId": arn})
        test.assertIn(key, [entry["KeyId"] for entry in kms("list-keys")["Keys"]])

    @staticmethod
    def tags_and_policies(kms, test):
        key = kms.new_key()
        kms("tag-resource", "--key-id", key, "--tags", "TagKey=a,TagValue=1", "TagKey=b,TagValue=2")
        kms("untag-resource", "--key-id", key, "--tag-keys", "a")
        test.assertEqual(kms("list-resource-tags", "--key-id", key)["Tags"], [{"TagKey": "b", "TagValue": "2"}])
        test.assertEqual(kms("list-key-policies", "--key-id", key)["PolicyNames"], ["default"])
        policy = json.loads(kms("get-key-policy", "--key-id", key, "--policy-name", "default")["Policy"])
        policy["Id"] = "mine"
        kms("put-key-policy", "--key-id", key, "--policy-name", "default", "--policy", json.dumps(policy))
        again = kms("get-key-policy", "--key-id", key, "--policy-name", "default")["Policy"]
        test.assertEqual(json.loads(again), policy)

    @staticmethod
    def aliases(kms, test):
        first, second = kms.new_key(), kms.new_key()
        kms("create-alias", "--alias-name", "alias/mine", "--target-key-id", first)
        kms("update-alias", "--alias-name", "alias/mine", "--target-key-id", second)
        [entry] = kms("list-aliases", "--key-id", second)["Aliases"]
        test.assertEqual((entry["AliasName"], entry["TargetKeyId"]), ("alias/mine", second))
        kms("delete-alias", "--alias-name", "alias/mine")
        test.assertEqual(kms("list-aliases", "--key-id", second)["Aliases"], [])

    @staticmethod
    def aws_managed_keys(kms, test):
        def target():
            [entry] = [entry for entry in kms("list-aliases")["Aliases"] if entry["AliasName"] == "alias/aws/ebs"]
            return entry.get("TargetKeyId")
        test.assertIsNone(target())
        shown = kms("describe-key", "--key-id", "alias/aws/ebs")["KeyMetadata"]
        test.assertEqual((shown["KeyManager"], shown["KeyState"]), ("AWS", "Enabled"))
        test.assertEqual(target(), shown["KeyId"])
        test.assertIn("AccessDeniedException", kms.aws.error("kms", "disable-key", "--key-id", shown["KeyId"]))

    @staticmethod
    def encryption(kms, test):
        key, other = kms.new_key(), kms.new_key()
        plaintext = base64.b64encode(b"foo").decode()
        sealed = kms("encrypt", "--key-id", key, "--plaintext", plaintext, "--encryption-context", "a=1")
        moved = kms("re-encrypt", "--ciphertext-blob", sealed["CiphertextBlob"], "--destination-key-id", other,
                    "--source-encryption-context", "a=1")
        test.assertTrue(moved["SourceKeyId"].endswith(key) and moved["KeyId"].endswith(other))
        opened = kms("decrypt", "--ciphertext-blob", moved["CiphertextBlob"])
        test.assertEqual((text(opened["Plaintext"]), opened["EncryptionAlgorithm"]), (b"foo", "SYMMETRIC_DEFAULT"))

    @staticmethod
    def data_keys(kms, test):
        key = kms.new_key()
        whole = kms("generate-data-key", "--key-id", key, "--key-spec", "AES_256")
        test.assertEqual(len(text(whole["Plaintext"])), 32)
        opened = kms("decrypt", "--ciphertext-blob", whole["CiphertextBlob"])
        test.assertEqual(opened["Plaintext"], whole["Plaintext"])
        sealed = kms("generate-data-key-without-plaintext", "--key-id", key, "--number-of-bytes", "24")
        test.assertNotIn("Plaintext", sealed)
        pair = kms("generate-data-key-pair", "--key-id", key, "--key-pair-spec", "ECC_NIST_P256")
        opened = kms("decrypt", "--ciphertext-blob", pair["PrivateKeyCiphertextBlob"])
        test.assertEqual(opened["Plaintext"], pair["PrivateKeyPlaintext"])
        sealed = kms("generate-data-key-pair-without-plaintext", "--key-id", key, "--key-pair-spec", "RSA_2048")
        test.assertIn("PublicKey", sealed)
        test.assertNotIn("PrivateKeyPlaintext", sealed)
        test.assertEqual(len(text(kms("generate-random", "--number-of-bytes", "8")["Plaintext"])), 8)

    @staticmethod
    def signatures_and_macs(kms, test):
        message = base64.b64encode(b"text").decode()
        key = kms.new_key("--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY")
        test.assertEqual(kms("get-public-key", "--key-id", key)["SigningAlgorithms"], ["ECDSA_SHA_256"])
        what = ("--key-id", key, "--message", message, "--signing-algorithm", "ECDSA_SHA_256")
        signed = kms("sign", *what)
        test.assertTrue(kms("verify", *what, "--signature", signed["Signature"])["SignatureValid"])
        key = kms.new_key("--key-spec", "HMAC_256", "--key-usage", "GENERATE_VERIFY_MAC")
        what = ("--key-id", key, "--message", message, "--mac-algorithm", "HMAC_SHA_256")
        test.assertTrue(kms("verify-mac", *what, "--mac", kms("generate-mac", *what)["Mac"])["MacValid"])

    @staticmethod
    def grants(kms, test):
        key = kms.new_key()
        what = ("--key-id", key, "--grantee-principal", ALICE, "--operations", "Encrypt", "Decrypt")
        first = kms("create-grant", *what, "--retiring-principal", ALICE)
        second = kms("create-grant", *what)
        listed = {grant["GrantId"] for grant in kms("list-grants", "--key-id", key)["Grants"]}
        test.assertEqual(listed, {first["GrantId"], second["GrantId"]})
        [entry] = kms("list-retirable-grants", "--retiring-principal", ALICE)["Grants"]
        test.assertEqual(entry["GrantId"], first["GrantId"])
        kms("retire-grant", "--grant-token", first["GrantToken"])
        kms("revoke-grant", "--key-id", key, "--grant-id", second["GrantId"])
        test.assertEqual(kms("list-grants", "--key-id", key)["Grants"], [])

    @staticmethod
    def rotation(kms, test):
        key = kms.new_key()
        kms("enable-key-rotation", "--key-id", key)
        test.assertTrue(kms("get-key-rotation-status", "--key-id", key)["KeyRotationEnabled"])
        kms("disable-key-rotation", "--key-id", key)
        test.assertFalse(kms("get-key-rotation-status", "--key-id", key)["KeyRotationEnabled"])

    @staticmethod
    def imported_material(kms, test):
        key = kms.new_key("--origin", "EXTERNAL")
        given = kms("get-parameters-for-import", "--key-id", key, "--wrapping-algorithm", "RSAES_OAEP_SHA_256",
                    "--wrapping-key-spec", "RSA_2048")
        wrapped = wrap(text(given["PublicKey"]), "RSAES_OAEP_SHA_256", bytes(32))
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("token", text(given["ImportToken"])), ("material", wrapped)):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)
            kms("import-key-material", "--key-id", key, "--import-token", f"fileb://{folder}/token",
                "--encrypted-key-material", f"fileb://{folder}/material",
                "--expiration-model", "KEY_MATERIAL_DOES_NOT_EXPIRE")
        test.assertEqual(kms("describe-key", "--key-id", key)["KeyMetadata"]["KeyState"], "Enabled")
        kms("delete-imported-key-material", "--key-id", key)
        test.assertEqual(kms("describe-key", "--key-id", key)["KeyMetadata"]["KeyState"], "PendingImport")

    @staticmethod
    def several_regions(kms, test):
        key = kms.new_key("--multi-region")
        made = kms("replicate-key", "--key-id", key, "--replica-region", "eu-west-1")["ReplicaKeyMetadata"]
        test.assertEqual((made["KeyId"], made["MultiRegionConfiguration"]["MultiRegionKeyType"]), (key, "REPLICA"))
        kms("update-primary-region", "--key-id", key, "--primary-region", "eu-west-1")
        shown = kms("describe-key", "--key-id", key, region="eu-west-1")["KeyMetadata"]
        test.assertEqual(shown["MultiRegionConfiguration"]["MultiRegionKeyType"], "PRIMARY")

    @staticmethod
    def key_stores(kms, test):
        store = kms("create-custom-key-store", "--custom-key-store-name", "mine", "--cloud-hsm-cluster-id",
                    "cluster-2a34b5cdefg", "--trust-anchor-certificate", "certificate",
                    "--key-store-password", "password")["CustomKeyStoreId"]
        this = ("--custom-key-store-id", store)
        kms("update-custom-key-store", *this, "--new-custom-key-store-name", "ours")
        kms("connect-custom-key-store", *this)
        [shown] = kms("describe-custom-key-stores", "--custom-key-store-name", "ours")["CustomKeyStores"]
        test.assertEqual((shown["CustomKeyStoreId"], shown["ConnectionState"]), (store, "CONNECTED"))
        kms("disconnect-custom-key-store", *this)
        kms("delete-custom-key-store", *this)
        test.assertEqual(kms("describe-custom-key-stores")["CustomKeyStores"], [])


class CommandLine(unittest.TestCase):
    def test_every_command(self):
        with Served() as keytrail, concurrent.futures.ThreadPoolExecutor(STARTED_AT_ONCE) as pool:
            kms = Commands(keytrail)
            stories = [story for name, story in vars(Stories).items() if not name.startswith("_")]
            running = {story.__func__.__name__: pool.submit(story.__func__, kms, self) for story in stories}
            for name, future in running.items():
                with self.subTest(name):
                    future.result()
        self.assertEqual(known_commands() - kms.called, set())
        print(f"{len(kms.called)} commands", flush=True)


if __name__ == "__main__":
    unittest.main()
