// The life of keys against a model of it: whatever is called in whatever order while time passes,
// each key is in the state that the KMS guide says, its relatives know of it what they should, and
// what was encrypted in one Region is decrypted in each where the key can be used.
#include <gtest/gtest.h>

#include <random>

#include "kms/fixture.h"
#include "kms/import_token.h"
#include "kms/key_material.h"
#include "kms/key_model.h"
#include "kms/key_state_table.h"

namespace keytrail::kms {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr int kLifeSteps = 400;
constexpr int kFills = 4;

struct Circumstances {
  bool is_external;
  Duration transition_delay;
  std::uint64_t seed;
};

Bytes filled_with(int fill) { return Bytes(32, static_cast<std::uint8_t>(fill)); }

class KeyLife : public Kms, public ::testing::TestWithParam<Circumstances> {
 protected:
  KeyLife() : chance_(GetParam().seed), model_(now, GetParam().transition_delay) {
    settings.transition_delay = GetParam().transition_delay;
  }

  void play() {
    for (int i = 0; i < kLifeSteps; ++i) {
      if (model_.keys().empty()) begin_family();
      step();
      pass_time();
      compare();
      if (HasFatalFailure() || HasNonfatalFailure()) {
        FAIL() << "seed " << GetParam().seed << ", the last of:\n" << story_;
      }
    }
  }

 private:
  int draw(int below) { return static_cast<int>(chance_() % static_cast<unsigned>(below)); }
  std::string any_region() {
    static const char* const kRegions[] = {"us-east-1", "eu-west-1", "ap-south-1"};
    return kRegions[draw(3)];
  }
  // Most often one where the key lives.
  std::string region() {
    if (model_.keys().empty() || draw(10) == 0) return any_region();
    return std::next(model_.keys().begin(), draw(static_cast<int>(model_.keys().size())))->first;
  }
  void go_to(const std::string& place) { caller.scope.region = place; }

  void begin_family() {
    go_to(any_region());
    id_ = create_key(
        {{"MultiRegion", true}, {"Origin", GetParam().is_external ? "EXTERNAL" : "AWS_KMS"}});
    model_.begin(caller.scope.region, GetParam().is_external);
    blobs_.clear();
    note("CreateKey");
  }

  void note(const std::string& what) {
    story_ += to_rfc3339_millis(now) + " " + caller.scope.region + " " + what + "\n";
  }
  // Calls, and expects what the model expects: "ok" or an error's code.
  void expect(const std::string& operation, Json input, const std::string& expected) {
    note(operation + " " + to_text(input).substr(0, 200) + " -> " + expected);
    input["KeyId"] = id_;
    const std::string got = refusal(operation, std::move(input));
    EXPECT_EQ(got.substr(0, got.find(':')), expected) << operation << ": " << got;
  }

  void step() {
    const std::string here = draw(3) == 0 ? model_.primary() : region();
    go_to(here);
    const int chance = draw(100);
    if (chance < 12) return expect("EnableKey", Json::object(), model_.enable(here));
    if (chance < 17) return expect("DisableKey", Json::object(), model_.disable(here));
    if (chance < 19) {
      const int window = 7 + draw(24);
      return expect("ScheduleKeyDeletion", {{"PendingWindowInDays", window}},
                    model_.schedule_deletion(here, days(window)));
    }
    if (chance < 28) {
      return expect("CancelKeyDeletion", Json::object(), model_.cancel_deletion(here));
    }
    if (chance < 40) {
      const std::string there = any_region();
      return expect("ReplicateKey", {{"ReplicaRegion", there}}, model_.replicate(here, there));
    }
    if (chance < 52) {
      const std::string there = region();
      return expect("UpdatePrimaryRegion", {{"PrimaryRegion", there}},
                    model_.move_primary(here, there));
    }
    if (chance < 58) {
      return expect("RotateKeyOnDemand", Json::object(), model_.rotate_on_demand(here));
    }
    if (chance < 64) return step_cryptography(here);
    if (chance < 68) return step_aside(here);
    return GetParam().is_external ? step_material(here) : step_schedule(here);
  }

