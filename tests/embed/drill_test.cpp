// The drill of the contract, in process: the three ways in which something that is still used goes
// away, each noticed days before it is gone for good.
#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/rsa.h"
#include "support/chain.h"
#include "support/harness.h"

namespace keytrail {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using testing::Chain;
using testing::error_of;
using testing::kFoo;

const std::string kAlarmMail = "ALARM: \"errors\" in US East (N. Virginia)";

TEST(Drill, NoticesTheUseOfAKeyThatIsGoingToBeDeleted) {
  Emulator aws(testing::fixed_options());
  Chain chain(aws);
  const Json key = chain.call("kms", "CreateKey", {{"Description", "CMK For S3"}})["KeyMetadata"];
  const std::string arn = key["Arn"].get<std::string>();
  const Json encrypt = {{"KeyId", arn}, {"Plaintext", kFoo}};
  const Json sealed = chain.call("kms", "Encrypt", encrypt);

  // As long as nothing fails, all is quiet.
  aws.clock().advance(minutes(5));
  EXPECT_EQ(chain.alarm_state(), "OK");
  EXPECT_TRUE(chain.alarm_subjects().empty());

  chain.call("kms", "DisableKey", {{"KeyId", arn}});
  EXPECT_EQ(error_of(chain.try_call("kms", "Encrypt", encrypt)),
            "DisabledException: " + arn + " is disabled.");
  chain.call("kms", "ScheduleKeyDeletion", {{"KeyId", arn}, {"PendingWindowInDays", 10}});
  EXPECT_EQ(error_of(chain.try_call("kms", "Encrypt", encrypt)),
            "KMSInvalidStateException: " + arn + " is pending deletion.");
  const Json statistics = chain.call("cloudwatch", "GetMetricStatistics",
                                     {{"Namespace", "CloudTrailLogMetrics"},
                                      {"MetricName", "KMSErrorCount"},
                                      {"StartTime", "2026-01-01T00:05:00Z"},
                                      {"EndTime", "2026-01-01T00:06:00Z"},
                                      {"Period", 60},
                                      {"Statistics", {"Sum"}}});
  ASSERT_EQ(statistics["Datapoints"].size(), 1u);
  EXPECT_EQ(statistics["Datapoints"][0]["Sum"], 2.0);

  aws.clock().advance(minutes(1));
  EXPECT_EQ(chain.alarm_state(), "ALARM");
  EXPECT_EQ(chain.alarm_subjects(), std::vector{kAlarmMail});

  const std::vector<Json> records = chain.records("Encrypt");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0]["errorCode"], "KMSInvalidStateException");
  EXPECT_EQ(records[0]["errorMessage"], arn + " is pending deletion.");
  EXPECT_EQ(records[1]["errorCode"], "DisabledException");
  EXPECT_EQ(records[1]["errorMessage"], arn + " is disabled.");
  EXPECT_FALSE(records[2].contains("errorCode"));
  EXPECT_FALSE(records[2].contains("errorMessage"));

  // No further error: back to OK three minutes after the minute of the datapoint, without a mail.
  aws.clock().advance(minutes(2));
  EXPECT_EQ(chain.alarm_state(), "ALARM");
  aws.clock().advance(minutes(1));
  EXPECT_EQ(chain.alarm_state(), "OK");
  EXPECT_EQ(chain.alarm_subjects().size(), 1u);

  // Until the last minute the deletion can be cancelled; then the key is gone.
  aws.clock().advance(days(10) - minutes(4) - Duration(1));
  EXPECT_EQ(chain.call("kms", "DescribeKey", {{"KeyId", arn}})["KeyMetadata"]["KeyState"],
            "PendingDeletion");
  aws.clock().advance(Duration(1));
  EXPECT_EQ(chain.records("DeleteKey").size(), 1u);
  const std::string gone = error_of(chain.try_call("kms", "DescribeKey", {{"KeyId", arn}}));
  EXPECT_EQ(gone, "NotFoundException: Key '" + arn + "' does not exist");
  const CallResult decrypted =
      chain.try_call("kms", "Decrypt", {{"CiphertextBlob", sealed["CiphertextBlob"]}});
  ASSERT_FALSE(decrypted.ok());
  EXPECT_EQ(decrypted.error->code, "NotFoundException");
}

TEST(Drill, NoticesTheUseOfASecretThatIsGoingToBeDeleted) {
  Emulator aws(testing::fixed_options());
  Chain chain(aws, {}, R"({ $.eventSource = secretsmanager.amazonaws.com && $.errorCode = "*" })");
  chain.call("secretsmanager", "CreateSecret", testing::secret_input("hunter2"));
  EXPECT_EQ(chain.call("secretsmanager", "GetSecretValue", {{"SecretId", "db"}})["SecretString"],
            "hunter2");
  aws.clock().advance(minutes(1));
  EXPECT_TRUE(chain.alarm_subjects().empty());

  chain.call("secretsmanager", "DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
  const CallResult refused =
      chain.try_call("secretsmanager", "GetSecretValue", {{"SecretId", "db"}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error->code, "InvalidRequestException");
  EXPECT_NE(refused.error->message.find("marked for deletion"), std::string::npos);
  aws.clock().advance(minutes(1));
  EXPECT_EQ(chain.alarm_subjects(), std::vector{kAlarmMail});

  aws.clock().advance(days(7));
  const CallResult gone = chain.try_call("secretsmanager", "GetSecretValue", {{"SecretId", "db"}});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error->code, "ResourceNotFoundException");
}

TEST(Drill, NoticesTheUseOfAKeyWhoseImportedMaterialIsGone) {
  Emulator aws(testing::fixed_options());
  Chain chain(aws);
  const Json key = chain.call("kms", "CreateKey", {{"Origin", "EXTERNAL"}})["KeyMetadata"];
  const Json key_id = key["KeyId"];
  const std::string arn = key["Arn"].get<std::string>();
  const auto import = [&] {
    const Json parameters = chain.call("kms", "GetParametersForImport",
                                       {{"KeyId", key_id},
                                        {"WrappingAlgorithm", "RSAES_OAEP_SHA_256"},
                                        {"WrappingKeySpec", "RSA_2048"}});
    testing::FixedRandom random;
    const Bytes wrapped =
        *crypto::oaep_encrypt(*from_base64(parameters["PublicKey"].get<std::string>()),
                              crypto::Hash::Sha256, Bytes(32, 0x42), random);
    chain.call("kms", "ImportKeyMaterial",
               {{"KeyId", key_id},
                {"ImportToken", parameters["ImportToken"]},
                {"EncryptedKeyMaterial", to_base64(wrapped)},
                {"ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE"}});
  };
  import();
  const Json encrypt = {{"KeyId", key_id}, {"Plaintext", kFoo}};
  const Json decrypt = {
      {"CiphertextBlob", chain.call("kms", "Encrypt", encrypt)["CiphertextBlob"]}};
  aws.clock().advance(minutes(1));
  EXPECT_TRUE(chain.alarm_subjects().empty());

  chain.call("kms", "DeleteImportedKeyMaterial", {{"KeyId", key_id}});
  EXPECT_EQ(error_of(chain.try_call("kms", "Decrypt", decrypt)),
            "KMSInvalidStateException: " + arn + " is pending import.");
  aws.clock().advance(minutes(1));
  EXPECT_EQ(chain.alarm_subjects(), std::vector{kAlarmMail});

  // Unlike a deleted key, it comes back with the same material.
  import();
  EXPECT_EQ(chain.call("kms", "Decrypt", decrypt)["Plaintext"], kFoo);
}

}  // namespace
}  // namespace keytrail
