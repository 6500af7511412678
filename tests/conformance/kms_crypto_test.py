"""KMS cryptography against other people's: the cryptography package, Python's hmac, openssl, and
boto3 and the AWS CLI as Debian ships them. Nothing keytrail computes is checked by keytrail alone."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drill_aws_cli_test import Cli
from drill_boto3_test import clients
from served import Served

import botocore.exceptions
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"ECC_NIST_P256": ec.SECP256R1(), "ECC_NIST_P384": ec.SECP384R1(),
          "ECC_NIST_P521": ec.SECP521R1(), "ECC_SECG_P256K1": ec.SECP256K1()}
RSA_BITS = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
MESSAGE = b"The quick brown fox jumps over the lazy dog"


def new_private_key(spec):
    if spec in RSA_BITS:
        return rsa.generate_private_key(65537, RSA_BITS[spec])
    if spec == "ECC_NIST_EDWARDS25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(CURVES[spec])


def pkcs8(key):
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def spki(key):
    return key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)


def oaep(algorithm):
    sha = hashes.SHA1() if algorithm.endswith("SHA_1") else hashes.SHA256()
    return padding.OAEP(padding.MGF1(sha), sha, None)


def scheme_of(algorithm):
    """The arguments that sign() and verify() of the cryptography package take after the message."""
    sha = HASHES[algorithm[-3:]]
    if algorithm.startswith("RSASSA_PSS"):
        return [padding.PSS(padding.MGF1(sha), sha.digest_size), sha]
    if algorithm.startswith("RSASSA_PKCS1"):
        return [padding.PKCS1v15(), sha]
    return [ec.ECDSA(sha)] if algorithm.startswith("ECDSA") else []


def wrap(public_key_der, algorithm, material):
    public_key = serialization.load_der_public_key(public_key_der)
    if algorithm.startswith("RSAES_OAEP"):
        return public_key.encrypt(material, oaep(algorithm))
    aes_key = os.urandom(32)
    return (public_key.encrypt(aes_key, oaep(algorithm)) +
            keywrap.aes_key_wrap_with_padding(aes_key, material))


class Cryptography(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keytrail = Served()
        cls.keytrail.__enter__()
        cls.addClassCleanup(cls.keytrail.__exit__)
        cls.kms = clients(cls.keytrail)("kms")
        cls.trail = clients(cls.keytrail)("cloudtrail")

    def create(self, spec, usage, origin="AWS_KMS"):
        return self.kms.create_key(KeySpec=spec, KeyUsage=usage, Origin=origin)["KeyMetadata"]["KeyId"]

    def public_key(self, key_id):
        return serialization.load_der_public_key(self.kms.get_public_key(KeyId=key_id)["PublicKey"])

    def bring_in(self, spec, usage, material, algorithm="RSA_AES_KEY_WRAP_SHA_256",
                 wrapping_spec="RSA_2048"):
        key_id = self.create(spec, usage, "EXTERNAL")
        given = self.kms.get_parameters_for_import(KeyId=key_id, WrappingAlgorithm=algorithm,
                                                   WrappingKeySpec=wrapping_spec)
        self.kms.import_key_material(
            KeyId=key_id, ImportToken=given["ImportToken"],
            EncryptedKeyMaterial=wrap(given["PublicKey"], algorithm, material),
            ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE")
        return key_id

    def refused(self, code, call, **parameters):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**parameters)
        self.assertEqual(raised.exception.response["Error"]["Code"], code)

    def test_what_kms_signs_others_verify(self):
        for spec in [*RSA_BITS, *CURVES, "ECC_NIST_EDWARDS25519"]:
            key_id = self.create(spec, "SIGN_VERIFY")
            public_key = self.public_key(key_id)
            for algorithm in self.kms.describe_key(KeyId=key_id)["KeyMetadata"]["SigningAlgorithms"]:
                if algorithm == "ED25519_PH_SHA_512":
                    continue  # This version of the package does not know it: see js/crypto.mjs.
                with self.subTest(spec=spec, algorithm=algorithm):
                    signed = self.kms.sign(KeyId=key_id, Message=MESSAGE, SigningAlgorithm=algorithm)
                    public_key.verify(signed["Signature"], MESSAGE, *scheme_of(algorithm))
                    with self.assertRaises(InvalidSignature):
                        public_key.verify(signed["Signature"], MESSAGE + b"!", *scheme_of(algorithm))
                    if spec == "ECC_NIST_EDWARDS25519":
                        continue
                    digest = hashlib.new("sha" + algorithm[-3:], MESSAGE).digest()
                    signed = self.kms.sign(KeyId=key_id, Message=digest, MessageType="DIGEST",
                                           SigningAlgorithm=algorithm)
                    public_key.verify(signed["Signature"], MESSAGE, *scheme_of(algorithm))

    def test_what_others_sign_kms_verifies(self):
        for spec in ["RSA_2048", *CURVES, "ECC_NIST_EDWARDS25519"]:
            private_key = new_private_key(spec)
            key_id = self.bring_in(spec, "SIGN_VERIFY", pkcs8(private_key))
            self.assertEqual(self.kms.get_public_key(KeyId=key_id)["PublicKey"],
                             spki(private_key.public_key()))
            for algorithm in self.kms.describe_key(KeyId=key_id)["KeyMetadata"]["SigningAlgorithms"]:
                if algorithm == "ED25519_PH_SHA_512":
                    continue
                with self.subTest(spec=spec, algorithm=algorithm):
                    signature = private_key.sign(MESSAGE, *scheme_of(algorithm))
                    given = {"KeyId": key_id, "SigningAlgorithm": algorithm, "Signature": signature}
                    self.assertTrue(self.kms.verify(Message=MESSAGE, **given)["SignatureValid"])
                    self.refused("KMSInvalidSignatureException", self.kms.verify,
                                 Message=MESSAGE + b"!", **given)

    def test_a_pss_signature_with_another_salt_is_not_valid(self):
        private_key = new_private_key("RSA_2048")
        key_id = self.bring_in("RSA_2048", "SIGN_VERIFY", pkcs8(private_key))
        sha = hashes.SHA256()
        for salt, is_valid in [(32, True), (20, False), (0, False)]:
            signature = private_key.sign(MESSAGE, padding.PSS(padding.MGF1(sha), salt), sha)
            given = {"KeyId": key_id, "Message": MESSAGE, "Signature": signature,
                     "SigningAlgorithm": "RSASSA_PSS_SHA_256"}
            if is_valid:
                self.assertTrue(self.kms.verify(**given)["SignatureValid"])
            else:
                self.refused("KMSInvalidSignatureException", self.kms.verify, **given)

    def test_rsa_encryption_goes_both_ways(self):
        for spec, bits in RSA_BITS.items():
            private_key = new_private_key(spec)
            key_id = self.bring_in(spec, "ENCRYPT_DECRYPT", pkcs8(private_key))
            for algorithm, hash_size in [("RSAES_OAEP_SHA_1", 20), ("RSAES_OAEP_SHA_256", 32)]:
                with self.subTest(spec=spec, algorithm=algorithm):
                    text = os.urandom(bits // 8 - 2 * hash_size - 2)
                    outside = private_key.public_key().encrypt(text, oaep(algorithm))
                    opened = self.kms.decrypt(KeyId=key_id, CiphertextBlob=outside,
                                              EncryptionAlgorithm=algorithm)
                    self.assertEqual(opened["Plaintext"], text)
                    inside = self.kms.encrypt(KeyId=key_id, Plaintext=text, EncryptionAlgorithm=algorithm)
                    self.assertEqual(private_key.decrypt(inside["CiphertextBlob"], oaep(algorithm)), text)
                    self.refused("ValidationException", self.kms.encrypt, KeyId=key_id,
                                 Plaintext=text + b"x", EncryptionAlgorithm=algorithm)

    def test_every_wrapping_brings_in_what_it_may(self):
        for wrapping_spec in RSA_BITS:
            for algorithm in ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1",
                              "RSA_AES_KEY_WRAP_SHA_256"]:
                with self.subTest(wrapping_spec=wrapping_spec, algorithm=algorithm):
                    private_key = new_private_key("ECC_NIST_P384")
                    key_id = self.bring_in("ECC_NIST_P384", "SIGN_VERIFY", pkcs8(private_key),
                                           algorithm, wrapping_spec)
                    signed = self.kms.sign(KeyId=key_id, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_384")
                    private_key.public_key().verify(signed["Signature"], MESSAGE,
                                                    ec.ECDSA(hashes.SHA384()))

    def test_macs_are_those_of_everybody(self):
        for bits in ["224", "256", "384", "512"]:
            secret = os.urandom(int(bits) // 8)
            algorithm = f"HMAC_SHA_{bits}"
            key_id = self.bring_in(f"HMAC_{bits}", "GENERATE_VERIFY_MAC", secret, "RSAES_OAEP_SHA_256")
            mac = self.kms.generate_mac(KeyId=key_id, Message=MESSAGE, MacAlgorithm=algorithm)["Mac"]
            self.assertEqual(mac, hmac.new(secret, MESSAGE, "sha" + bits).digest())
            given = {"KeyId": key_id, "MacAlgorithm": algorithm, "Mac": mac}
            self.assertTrue(self.kms.verify_mac(Message=MESSAGE, **given)["MacValid"])
            self.refused("KMSInvalidMacException", self.kms.verify_mac, Message=b"other", **given)

    def test_data_key_pairs_are_pairs(self):
        key_id = self.kms.create_key()["KeyMetadata"]["KeyId"]
        for spec in [*RSA_BITS, *CURVES, "ECC_NIST_EDWARDS25519"]:
            with self.subTest(spec=spec):
                made = self.kms.generate_data_key_pair(KeyId=key_id, KeyPairSpec=spec,
                                                       EncryptionContext={"a": "b"})
                private_key = serialization.load_der_private_key(made["PrivateKeyPlaintext"], None)
                self.assertEqual(spki(private_key.public_key()), made["PublicKey"])
                opened = self.kms.decrypt(CiphertextBlob=made["PrivateKeyCiphertextBlob"],
                                          EncryptionContext={"a": "b"})
                self.assertEqual(opened["Plaintext"], made["PrivateKeyPlaintext"])
        self.refused("UnsupportedOperationException", self.kms.generate_data_key_pair, KeyId=key_id,
                     KeyPairSpec="SM2")

    def test_the_shared_secret_is_that_of_the_peer(self):
        # Debian's boto3 is older than DeriveSharedSecret: plain HTTP here, an SDK in js/crypto.mjs.
        for spec in ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"]:
            key_id = self.create(spec, "KEY_AGREEMENT")
            peer = new_private_key(spec)
            status, _, body = self.keytrail.json_call("TrentService.DeriveSharedSecret", {
                "KeyId": key_id, "KeyAgreementAlgorithm": "ECDH",
                "PublicKey": base64.b64encode(spki(peer.public_key())).decode()})
            self.assertEqual(status, 200, body)
            self.assertEqual(base64.b64decode(json.loads(body)["SharedSecret"]),
                             peer.exchange(ec.ECDH(), self.public_key(key_id)))

    def test_a_secret_wants_a_symmetric_key(self):
        secrets = clients(self.keytrail)("secretsmanager")
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            secrets.create_secret(Name="s", SecretString="x",
                                  KmsKeyId=self.create("RSA_2048", "ENCRYPT_DECRYPT"))
        error = raised.exception.response["Error"]
        self.assertEqual(error["Code"], "EncryptionFailure")
        self.assertIn("You cannot generate a data key with an asymmetric CMK", error["Message"])

    def test_records_name_the_key_and_hide_what_it_touched(self):
        signing = self.create("ECC_NIST_P256", "SIGN_VERIFY")
        signature = self.kms.sign(KeyId=signing, Message=MESSAGE,
                                  SigningAlgorithm="ECDSA_SHA_256")["Signature"]
        self.kms.verify(KeyId=signing, Message=MESSAGE, MessageType="RAW", Signature=signature,
                        SigningAlgorithm="ECDSA_SHA_256")
        mac_key = self.create("HMAC_256", "GENERATE_VERIFY_MAC")
        self.kms.generate_mac(KeyId=mac_key, Message=MESSAGE, MacAlgorithm="HMAC_SHA_256")
        wrapping = self.kms.create_key()["KeyMetadata"]
        self.kms.generate_data_key_pair_without_plaintext(
            KeyId=wrapping["KeyId"], KeyPairSpec="ECC_NIST_P256", EncryptionContext={"a": "b"})
        self.kms.get_public_key(KeyId=signing)
        expected = {
            "Sign": (signing, {"keyId": signing, "signingAlgorithm": "ECDSA_SHA_256"}, None),
            "Verify": (signing, {"keyId": signing, "messageType": "RAW",
                                 "signingAlgorithm": "ECDSA_SHA_256"}, None),
            "GenerateMac": (mac_key, {"keyId": mac_key, "macAlgorithm": "HMAC_SHA_256"}, None),
            "GetPublicKey": (signing, {"keyId": signing}, None),
            "GenerateDataKeyPairWithoutPlaintext": (
                wrapping["KeyId"], {"keyId": wrapping["KeyId"], "keyPairSpec": "ECC_NIST_P256",
                                    "encryptionContext": {"a": "b"}}, "keyMaterialId"),
        }
        for name, (key_id, parameters, additional) in expected.items():
            with self.subTest(name=name):
                found = self.trail.lookup_events(LookupAttributes=[
                    {"AttributeKey": "EventName", "AttributeValue": name}])["Events"][0]
                record = json.loads(found["CloudTrailEvent"])
                self.assertEqual(record["requestParameters"], parameters)
                self.assertIsNone(record["responseElements"])
                self.assertTrue(record["readOnly"])
                self.assertEqual([r["ARN"].split("/")[1] for r in record["resources"]], [key_id])
                self.assertEqual(list(record.get("additionalEventData", {})),
                                 [additional] if additional else [])


    def test_a_seed_repeats_keys_and_signatures_over_any_connection(self):
        def play(connections):
            answers = []
            with Served("--seed", "7") as keytrail:
                pool = [http.client.HTTPConnection(keytrail.url.split("//")[1]) for _ in range(connections)]

                def call(operation, **body):
                    connection = pool[len(answers) % connections]
                    connection.request("POST", "/", json.dumps(body), {
                        "X-Amz-Target": f"TrentService.{operation}",
                        "Content-Type": "application/x-amz-json-1.1"})
                    answers.append(connection.getresponse().read())
                    return json.loads(answers[-1])

                for spec, algorithm in [("RSA_2048", "RSASSA_PSS_SHA_256"), ("ECC_NIST_P521", "ECDSA_SHA_512")]:
                    key_id = call("CreateKey", KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
                    call("GetPublicKey", KeyId=key_id)
                    for _ in range(4):
                        call("Sign", KeyId=key_id, Message="bQ==", SigningAlgorithm=algorithm)
            return answers

        once = play(1)
        self.assertEqual(play(1), once)
        self.assertEqual(play(5), once)  # Each connection has a thread of its own.

    def test_making_rsa_keys_holds_up_nobody_else(self):
        key_id = self.kms.create_key()["KeyMetadata"]["KeyId"]
        maker = threading.Thread(target=lambda: [self.create("RSA_4096", "SIGN_VERIFY") for _ in range(4)])
        maker.start()
        meanwhile = 0
        while maker.is_alive():
            self.kms.encrypt(KeyId=key_id, Plaintext=MESSAGE)
            meanwhile += 1
        maker.join()
        # One call between two keys is what a held lock would leave.
        self.assertGreater(meanwhile, 20)


class CommandLine(unittest.TestCase):
    """The AWS CLI for each operation, and openssl for what it gives."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        keytrail = Served()
        keytrail.__enter__()
        self.addCleanup(keytrail.__exit__)
        self.aws = Cli(keytrail)
        self.message = self.file("message", MESSAGE)

    def file(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def kms(self, operation, *arguments):
        return self.aws("kms", operation, *arguments)

    def create(self, spec, usage):
        return self.kms("create-key", "--key-spec", spec, "--key-usage", usage)["KeyMetadata"]["KeyId"]

    def openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout

    def test_sign_and_verify(self):
        for spec, algorithm, options in [
                ("ECC_SECG_P256K1", "ECDSA_SHA_256", ["-sha256"]),
                ("RSA_2048", "RSASSA_PSS_SHA_512",
                 ["-sha512", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"])]:
            key_id = self.create(spec, "SIGN_VERIFY")
            common = ["--key-id", key_id, "--message", f"fileb://{self.message}", "--message-type", "RAW",
                      "--signing-algorithm", algorithm]
            signature = base64.b64decode(self.kms("sign", *common)["Signature"])
            signature_file = self.file("signature", signature)
            self.assertTrue(self.kms("verify", *common, "--signature",
                                     f"fileb://{signature_file}")["SignatureValid"])
            key_file = self.file("key.der", base64.b64decode(
                self.kms("get-public-key", "--key-id", key_id)["PublicKey"]))
            self.assertIn(b"Verified OK", self.openssl(
                "dgst", *options, "-keyform", "DER", "-verify", key_file, "-signature", signature_file,
                self.message))
            self.file("signature", signature[:-1] + bytes([signature[-1] ^ 1]))
            self.assertEqual(
                self.aws.error("kms", "verify", *common, "--signature", f"fileb://{signature_file}"),
                "An error occurred (KMSInvalidSignatureException) when calling the Verify operation:")

    def test_encrypt_with_openssl_and_decrypt_here(self):
        key_id = self.create("RSA_2048", "ENCRYPT_DECRYPT")
        key_file = self.file("key.der", base64.b64decode(
            self.kms("get-public-key", "--key-id", key_id)["PublicKey"]))
        secret = os.path.join(self.folder.name, "secret")
        self.openssl("pkeyutl", "-encrypt", "-in", self.message, "-out", secret, "-inkey", key_file,
                     "-keyform", "DER", "-pubin", "-pkeyopt", "rsa_padding_mode:oaep",
                     "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256")
        opened = self.kms("decrypt", "--key-id", key_id, "--ciphertext-blob", f"fileb://{secret}",
                          "--encryption-algorithm", "RSAES_OAEP_SHA_256")
        self.assertEqual(base64.b64decode(opened["Plaintext"]), MESSAGE)
        self.assertIn("InvalidCiphertextException", self.aws.error(
            "kms", "decrypt", "--key-id", key_id, "--ciphertext-blob", f"fileb://{secret}"))
        again = self.kms("re-encrypt", "--source-key-id", key_id, "--ciphertext-blob", f"fileb://{secret}",
                         "--source-encryption-algorithm", "RSAES_OAEP_SHA_256", "--destination-key-id",
                         self.kms("create-key")["KeyMetadata"]["KeyId"])
        self.assertEqual(again["DestinationEncryptionAlgorithm"], "SYMMETRIC_DEFAULT")

    def test_macs(self):
        key_id = self.create("HMAC_384", "GENERATE_VERIFY_MAC")
        common = ["--key-id", key_id, "--message", f"fileb://{self.message}",
                  "--mac-algorithm", "HMAC_SHA_384"]
        mac = base64.b64decode(self.kms("generate-mac", *common)["Mac"])
        self.assertEqual(len(mac), 48)
        mac_file = self.file("mac", mac)
        self.assertTrue(self.kms("verify-mac", *common, "--mac", f"fileb://{mac_file}")["MacValid"])

    def test_data_key_pairs(self):
        key_id = self.kms("create-key")["KeyMetadata"]["KeyId"]
        made = self.kms("generate-data-key-pair", "--key-id", key_id, "--key-pair-spec", "ECC_NIST_P384")
        private_file = self.file("private.der", base64.b64decode(made["PrivateKeyPlaintext"]))
        public_der = self.openssl("pkey", "-inform", "DER", "-in", private_file, "-pubout", "-outform", "DER")
        self.assertEqual(public_der, base64.b64decode(made["PublicKey"]))
        made = self.kms("generate-data-key-pair-without-plaintext", "--key-id", key_id,
                        "--key-pair-spec", "RSA_2048")
        self.assertNotIn("PrivateKeyPlaintext", made)

    def test_import_a_private_key_that_openssl_made(self):
        key_id = self.kms("create-key", "--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY",
                          "--origin", "EXTERNAL")["KeyMetadata"]["KeyId"]
        pem = self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        private_file = self.file("private.pem", pem)
        material = self.openssl("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in", private_file)
        given = self.kms("get-parameters-for-import", "--key-id", key_id, "--wrapping-algorithm",
                         "RSAES_OAEP_SHA_256", "--wrapping-key-spec", "RSA_2048")
        wrapped = wrap(base64.b64decode(given["PublicKey"]), "RSAES_OAEP_SHA_256", material)
        self.kms("import-key-material", "--key-id", key_id,
                 "--import-token", "fileb://" + self.file("token", base64.b64decode(given["ImportToken"])),
                 "--encrypted-key-material", "fileb://" + self.file("wrapped", wrapped),
                 "--expiration-model", "KEY_MATERIAL_DOES_NOT_EXPIRE")
        public_der = self.openssl("pkey", "-in", private_file, "-pubout", "-outform", "DER")
        shown = self.kms("get-public-key", "--key-id", key_id)
        self.assertEqual(base64.b64decode(shown["PublicKey"]), public_der)
        self.assertEqual(shown["SigningAlgorithms"], ["ECDSA_SHA_256"])


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