  void step_cryptography(const std::string& here) {
    const Json input{{"KeyId", id_}, {"Plaintext", blob("text")}};
    const std::string expected = model_.use(here);
    expect("Encrypt", input, expected);
    if (expected == "ok") blobs_.push_back(sealed(id_, "text"));
  }

  // Operations that move no key into another state: the table says what they answer.
  void step_aside(const std::string& here) {
    const std::pair<const char*, Json> operations[] = {
        {"GenerateDataKey", {{"KeySpec", "AES_256"}}},
        {"GenerateDataKeyWithoutPlaintext", {{"KeySpec", "AES_128"}}},
        {"GenerateDataKeyPair", {{"KeyPairSpec", "ECC_NIST_P256"}}},
        {"CreateGrant",
         {{"GranteePrincipal", "arn:aws:iam::123456789012:user/alice"},
          {"Operations", {"Decrypt"}}}},
        {"TagResource", {{"Tags", {{{"TagKey", "a"}, {"TagValue", "b"}}}}}},
        {"UntagResource", {{"TagKeys", {"a"}}}},
        {"UpdateKeyDescription", {{"Description", "text"}}},
        {"GetKeyPolicy", Json::object()},
        {"GetKeyLastUsage", Json::object()},
        {"ListGrants", Json::object()},
        {"ListAliases", Json::object()},
        {"ListResourceTags", Json::object()},
    };
    const auto& [operation, input] = operations[draw(static_cast<int>(std::size(operations)))];
    expect(operation, input, verdict_of(operation, here));
  }
  std::string verdict_of(const std::string& operation, const std::string& here) const {
    const auto found = model_.keys().find(here);
    if (found == model_.keys().end()) return "NotFoundException";
    const auto cell = std::ranges::find_if(cells(), [&](const Cell& row) {
      return row.operation == operation && row.state == found->second.state;
    });
    return cell->result == "ok" ? "ok" : cell->errors.substr(0, cell->errors.find(':'));
  }

  void step_schedule(const std::string& here) {
    // Most often it is left to come to its end.
    if (draw(12) != 0) {
      wait(days(draw(10)));
      return model_.advance_to(now);
    }
    if (draw(3) == 0)
      return expect("DisableKeyRotation", Json::object(), model_.disable_rotation(here));
    const int period = 90 + draw(10);
    expect("EnableKeyRotation", {{"RotationPeriodInDays", period}},
           model_.enable_rotation(here, days(period)));
  }

  void step_material(std::string here) {
    for (const auto& [place, key] : model_.keys()) {
      if (model_.lacking(place) != 0 && draw(2) == 0) here = place;
    }
    go_to(here);
    int fill = 1 + draw(kFills);
    if (draw(8) == 0) {
      const bool is_named = draw(2) == 0;
      Json input = Json::object();
      if (is_named) input["KeyMaterialId"] = material_id_of(id_, filled_with(fill));
      return expect("DeleteImportedKeyMaterial", input,
                    model_.delete_material(here, is_named ? fill : 0));
    }
    int type = draw(3);
    // Most often what is lacking.
    if (const int lacking = model_.lacking(here); lacking != 0 && draw(4) != 0) {
      fill = lacking;
      type = 0;
    }
    Json input = wrapped(fill);
    if (type != 0) input["ImportType"] = type == 1 ? "NEW_KEY_MATERIAL" : "EXISTING_KEY_MATERIAL";
    std::optional<Instant> valid_to;
    if (draw(5) == 0) {
      valid_to = now + days(draw(2) * draw(40)) + milliseconds(1 + draw(5000000));
      input["ExpirationModel"] = "KEY_MATERIAL_EXPIRES";
      input["ValidTo"] = millis_of(*valid_to);
    }
    expect("ImportKeyMaterial", input,
           model_.import_material(here, fill, static_cast<KeyModel::ImportType>(type), valid_to));
  }

