// The state table, cell by cell, against tests/data/key_states.csv: the rules alone for all
// operations and states, and the handlers for those that exist.
#include "kms/key_state_rules.h"

#include <map>

#include "base/text.h"
#include "kms/errors.h"
#include "kms/fixture.h"
#include "kms/key_state_table.h"

namespace keytrail::kms {
namespace {

constexpr const char* kArn = "arn:aws:kms:us-east-1:123456789012:key/id";

KeyState state_named(std::string_view name) {
  for (std::size_t i = 0; i < kKeyStateCount; ++i) {
    if (text_of(static_cast<KeyState>(i)) == name) return static_cast<KeyState>(i);
  }
  ADD_FAILURE() << "no state " << name;
  return KeyState::Enabled;
}

const KeyStateRule* rule_named(std::string_view name) {
  for (const KeyStateRule& rule : key_state_rules()) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

Key key_in(KeyState state, Origin origin) {
  Key key;
  key.arn = kArn;
  key.state = state;
  key.origin = origin;
  return key;
}

// "Code: text", "Code" without a text, or "ok".
std::string verdict(const KeyStateRule& rule, const Key& key) {
  const Result<void> result = check_key_state(rule.operation, key);
  if (result.ok()) return "ok";
  const ApiError& error = result.error();
  return error.message.empty() ? error.code : error.code + ": " + error.message;
}

// The first error of a cell is ours, with the placeholders filled in.
std::string first_error(const Cell& cell, Origin origin) {
  std::string error = cell.errors.substr(0, cell.errors.find('|'));
  error = replace_all(std::move(error), "<key ARN>", kArn);
  return replace_all(std::move(error), "<Origin>", std::string(text_of(origin)));
}

bool judges_the_material_itself(const Cell& cell) {
  return cell.operation == "RotateKeyOnDemand" || cell.operation == "ListKeyRotations";
}
// "conditional" and "ok" cells that depend on where the material comes from.
bool wants_external(const Cell& cell) {
  return cell.operation == "GetParametersForImport" || cell.operation == "ImportKeyMaterial" ||
         cell.operation == "DeleteImportedKeyMaterial";
}
bool wants_aws_kms(const Cell& cell) {
  return cell.operation.ends_with("KeyRotation") || cell.operation == "GetKeyRotationStatus";
}
bool is_about_rotation(const Cell& cell) {
  return wants_aws_kms(cell) || judges_the_material_itself(cell);
}

TEST(KeyStateRules, HaveARowForEachOperationOfTheTableAndAreAskedOnlyOfThose) {
  std::set<std::string> named;
  for (const Cell& cell : cells()) {
    named.insert(cell.operation);
    EXPECT_NE(rule_named(cell.operation), nullptr) << cell.operation;
  }
  EXPECT_EQ(named.size(), key_state_rules().size());
  EXPECT_EQ(cells().size(), key_state_rules().size() * kKeyStateCount);
}

TEST(KeyStateRules, AgreeWithTheTableInEachCell) {
  int checked = 0;
  for (const Cell& cell : cells()) {
    SCOPED_TRACE(cell.operation + " in " + cell.state);
    const KeyStateRule* rule = rule_named(cell.operation);
    ASSERT_NE(rule, nullptr);
    const KeyState state = state_named(cell.state);
    const std::string own = verdict(*rule, key_in(state, Origin::AwsKms));
    const std::string external = verdict(*rule, key_in(state, Origin::External));
    const std::string origin_error =
        "UnsupportedOperationException: " + std::string(kArn) + " origin is ";
    ++checked;

    if (cell.result == "na") {
      // No key gets there, but for HMAC and asymmetric keys that wait for material.
      const std::string pending =
          "KMSInvalidStateException: " + std::string(kArn) + " is pending import.";
      EXPECT_EQ(own, cell.state == "PendingImport" ? pending : "UnsupportedOperationException");
    } else if (judges_the_material_itself(cell) && cell.result == "conditional") {
      EXPECT_EQ(own, "ok");
      EXPECT_EQ(external, "ok");
    } else if (wants_external(cell) && cell.result != "fail") {
      EXPECT_EQ(external, "ok");
      EXPECT_EQ(own, origin_error + "AWS_KMS which is not valid for this operation.");
    } else if (wants_aws_kms(cell) && cell.result == "conditional") {
      EXPECT_EQ(own, "ok");
      EXPECT_EQ(external, origin_error + "EXTERNAL which is not valid for this operation.");
    } else if (cell.result == "ok" || cell.result == "conditional") {
      // UpdateAlias: the key in hand is the new target, which must not wait for its deletion.
      EXPECT_EQ(own, cell.result == "ok" ? "ok" : first_error(cell, Origin::AwsKms));
    } else if (cell.errors.find("origin is EXTERNAL") != std::string::npos) {
      EXPECT_EQ(external, first_error(cell, Origin::External));
    } else {
      ASSERT_EQ(cell.result, "fail");
      EXPECT_EQ(own, first_error(cell, Origin::AwsKms));
    }
  }
  EXPECT_EQ(checked, 352);
}

// What each operation needs besides a key, so that nothing but the state can refuse it.
Json input_for(Kms& kms, const std::string& operation, const std::string& key_id,
               const Json& ciphertext, const Json& import) {
  Json input{{"KeyId", key_id}};
  if (operation == "CreateAlias" || operation == "UpdateAlias") {
    return {{"AliasName", operation == "CreateAlias" ? "alias/new" : "alias/other"},
            {"TargetKeyId", key_id}};
  }
  if (operation == "DeleteAlias") return {{"AliasName", "alias/own"}};
  if (operation == "Encrypt") input["Plaintext"] = blob("text");
  if (operation == "Decrypt") return {{"CiphertextBlob", ciphertext}};
  if (operation == "ReEncrypt") {
    return {{"CiphertextBlob", ciphertext}, {"DestinationKeyId", key_id}};
  }
  if (operation.starts_with("GenerateDataKeyPair")) {
    input["KeyPairSpec"] = "ECC_NIST_P256";
  } else if (operation.starts_with("GenerateDataKey")) {
    input["KeySpec"] = "AES_256";
  }
  if (operation == "Sign" || operation == "Verify") {
    input["Message"] = blob("text");
    input["SigningAlgorithm"] = "ECDSA_SHA_256";
  }
  if (operation == "Verify") input["Signature"] = kms.must("Sign", input)["Signature"];
  if (operation.ends_with("Mac")) {
    input["Message"] = blob("text");
    input["MacAlgorithm"] = "HMAC_SHA_256";
  }
  if (operation == "VerifyMac") input["Mac"] = kms.must("GenerateMac", input)["Mac"];
  if (operation == "DeriveSharedSecret") {
    input["KeyAgreementAlgorithm"] = "ECDH";
    input["PublicKey"] = kms.must("GetPublicKey", {{"KeyId", key_id}})["PublicKey"];
  }
  if (operation == "GetParametersForImport") {
    input["WrappingAlgorithm"] = "RSAES_OAEP_SHA_256";
    input["WrappingKeySpec"] = "RSA_2048";
  }
  if (operation == "ImportKeyMaterial") return import;
  if (operation == "PutKeyPolicy") {
    input["Policy"] = kms.must("GetKeyPolicy", {{"KeyId", key_id}})["Policy"];
  }
  if (operation == "ReplicateKey") input["ReplicaRegion"] = "eu-west-1";
  if (operation == "UpdatePrimaryRegion") input["PrimaryRegion"] = "us-east-1";
  if (operation.ends_with("Grant")) {
    input["GranteePrincipal"] = "arn:aws:iam::123456789012:user/alice";
    input["Operations"] = {"DescribeKey"};
    if (operation == "CreateGrant") return input;
    return {{"KeyId", key_id}, {"GrantId", kms.must("CreateGrant", input)["GrantId"]}};
  }
  if (operation == "TagResource") input["Tags"] = {{{"TagKey", "a"}, {"TagValue", "b"}}};
  if (operation == "UntagResource") input["TagKeys"] = {"a"};
  if (operation == "UpdateKeyDescription") input["Description"] = "text";
  return input;
}

// The key that an operation works with, of those below.
struct Subjects {
  std::string symmetric, own, shared, signing, agreeing, authenticating;

  const std::string& of(const Cell& cell) const {
    const std::string& operation = cell.operation;
    // Keys of KMS's own rotate; they never wait for material.
    if (is_about_rotation(cell) && cell.state != "PendingImport") return own;
    if (operation == "ReplicateKey" || operation == "UpdatePrimaryRegion") return shared;
    if (operation.ends_with("Mac")) return authenticating;
    if (operation == "DeriveSharedSecret") return agreeing;
    const bool is_signing =
        operation == "Sign" || operation == "Verify" || operation == "GetPublicKey";
    return is_signing ? signing : symmetric;
  }
};

// EXTERNAL where only such a key can be in every state a single-Region key knows.
TEST(KeyStateRules, HoldOverTheHandlersWithTheArnWhateverTheCallerGave) {
  std::set<std::string, std::less<>> implemented;
  for (const auto& row : operations()) implemented.emplace(row.name);
  Kms kms;
  const Subjects subjects{kms.create_external_key(),
                          kms.create_key(),
                          kms.create_key({{"MultiRegion", true}}),
                          kms.create_key_of("ECC_NIST_P256", "SIGN_VERIFY"),
                          kms.create_key_of("ECC_NIST_P256", "KEY_AGREEMENT"),
                          kms.create_key_of("HMAC_256", "GENERATE_VERIFY_MAC")};
  const std::string& symmetric = subjects.symmetric;
  const Json import = kms.import_input(symmetric, Bytes(32, 7));
  kms.must("ImportKeyMaterial", import);
  kms.must("CreateAlias", {{"AliasName", "alias/own"}, {"TargetKeyId", symmetric}});
  kms.must("CreateAlias", {{"AliasName", "alias/other"}, {"TargetKeyId", kms.create_key()}});
  const Json ciphertext = kms.sealed(symmetric, "secret");

  int checked = 0;
  for (const Cell& cell : cells()) {
    if (!implemented.contains(cell.operation) || cell.result == "na") continue;
    if (cell.operation == "GetParametersForImport" && cell.result != "fail") continue;  // Slow.
    SCOPED_TRACE(cell.operation + " in " + cell.state);
    const std::string& id = subjects.of(cell);
    const std::string row = kms.caller.scope.id(id);
    const Key key_before = *kms.state.keys.find(row);
    const Alias own_before = *kms.state.aliases.find(kms.caller.scope.id("alias/own"));
    const Json input = input_for(kms, cell.operation, id, ciphertext, import);
    kms.force_state(id, state_named(cell.state));
    const std::string got = kms.refusal(cell.operation, input);
    ++checked;
    std::string expected = "ok";
    if (is_about_rotation(cell)) {
      if (cell.result == "fail") expected = first_error(cell, Origin::External);
      if (expected == "UnsupportedOperationException") expected += ": ";
      expected = replace_all(std::move(expected), kArn, kms.arn_of(id));
    } else if (wants_external(cell) && cell.state == "Unavailable") {
      // No EXTERNAL key can be there; the table speaks of keys in a key store.
    } else if (cell.result == "fail" || cell.result == "conditional") {
      if (!wants_external(cell) || cell.result == "fail") {
        expected = replace_all(first_error(cell, Origin::External), kArn, kms.arn_of(id));
      }
    }
    EXPECT_EQ(got, expected);

    kms.state.keys.put(row, key_before);
    kms.state.aliases.put(kms.caller.scope.id("alias/own"), own_before);
    kms.state.aliases.erase(kms.caller.scope.id("alias/new"));
  }
  EXPECT_GT(checked, 180);
}

}  // namespace
}  // namespace keytrail::kms
