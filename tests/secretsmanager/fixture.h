// A Secrets Manager with a KMS that the test can break.
#pragma once

#include "secretsmanager/service.h"
#include "support/harness.h"

namespace keytrail::secretsmanager {

inline const std::string kToken1 = "11111111-1111-4111-8111-111111111111";
inline const std::string kToken2 = "22222222-2222-4222-8222-222222222222";
inline const std::string kToken3 = "33333333-3333-4333-8333-333333333333";
inline const std::string kKeyArn = "arn:aws:kms:us-east-1:123456789012:key/key-1";
inline const std::string kPolicy =
    R"({ "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:*",)"
    R"( "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Resource": "*"}] })";
inline const std::string kMarkedText =
    "You can't perform this operation on the secret because it was marked for deletion.";

// Makes data keys and opens them again under the encryption context they were made with.
class FakeKms {
 public:
  std::optional<ApiError> failure;  // What every call answers while it is set.

  Result<Json> answer(const std::string& operation, const Json& input) {
    if (failure) return *failure;
    if (operation == "GenerateDataKey") {
      const std::string wrapped = "wrapped-" + std::to_string(keys_.size());
      const Bytes plaintext(32, static_cast<std::uint8_t>(keys_.size() + 1));
      keys_[wrapped] = {plaintext, input["EncryptionContext"]};
      return Json{
          {"CiphertextBlob", blob(wrapped)}, {"Plaintext", blob(plaintext)}, {"KeyId", kKeyArn}};
    }
    EXPECT_EQ(operation, "Decrypt");
    const auto key = keys_.find(std::string(view_of(*blob_member(input, "CiphertextBlob"))));
    if (key == keys_.end() || key->second.context != input["EncryptionContext"]) {
      return ApiError{"InvalidCiphertextException", ""};
    }
    return Json{{"Plaintext", blob(key->second.plaintext)}, {"KeyId", kKeyArn}};
  }

 private:
  struct DataKey {
    Bytes plaintext;
    Json context;
  };
  std::map<std::string, DataKey> keys_;
};

class SecretsTest : public ::testing::Test {
 protected:
  SecretsTest() {
    harness.answer_nested_call = [this](const testing::Harness::NestedCall& call) {
      if (call.service == "kms") return kms.answer(call.operation, call.input);
      return this->call(call.operation, call.input);
    };
  }

  Result<Json> call(std::string_view operation, Json input = Json::object()) {
    return harness.call(operations(), state, operation, std::move(input));
  }
  // The call must succeed.
  Json ok(std::string_view operation, Json input = Json::object()) {
    Result<Json> result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << " " << result.error().message;
    return Json::object();
  }
  void expect_error(std::string_view operation, Json input, std::string_view code,
                    std::string_view message) {
    const Result<Json> result = call(operation, std::move(input));
    ASSERT_FALSE(result.ok()) << operation << " succeeded: " << to_text(result.value());
    EXPECT_EQ(result.error().code, code) << operation;
    EXPECT_EQ(result.error().message, message) << operation;
    EXPECT_EQ(result.error().status, 400) << operation;
  }
  Json create(const std::string& name = "db", const std::string& value = "hunter2-plaintext") {
    return ok("CreateSecret",
              {{"Name", name}, {"ClientRequestToken", kToken1}, {"SecretString", value}});
  }
  Json put(const std::string& token, const std::string& value, Json stages = nullptr) {
    return ok("PutSecretValue", {{"SecretId", "db"},
                                 {"ClientRequestToken", token},
                                 {"SecretString", value},
                                 {"VersionStages", std::move(stages)}});
  }
  Json stages_of(const std::string& secret_id) {
    return ok("DescribeSecret", {{"SecretId", secret_id}})["VersionIdsToStages"];
  }
  void advance(Duration by) { harness.advance(timers(), state, by); }
  std::vector<std::string> nested_operations() const {
    std::vector<std::string> names;
    for (const auto& nested : harness.nested_calls) names.push_back(nested.operation);
    return names;
  }
  std::vector<std::string> event_names() const {
    std::vector<std::string> names;
    for (const auto& [scope, event] : harness.service_events) names.push_back(event.event_name);
    return names;
  }

  testing::Harness harness;
  FakeKms kms;
  State state;
};

}  // namespace keytrail::secretsmanager