  // As GetParametersForImport would have it, without a new RSA key each time.
  Json wrapped(int fill) {
    static const crypto::KeyPair pair = [] {
      keytrail::testing::FixedRandom key_random;
      return crypto::generate_key_pair(key_random, crypto::KeyPairKind::Rsa2048);
    }();
    constexpr const char* kAlgorithm = "RSAES_OAEP_SHA_256";
    Json input{{"ImportToken", blob("none")},
               {"EncryptedKeyMaterial", blob(wrap(pair.public_key, kAlgorithm, filled_with(fill)))},
               {"ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE"}};
    if (const Key* key = state.keys.find(caller.scope.id(id_))) {
      const ImportToken token{find_wrapping_algorithm(kAlgorithm), now + kImportTokenLifetime,
                              pair.private_key};
      input["ImportToken"] = blob(seal_import_token(*key, token, random));
    }
    return input;
  }

  // Never a round time, so that no two things are due at once.
  void pass_time() {
    Duration by = milliseconds(1 + draw(1000000));
    if (draw(8) == 0) by += days(draw(15));
    wait(by);
    model_.advance_to(now);
  }

  void compare() {
    for (const char* place : {"us-east-1", "eu-west-1", "ap-south-1"}) {
      go_to(place);
      const auto found = model_.keys().find(place);
      if (found == model_.keys().end()) {
        EXPECT_EQ(refusal("DescribeKey", {{"KeyId", id_}}).substr(0, 17), "NotFoundException")
            << place;
        continue;
      }
      compare_key(place, found->second);
    }
  }

  void compare_key(const std::string& place, const KeyModel::Key& expected) {
    const Json told = metadata(id_);
    EXPECT_EQ(told["KeyState"], expected.state) << place;
    EXPECT_EQ(told["Enabled"], expected.state == "Enabled") << place;
    EXPECT_EQ(told.contains("DeletionDate"), expected.deletion_at.has_value()) << place;
    if (told.contains("DeletionDate") && expected.deletion_at) {
      EXPECT_EQ(told["DeletionDate"], millis_of(*expected.deletion_at)) << place;
    }
    const Json& relatives = told["MultiRegionConfiguration"];
    EXPECT_EQ(relatives["PrimaryKey"]["Region"], model_.primary()) << place;
    EXPECT_EQ(relatives["ReplicaKeys"].size(), model_.keys().size() - 1) << place;
    const Json rotations = must("ListKeyRotations", {{"KeyId", id_}})["Rotations"];
    EXPECT_EQ(rotations.size(), static_cast<std::size_t>(model_.rotations())) << place;
    // Whatever was encrypted anywhere is decrypted here, if anything is.
    if (blobs_.empty()) return;
    const Json blob = blobs_[static_cast<std::size_t>(draw(static_cast<int>(blobs_.size())))];
    const std::string got = refusal("Decrypt", {{"CiphertextBlob", blob}});
    EXPECT_EQ(got.substr(0, got.find(':')), model_.use(place)) << place << ": " << got;
  }

  std::mt19937_64 chance_;
  KeyModel model_;
  std::string id_;
  std::vector<Json> blobs_;
  std::string story_;
};

TEST_P(KeyLife, IsAsTheGuideTellsIt) { play(); }

std::vector<Circumstances> circumstances() {
  std::vector<Circumstances> all;
  for (const bool is_external : {false, true}) {
    for (const Duration delay : {Duration(0), Duration(hours(2))}) {
      for (std::uint64_t seed = 1; seed <= 6; ++seed) all.push_back({is_external, delay, seed});
    }
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Seeds, KeyLife, ::testing::ValuesIn(circumstances()));

}  // namespace
}  // namespace keytrail::kms
