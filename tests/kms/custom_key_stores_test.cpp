// Custom key stores: their connection, and what it means for the keys in them.
#include "kms/custom_key_stores.h"

#include <gtest/gtest.h>

#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

using std::chrono::minutes;

struct CustomKeyStores : Kms, ::testing::Test {
  std::string create_store(const std::string& name = "hsm",
                           const std::string& cluster = "cluster-1a23b4cdefg") {
    return must("CreateCustomKeyStore", {{"CustomKeyStoreName", name},
                                         {"CloudHsmClusterId", cluster},
                                         {"TrustAnchorCertificate", "certificate"},
                                         {"KeyStorePassword", "password"}})["CustomKeyStoreId"];
  }
  std::string create_external_store() {
    return must("CreateCustomKeyStore",
                {{"CustomKeyStoreName", "external"},
                 {"CustomKeyStoreType", "EXTERNAL_KEY_STORE"},
                 {"XksProxyUriEndpoint", "https://proxy.example.com"},
                 {"XksProxyUriPath", "/kms/xks/v1"},
                 {"XksProxyConnectivity", "PUBLIC_ENDPOINT"},
                 {"XksProxyAuthenticationCredential",
                  {{"AccessKeyId", "ABCDEFGHIJKLMNOPQRST"},
                   {"RawSecretAccessKey", std::string(43, 'a')}}}})["CustomKeyStoreId"];
  }
  Json described(const std::string& store_id) {
    return must("DescribeCustomKeyStores", {{"CustomKeyStoreId", store_id}})["CustomKeyStores"][0];
  }
  std::string connection(const std::string& store_id) {
    return described(store_id)["ConnectionState"].get<std::string>();
  }
  void connect(const std::string& store_id) {
    must("ConnectCustomKeyStore", {{"CustomKeyStoreId", store_id}});
  }
  void disconnect(const std::string& store_id) {
    must("DisconnectCustomKeyStore", {{"CustomKeyStoreId", store_id}});
  }
  std::string key_in(const std::string& store_id) {
    return create_key({{"Origin", "AWS_CLOUDHSM"}, {"CustomKeyStoreId", store_id}});
  }
  void fault(const std::string& store_id, const std::string& code) {
    with_context(
        [&](Context& context) { EXPECT_TRUE(set_fault(state, context, store_id, code).ok()); });
  }
};

TEST_F(CustomKeyStores, AreDescribedWithoutTheirSecrets) {
  const std::string store_id = create_store();
  EXPECT_TRUE(store_id.starts_with("cks-"));
  EXPECT_EQ(described(store_id), (Json{{"CustomKeyStoreId", store_id},
                                       {"CustomKeyStoreName", "hsm"},
                                       {"CloudHsmClusterId", "cluster-1a23b4cdefg"},
                                       {"TrustAnchorCertificate", "certificate"},
                                       {"ConnectionState", "DISCONNECTED"},
                                       {"CreationDate", millis_of(now)},
                                       {"CustomKeyStoreType", "AWS_CLOUDHSM"}}));
  const Json proxy = described(create_external_store())["XksProxyConfiguration"];
  EXPECT_EQ(proxy, (Json{{"Connectivity", "PUBLIC_ENDPOINT"},
                         {"UriEndpoint", "https://proxy.example.com"},
                         {"UriPath", "/kms/xks/v1"},
                         {"AccessKeyId", "ABCDEFGHIJKLMNOPQRST"}}));
}

