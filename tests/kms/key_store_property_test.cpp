// The life of a custom key store and its keys against a model of it: whatever is called and fails
// in whatever order while time passes, keys are Unavailable exactly while their store is not
// connected.
#include <gtest/gtest.h>

#include <random>

#include "kms/custom_key_stores.h"
#include "kms/fixture.h"
#include "kms/key_state_table.h"

namespace keytrail::kms {
namespace {

constexpr int kStoreSteps = 300;
constexpr const char* kInvalidState = "CustomKeyStoreInvalidStateException";

// One store, by the KMS guide ("Connection states" and "Key states"). Knows nothing of the
// emulator.
class StoreModel {
 public:
  struct Key {
    bool is_disabled = false;
    std::optional<Instant> deletion_at;
  };

  StoreModel(Instant now, Duration delay) : now_(now), delay_(delay) {}

  const std::string& connection() const { return connection_; }
  const std::map<std::string, Key>& keys() const { return keys_; }
  std::string state_of(const std::string& id) const {
    const Key& key = keys_.at(id);
    if (key.deletion_at) return "PendingDeletion";
    if (!is_here_) return "Unavailable";
    return key.is_disabled ? "Disabled" : "Enabled";
  }

  std::string connect() {
    if (connection_ == "FAILED" || connection_ == "DISCONNECTING") return kInvalidState;
    if (connection_ == "DISCONNECTED") begin("CONNECTING");
    return "ok";
  }
  std::string disconnect() {
    if (connection_ == "DISCONNECTED" || connection_ == "DISCONNECTING") return kInvalidState;
    is_here_ = false;
    begin("DISCONNECTING");
    return "ok";
  }
  void fail(bool fails) {
    fails_ = fails;
    if (!fails || connection_ != "CONNECTED") return;
    connection_ = "FAILED";
    is_here_ = false;
  }
  std::string may_create() const { return connection_ == "CONNECTED" ? "ok" : kInvalidState; }
  void create(const std::string& id) { keys_[id]; }
  void change(const std::string& operation, const std::string& id, int window) {
    Key& key = keys_.at(id);
    if (operation == "EnableKey") key.is_disabled = false;
    if (operation == "DisableKey" || operation == "CancelKeyDeletion") key.is_disabled = true;
    if (operation == "CancelKeyDeletion") key.deletion_at.reset();
    if (operation == "ScheduleKeyDeletion") key.deletion_at = now_ + std::chrono::days(window);
  }
  void advance_to(Instant now) {
    now_ = now;
    if (settles_at_ && *settles_at_ <= now_) settle();
    std::erase_if(keys_, [&](const auto& entry) {
      return entry.second.deletion_at && *entry.second.deletion_at <= now_;
    });
  }

 private:
  void begin(const std::string& connection) {
    connection_ = connection;
    settles_at_ = now_ + delay_;
    if (delay_ == Duration::zero()) settle();
  }
  void settle() {
    settles_at_.reset();
    connection_ = connection_ == "DISCONNECTING" ? "DISCONNECTED" : fails_ ? "FAILED" : "CONNECTED";
    is_here_ = connection_ == "CONNECTED";
  }

  Instant now_;
  Duration delay_;
  std::string connection_ = "DISCONNECTED";
  bool is_here_ = false;
  bool fails_ = false;
  std::optional<Instant> settles_at_;
  std::map<std::string, Key> keys_;
};

struct StoreCircumstances {
  Duration transition_delay;
  std::uint64_t seed;
};

class KeyStoreLife : public Kms, public ::testing::TestWithParam<StoreCircumstances> {
 protected:
  KeyStoreLife() : chance_(GetParam().seed), model_(now, GetParam().transition_delay) {
    settings.transition_delay = GetParam().transition_delay;
    store_ = must("CreateCustomKeyStore", {{"CustomKeyStoreName", "store"},
                                           {"CloudHsmClusterId", "cluster-2a34b5cdefg"},
                                           {"TrustAnchorCertificate", "certificate"},
                                           {"KeyStorePassword", "password"}})["CustomKeyStoreId"];
  }

