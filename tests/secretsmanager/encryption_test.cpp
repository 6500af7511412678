// Values are sealed under KMS: which calls that takes, what their failures look like, and that no
// value shows anywhere else.
#include "base/text.h"
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

class Encryption : public SecretsTest {
 protected:
  Json context_of(std::size_t call) const {
    return harness.nested_calls.at(call).input["EncryptionContext"];
  }
};

TEST_F(Encryption, ValueTravelsUnderTheVersionsEncryptionContext) {
  const Json secret = create();
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "hunter2-plaintext");
  ASSERT_EQ(nested_operations(), (std::vector<std::string>{"GenerateDataKey", "Decrypt"}));
  const auto& made = harness.nested_calls[0];
  EXPECT_EQ(made.as_service, "secretsmanager.amazonaws.com");
  EXPECT_EQ(made.service, "kms");
  EXPECT_EQ(made.input["KeyId"], "alias/aws/secretsmanager");
  EXPECT_EQ(made.input["KeySpec"], "AES_256");
  EXPECT_EQ(context_of(0), (Json{{"SecretARN", secret["ARN"]}, {"SecretVersionId", kToken1}}));
  EXPECT_EQ(context_of(1), context_of(0));
}

TEST_F(Encryption, OwnKeyIsTriedFirstAndNamedByItsArn) {
  harness.key_arns["alias/mine"] = kKeyArn;
  const Json secret = ok("CreateSecret", {{"Name", "db"},
                                          {"KmsKeyId", "alias/mine"},
                                          {"ClientRequestToken", kToken1},
                                          {"SecretBinary", blob("raw")}});
  ASSERT_EQ(nested_operations(),
            (std::vector<std::string>{"GenerateDataKey", "Decrypt", "GenerateDataKey"}));
  EXPECT_EQ(context_of(0), (Json{{"SecretARN", secret["ARN"]},
                                 {"SecretVersionId", "RequestToValidateKeyAccess"}}));
  EXPECT_EQ(context_of(1), context_of(0));
  EXPECT_EQ(harness.nested_calls[2].input["KeyId"], kKeyArn);
  EXPECT_EQ(*blob_member(ok("GetSecretValue", {{"SecretId", "db"}}), "SecretBinary"),
            bytes_of("raw"));
  EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}})["KmsKeyId"], "alias/mine");
  const Json versions = ok("ListSecretVersionIds", {{"SecretId", "db"}})["Versions"];
  EXPECT_EQ(versions[0]["KmsKeyIds"], Json::array({kKeyArn}));
}

TEST_F(Encryption, ManagedKeyByAnyNameIsNoKeyOfItsOwn) {
  ok("CreateSecret", {{"Name", "db"}, {"KmsKeyId", "alias/aws/secretsmanager"}});
  EXPECT_TRUE(harness.nested_calls.empty());
  EXPECT_FALSE(ok("DescribeSecret", {{"SecretId", "db"}}).contains("KmsKeyId"));
}

TEST_F(Encryption, ChangedKeySealsTheLabelledVersionsAnew) {
  create();
  put(kToken2, "second");
  put(kToken3, "third", {"blue"});
  harness.nested_calls.clear();
  ok("UpdateSecret", {{"SecretId", "db"}, {"KmsKeyId", kKeyArn}});
  EXPECT_EQ(nested_operations(),
            (std::vector<std::string>{"GenerateDataKey", "Decrypt", "Decrypt", "GenerateDataKey",
                                      "Decrypt", "GenerateDataKey"}));
  const std::map<std::string, std::string> keys{
      {kToken1, kKeyArn}, {kToken2, kKeyArn}, {kToken3, "DefaultEncryptionKey"}};
  const Json listed = ok("ListSecretVersionIds", {{"SecretId", "db"}});
  ASSERT_EQ(listed["Versions"].size(), 3u);
  for (const Json& version : listed["Versions"]) {
    EXPECT_EQ(version["KmsKeyIds"][0], keys.at(version["VersionId"]));
  }
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "second");
  EXPECT_EQ(
      ok("GetSecretValue", {{"SecretId", "db"}, {"VersionStage", "AWSPREVIOUS"}})["SecretString"],
      "hunter2-plaintext");
}

TEST_F(Encryption, UnusableKeyIsToldInTheWordsOfKms) {
  create();
  const Json read{{"SecretId", "db"}};
  const Json write{{"SecretId", "db"}, {"ClientRequestToken", kToken2}, {"SecretString", "new"}};
  const struct {
    const char* name;
    ApiError kms;
    const char* operation;
    Json input;
    const char* code;
    std::string begin, end;
  } rows[] = {
      {"disabled, reading",
       {"DisabledException", kKeyArn + " is disabled."},
       "GetSecretValue",
       read,
       "DecryptionFailure",
       "Secrets Manager can't decrypt the secret value: " + kKeyArn +
           " is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; "
           "Request ID: ",
       "; Proxy: null)"},
      {"pending deletion, reading",
       {"KMSInvalidStateException", kKeyArn + " is pending deletion."},
       "GetSecretValue",
       read,
       "DecryptionFailure",
       "Secrets Manager can't decrypt the secret value: " + kKeyArn +
           " is pending deletion. (Service: AWSKMS; Status Code: 400; Error Code: "
           "KMSInvalidStateException; Request ID: ",
       "; Proxy: null)"},
      {"gone, reading",
       {"NotFoundException", "Key '" + kKeyArn + "' does not exist"},
       "GetSecretValue",
       read,
       "DecryptionFailure",
       "Secrets Manager can't decrypt the secret value: Key '" + kKeyArn +
           "' does not exist (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; "
           "Request ID: ",
       "; Proxy: null)"},
      {"disabled, writing",
       {"DisabledException", kKeyArn + " is disabled."},
       "PutSecretValue",
       write,
       "EncryptionFailure",
       "Secrets Manager can't encrypt the secret value: " + kKeyArn +
           " is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; "
           "Request ID: ",
       "; Proxy: null)"},
      {"not allowed, reading",
       {"AccessDeniedException", "User: x is not authorized"},
       "GetSecretValue",
       read,
       "AccessDeniedException",
       "Access to KMS is not allowed",
       ""},
      {"not allowed, writing",
       {"AccessDeniedException", "User: x is not authorized"},
       "UpdateSecret",
       write,
       "AccessDeniedException",
       "Access to KMS is not allowed",
       ""},
  };
  const std::optional<std::string> stored = state.secrets.row(state.secrets.rows().begin()->first);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    kms.failure = row.kms;
    const Result<Json> result = call(row.operation, row.input);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, row.code);
    EXPECT_TRUE(result.error().message.starts_with(row.begin)) << result.error().message;
    EXPECT_TRUE(result.error().message.ends_with(row.end)) << result.error().message;
    EXPECT_EQ(state.secrets.row(state.secrets.rows().begin()->first), stored);
  }
}