TEST_F(CustomKeyStores, KeysInThemWorkWhileTheyAreConnected) {
  const std::string store_id = create_store();
  EXPECT_TRUE(refusal("CreateKey", {{"Origin", "AWS_CLOUDHSM"}, {"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
  connect(store_id);
  const std::string key = key_in(store_id);
  EXPECT_EQ(metadata(key)["CustomKeyStoreId"], store_id);
  EXPECT_EQ(metadata(key)["CloudHsmClusterId"], "cluster-1a23b4cdefg");
  EXPECT_EQ(metadata(key)["Origin"], "AWS_CLOUDHSM");
  const Json blob = sealed(key, "text");
  // Neither names a material, which is the cluster's affair.
  EXPECT_EQ(last_record.additional_event_data,
            (Json{{"customKeyStoreId", store_id}, {"clusterId", "cluster-1a23b4cdefg"}}));
  EXPECT_FALSE(metadata(key).contains("CurrentKeyMaterialId"));
  const std::string disabled = key_in(store_id), waiting = key_in(store_id);
  disable(disabled);
  schedule_deletion(waiting);

  disconnect(store_id);
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", blob}}),
            "KMSInvalidStateException: " + arn_of(key) + " is unavailable.");
  EXPECT_EQ(state_of(disabled), "Unavailable");
  EXPECT_EQ(state_of(waiting), "PendingDeletion");
  must("CancelKeyDeletion", {{"KeyId", waiting}});
  EXPECT_EQ(state_of(waiting), "Unavailable");
  connect(store_id);
  EXPECT_EQ(state_of(waiting), "Disabled");
  EXPECT_EQ(state_of(key), "Enabled");
  EXPECT_EQ(state_of(disabled), "Disabled");
  must("Decrypt", {{"CiphertextBlob", blob}});
}

TEST_F(CustomKeyStores, WhatIsSaidToAnUnavailableKeyCountsOnceItIsBack) {
  const std::string store_id = create_store();
  connect(store_id);
  const std::string key = key_in(store_id);
  disconnect(store_id);
  disable(key);
  EXPECT_EQ(state_of(key), "Unavailable");
  connect(store_id);
  EXPECT_EQ(state_of(key), "Disabled");
}

TEST_F(CustomKeyStores, TakeTheirTimeToConnect) {
  settings.transition_delay = minutes(20);
  const std::string store_id = create_store();
  connect(store_id);
  EXPECT_EQ(connection(store_id), "CONNECTING");
  wait(minutes(20));
  EXPECT_EQ(connection(store_id), "CONNECTED");
  disconnect(store_id);
  EXPECT_EQ(connection(store_id), "DISCONNECTING");
  EXPECT_TRUE(refusal("ConnectCustomKeyStore", {{"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
  wait(minutes(20));
  EXPECT_EQ(connection(store_id), "DISCONNECTED");
}

TEST_F(CustomKeyStores, FailAsTheyAreToldAndMustBeDisconnectedBeforeTheyTryAgain) {
  const std::string store_id = create_store();
  connect(store_id);
  const std::string key = key_in(store_id);
  fault(store_id, "NETWORK_ERRORS");
  EXPECT_EQ(connection(store_id), "FAILED");
  EXPECT_EQ(described(store_id)["ConnectionErrorCode"], "NETWORK_ERRORS");
  EXPECT_EQ(state_of(key), "Unavailable");
  EXPECT_TRUE(refusal("ConnectCustomKeyStore", {{"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
  disconnect(store_id);
  EXPECT_FALSE(described(store_id).contains("ConnectionErrorCode"));
  connect(store_id);
  EXPECT_EQ(connection(store_id), "FAILED");
  disconnect(store_id);
  fault(store_id, "");
  connect(store_id);
  EXPECT_EQ(state_of(key), "Enabled");
}

TEST_F(CustomKeyStores, AreDeletedOnlyEmptyAndDisconnected) {
  const std::string store_id = create_store();
  connect(store_id);
  const std::string key = key_in(store_id);
  EXPECT_TRUE(refusal("DeleteCustomKeyStore", {{"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
  disconnect(store_id);
  EXPECT_TRUE(refusal("DeleteCustomKeyStore", {{"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreHasCMKsException: "));
  schedule_deletion(key);
  wait(std::chrono::days(7));
  must("DeleteCustomKeyStore", {{"CustomKeyStoreId", store_id}});
  EXPECT_TRUE(refusal("DescribeCustomKeyStores", {{"CustomKeyStoreId", store_id}})
                  .starts_with("CustomKeyStoreNotFoundException: "));
}

TEST_F(CustomKeyStores, KeepNamesClustersAndExternalKeysApart) {
  const std::string store_id = create_store();
  const auto create = [&](const char* name, const char* cluster) {
    return refusal("CreateCustomKeyStore", {{"CustomKeyStoreName", name},
                                            {"CloudHsmClusterId", cluster},
                                            {"TrustAnchorCertificate", "certificate"},
                                            {"KeyStorePassword", "password"}});
  };
  EXPECT_TRUE(
      create("hsm", "cluster-2a23b4cdefg").starts_with("CustomKeyStoreNameInUseException: "));
  EXPECT_TRUE(
      create("other", "cluster-1a23b4cdefg").starts_with("CloudHsmClusterInUseException: "));
  const std::string external = create_external_store();
  connect(external);
  const Json input{
      {"Origin", "EXTERNAL_KEY_STORE"}, {"CustomKeyStoreId", external}, {"XksKeyId", "k1"}};
  const std::string key = create_key(input);
  EXPECT_EQ(metadata(key)["XksKeyConfiguration"], (Json{{"Id", "k1"}}));
  EXPECT_TRUE(refusal("CreateKey", input).starts_with("XksKeyAlreadyInUseException: "));
  EXPECT_TRUE(refusal("CreateKey", {{"Origin", "AWS_CLOUDHSM"}, {"CustomKeyStoreId", external}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
  EXPECT_TRUE(
      refusal("CreateKey", {{"Origin", "AWS_CLOUDHSM"}}).starts_with("ValidationException: "));
  // Renaming is always possible, another cluster only while nothing is connected.
  connect(store_id);
  must("UpdateCustomKeyStore",
       {{"CustomKeyStoreId", store_id}, {"NewCustomKeyStoreName", "renamed"}});
  EXPECT_EQ(described(store_id)["CustomKeyStoreName"], "renamed");
  EXPECT_TRUE(refusal("UpdateCustomKeyStore", {{"CustomKeyStoreId", store_id},
                                               {"CloudHsmClusterId", "cluster-3a23b4cdefg"}})
                  .starts_with("CustomKeyStoreInvalidStateException: "));
}

TEST_F(CustomKeyStores, KeysInThemNeitherRotateNorMakePairs) {
  const std::string store_id = create_store();
  connect(store_id);
  const std::string key = key_in(store_id);
  EXPECT_TRUE(refusal("EnableKeyRotation", {{"KeyId", key}})
                  .starts_with("UnsupportedOperationException: "));
  EXPECT_EQ(refusal("RotateKeyOnDemand", {{"KeyId", key}}), "UnsupportedOperationException: ");
  EXPECT_TRUE(refusal("CreateKey", {{"Origin", "AWS_CLOUDHSM"},
                                    {"CustomKeyStoreId", store_id},
                                    {"KeySpec", "RSA_2048"},
                                    {"KeyUsage", "SIGN_VERIFY"}})
                  .starts_with("UnsupportedOperationException: "));
  EXPECT_EQ(refusal("GenerateDataKeyPair", {{"KeyId", key}, {"KeyPairSpec", "ECC_NIST_P256"}}),
            "UnsupportedOperationException: ");
}

}  // namespace
}  // namespace keytrail::kms