  int draw(int below) { return static_cast<int>(chance_() % static_cast<unsigned>(below)); }

  void step() {
    switch (draw(8)) {
      case 0:
      case 1:
        return expect("ConnectCustomKeyStore", of_store(), model_.connect());
      case 2:
        return expect("DisconnectCustomKeyStore", of_store(), model_.disconnect());
      case 3: {
        const bool fails = draw(2) == 0;
        with_context([&](Context& context) {
          EXPECT_TRUE(set_fault(state, context, store_, fails ? "NETWORK_ERRORS" : "").ok());
        });
        return model_.fail(fails);
      }
      case 4:
        return create();
      default:
        return use();
    }
  }

  void create() {
    const Result<Json> made =
        run("CreateKey", {{"Origin", "AWS_CLOUDHSM"}, {"CustomKeyStoreId", store_}});
    EXPECT_EQ(made.ok() ? "ok" : made.error().code, model_.may_create());
    if (made.ok()) model_.create(made.value()["KeyMetadata"]["KeyId"].get<std::string>());
  }

  // An operation on a key: the table says what it answers.
  void use() {
    if (model_.keys().empty()) return;
    const std::pair<const char*, Json> operations[] = {
        {"EnableKey", Json::object()},
        {"DisableKey", Json::object()},
        {"CancelKeyDeletion", Json::object()},
        {"ScheduleKeyDeletion", {{"PendingWindowInDays", 7}}},
        {"Encrypt", {{"Plaintext", blob("text")}}},
        {"GenerateDataKey", {{"KeySpec", "AES_256"}}},
        {"UpdateKeyDescription", {{"Description", "text"}}},
    };
    auto [operation, input] = operations[draw(static_cast<int>(std::size(operations)))];
    const std::string id =
        std::next(model_.keys().begin(), draw(static_cast<int>(model_.keys().size())))->first;
    const auto cell = std::ranges::find_if(cells(), [&](const Cell& row) {
      return row.operation == operation && row.state == model_.state_of(id);
    });
    const bool is_ok = cell->result == "ok";
    input["KeyId"] = id;
    expect(operation, input, is_ok ? "ok" : cell->errors.substr(0, cell->errors.find(':')));
    if (is_ok) model_.change(operation, id, 7);
  }

  Json of_store() const { return {{"CustomKeyStoreId", store_}}; }
  void expect(const std::string& operation, const Json& input, const std::string& expected) {
    const std::string got = refusal(operation, input);
    EXPECT_EQ(got.substr(0, got.find(':')), expected) << operation << ": " << got;
  }

  // Never a round time, so that no two things are due at once.
  void pass_time() {
    wait(std::chrono::milliseconds(1 + draw(20'000'000)));
    model_.advance_to(now);
  }

  void compare() {
    const Json shown = must("DescribeCustomKeyStores", of_store())["CustomKeyStores"][0];
    EXPECT_EQ(shown["ConnectionState"], model_.connection());
    EXPECT_EQ(shown.contains("ConnectionErrorCode"), model_.connection() == "FAILED");
    EXPECT_EQ(must("ListKeys", {{"Limit", 1000}})["Keys"].size(), model_.keys().size());
    for (const auto& [id, key] : model_.keys()) EXPECT_EQ(state_of(id), model_.state_of(id));
  }

  std::mt19937_64 chance_;
  StoreModel model_;
  std::string store_;
};

TEST_P(KeyStoreLife, IsAsTheGuideTellsIt) {
  for (int i = 0; i < kStoreSteps && !HasFailure(); ++i) {
    step();
    pass_time();
    compare();
  }
  EXPECT_FALSE(HasFailure()) << "seed " << GetParam().seed;
}

std::vector<StoreCircumstances> store_circumstances() {
  std::vector<StoreCircumstances> all;
  for (const Duration delay : {Duration(0), Duration(std::chrono::hours(2))}) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) all.push_back({delay, seed});
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Seeds, KeyStoreLife, ::testing::ValuesIn(store_circumstances()));

}  // namespace
}  // namespace keytrail::kms