TEST_F(Encryption, UnusableKeyLeavesNoSecretBehind) {
  kms.failure = ApiError{"DisabledException", kKeyArn + " is disabled."};
  EXPECT_FALSE(call("CreateSecret", {{"Name", "db"}, {"KmsKeyId", kKeyArn}}).ok());
  EXPECT_TRUE(state.secrets.empty());
}

TEST_F(Encryption, MetadataNeedsNoKms) {
  create();
  harness.nested_calls.clear();
  kms.failure = ApiError{"DisabledException", kKeyArn + " is disabled."};
  ok("DescribeSecret", {{"SecretId", "db"}});
  ok("ListSecrets");
  ok("ListSecretVersionIds", {{"SecretId", "db"}});
  ok("UpdateSecret", {{"SecretId", "db"}, {"Description", "new"}});
  ok("DeleteSecret", {{"SecretId", "db"}});
  expect_error("GetSecretValue", {{"SecretId", "db"}}, "InvalidRequestException", kMarkedText);
  EXPECT_TRUE(harness.nested_calls.empty());
}

TEST_F(Encryption, ValueOfOneVersionDoesNotOpenAsAnother) {
  create();
  put(kToken2, "second");
  Secret* secret = state.secrets.edit(harness.caller.scope.id("db"));
  std::swap(secret->versions[kToken1].value, secret->versions[kToken2].value);
  const ApiError error = call("GetSecretValue", {{"SecretId", "db"}}).error();
  EXPECT_EQ(error.code, "DecryptionFailure");
  EXPECT_TRUE(error.message.starts_with("Secrets Manager can't decrypt the secret value: null ("));
}

TEST_F(Encryption, ValueOpensAfterBeingStoredAndLoaded) {
  create();
  put(kToken2, "second");
  ok("DeleteSecret", {{"SecretId", "db"}});
  const std::string id = harness.caller.scope.id("db");
  const std::string row = *state.secrets.row(id);
  state.secrets.clear();
  state.secrets.load(id, *parse_json(row));
  EXPECT_EQ(*state.secrets.row(id), row);
  ok("RestoreSecret", {{"SecretId", "db"}});
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "second");
}

TEST_F(Encryption, DamagedRowIsAFaultOfTheServiceNotOfTheProcess) {
  create();
  const std::string id = harness.caller.scope.id("db");
  const Secret intact = *state.secrets.find(id);
  SealedValue& value = state.secrets.edit(id)->versions[kToken1].value;
  value.nonce.pop_back();
  EXPECT_EQ(call("GetSecretValue", {{"SecretId", "db"}}).error().code, "InternalServiceError");
  value = intact.versions.at(kToken1).value;
  value.bytes = to_base64(std::string_view("not what was sealed"));
  EXPECT_EQ(call("GetSecretValue", {{"SecretId", "db"}}).error().status, 500);
}

TEST_F(Encryption, ValueIsNowhereButInTheReply) {
  create();
  put(kToken2, "second-plaintext");
  ok("UpdateSecret",
     {{"SecretId", "db"}, {"ClientRequestToken", kToken3}, {"SecretString", "third-plaintext"}});
  ok("GetSecretValue", {{"SecretId", "db"}});
  std::string traces = *state.secrets.row(state.secrets.rows().begin()->first);
  if (harness.last_record.response_elements) {
    traces += to_text(*harness.last_record.response_elements);
  }
  traces += to_text(harness.last_record.additional_event_data);
  traces += harness.timeline.take();
  for (const auto& nested : harness.nested_calls) traces += nested.input.dump();
  for (const char* value : {"hunter2-plaintext", "second-plaintext", "third-plaintext"}) {
    EXPECT_EQ(traces.find(value), traces.npos);
    EXPECT_EQ(traces.find(to_base64(std::string_view(value))), traces.npos);
  }
}

TEST_F(Encryption, EveryCallThatCarriesAValueKeepsItOutOfItsRecord) {
  for (const auto& row : operations()) {
    const bool carries = row.name == "CreateSecret" || row.name == "PutSecretValue" ||
                         row.name == "UpdateSecret" || row.name == "GetSecretValue";
    const std::vector<std::string_view> value{"SecretString", "SecretBinary"};
    if (carries) {
      EXPECT_EQ(row.unlogged, value) << row.name;
    }
  }
}

}  // namespace
}  // namespace keytrail::secretsmanager
