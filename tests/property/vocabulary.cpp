#include "property/vocabulary.h"

namespace keytrail::testing {

void Player::step() {
  switch (draw(10)) {
    case 0:
    case 1:
    case 2:
      return step_kms();
    case 3:
      return draw(3) == 0 ? step_key_stores() : step_kms_lives();
    case 4:
      return step_logs();
    case 5:
      return step_alarms();
    case 6:
      return step_secrets();
    default:
      return step_clock();
  }
}

void Player::step_kms() {
  switch (draw(15)) {
    case 0: {
      const std::pair<const char*, const char*> kinds[] = {{"SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"},
                                                           {"ECC_NIST_P256", "SIGN_VERIFY"},
                                                           {"HMAC_256", "GENERATE_VERIFY_MAC"}};
      const auto& [spec, usage] = kinds[draw(10) < 8 ? 0 : 1 + draw(2)];
      const Json made =
          call("kms", "CreateKey",
               {{"Description", name("key")}, {"KeySpec", spec}, {"KeyUsage", usage}});
      if (made.is_object()) keys_.push_back(made["KeyMetadata"]["KeyId"].get<std::string>());
      return;
    }
    case 1:
      call("kms", "DisableKey", {{"KeyId", key()}});
      return;
    case 2:
      call("kms", "EnableKey", {{"KeyId", key()}});
      return;
    case 3:
      call("kms", "ScheduleKeyDeletion",
           {{"KeyId", key()}, {"PendingWindowInDays", one_of<int>({6, 7, 10, 30})}});
      return;
    case 4:
      call("kms", "CancelKeyDeletion", {{"KeyId", key()}});
      return;
    case 5:
      call("kms", "CreateAlias", {{"AliasName", "alias/" + name("alias")}, {"TargetKeyId", key()}});
      return;
    case 6:
      call("kms", "DeleteAlias", {{"AliasName", "alias/" + name("alias")}});
      return;
    case 7:
      call("kms", "GenerateDataKey", {{"KeyId", key()}, {"KeySpec", "AES_256"}});
      return;
    case 8: {
      const Json blob = sealed_.empty() ? Json("AAAA") : one_of(sealed_);
      call("kms", "Decrypt", {{"CiphertextBlob", blob}});
      return;
    }
    case 9:
      call("kms", "DescribeKey", {{"KeyId", key()}});
      return;
    case 10:
      call("kms", "Sign",
           {{"KeyId", key()},
            {"Message", to_base64(name("text"))},
            {"SigningAlgorithm", "ECDSA_SHA_256"}});
      return;
    case 11:
      call("kms", "GenerateMac",
           {{"KeyId", key()},
            {"Message", to_base64(name("text"))},
            {"MacAlgorithm", "HMAC_SHA_256"}});
      return;
    case 12:
      call("kms", "GenerateDataKeyPair",
           {{"KeyId", key()},
            {"KeyPairSpec", one_of<std::string>({"ECC_NIST_EDWARDS25519", "ECC_NIST_P384"})}});
      return;
    default: {
      const Json made =
          call("kms", "Encrypt", {{"KeyId", key()}, {"Plaintext", to_base64(name("text"))}});
      if (made.is_object()) sealed_.push_back(made["CiphertextBlob"]);
    }
  }
}

// What changes a key for long: rotation, relatives in other Regions, grants, tags.
void Player::step_kms_lives() {
  switch (draw(8)) {
    case 0: {
      const Json made = call("kms", "CreateKey", {{"MultiRegion", true}});
      if (made.is_object()) keys_.push_back(made["KeyMetadata"]["KeyId"].get<std::string>());
      return;
    }
    case 1:
      call("kms", "ReplicateKey",
           {{"KeyId", key()}, {"ReplicaRegion", one_of<std::string>({"eu-west-1", "ap-south-1"})}});
      return;
    case 2:
      call("kms", "UpdatePrimaryRegion", {{"KeyId", key()}, {"PrimaryRegion", "eu-west-1"}});
      return;
    case 3:
      call("kms", "EnableKeyRotation", {{"KeyId", key()}, {"RotationPeriodInDays", 90}});
      return;
    case 4:
      call("kms", "RotateKeyOnDemand", {{"KeyId", key()}});
      return;
    case 5: {
      const Json made = call("kms", "CreateGrant",
                             {{"KeyId", key()},
                              {"GranteePrincipal", "arn:aws:iam::123456789012:user/alice"},
                              {"Operations", {"Decrypt"}}});
      if (made.is_object() && draw(2) == 0) {
        call("kms", "RetireGrant", {{"GrantToken", made["GrantToken"]}});
      }
      return;
    }
    case 6:
      call("kms", "TagResource",
           {{"KeyId", key()}, {"Tags", {{{"TagKey", name("tag")}, {"TagValue", name("value")}}}}});
      return;
    default:
      call("kms", "ListKeyRotations", {{"KeyId", key()}});
  }
}

void Player::step_key_stores() {
  if (stores_.empty()) {
    const Json made = call("kms", "CreateCustomKeyStore",
                           {{"CustomKeyStoreName", "store"},
                            {"CloudHsmClusterId", "cluster-2a34b5cdefg"},
                            {"TrustAnchorCertificate", "certificate"},
                            {"KeyStorePassword", "password"}});
    stores_.push_back(made["CustomKeyStoreId"].get<std::string>());
  }
  const std::string& store = stores_.front();
  switch (draw(6)) {
    case 0:
      call("kms", "DisconnectCustomKeyStore", {{"CustomKeyStoreId", store}});
      return;
    case 1: {
      const bool fails = draw(2) == 0;
      (void)aws_->set_custom_key_store_fault(store, fails ? "NETWORK_ERRORS" : "");
      return;
    }
    case 2:
    case 3: {
      const Json made =
          call("kms", "CreateKey", {{"Origin", "AWS_CLOUDHSM"}, {"CustomKeyStoreId", store}});
      if (made.is_object()) keys_.push_back(made["KeyMetadata"]["KeyId"].get<std::string>());
      return;
    }
    default:
      call("kms", "ConnectCustomKeyStore", {{"CustomKeyStoreId", store}});
  }
}

void Player::step_logs() {
  switch (draw(12)) {
    case 0:
      call("logs", "CreateLogGroup", {{"logGroupName", name("group")}});
      return;
    case 1:
      call("logs", "DeleteLogGroup", {{"logGroupName", "group-" + std::to_string(1 + draw(2))}});
      return;
    case 2:
      call("logs", "CreateLogStream",
           {{"logGroupName", name("group")}, {"logStreamName", name("stream")}});
      return;
    case 3:
      call(
          "logs", "PutLogEvents",
          {{"logGroupName", name("group")},
           {"logStreamName", name("stream")},
           {"logEvents",
            {{{"timestamp", millis_of(aws_->clock().read().now)}, {"message", name("message")}}}}});
      return;
    case 4:
      call("logs", "PutRetentionPolicy", {{"logGroupName", name("group")}, {"retentionInDays", 1}});
      return;
    case 5:
      call("logs", "PutMetricFilter", filter_input(name("filter")));
      return;
    case 6:
      call("logs", "DeleteMetricFilter",
           {{"logGroupName", "group-0"}, {"filterName", name("filter")}});
      return;
    case 7: {
      // Pages, so that cursors are part of what is compared.
      Json input = {{"logGroupName", "group-0"}, {"limit", 5}};
      for (int page = 0; page < 3; ++page) {
        const Json found = call("logs", "FilterLogEvents", input);
        if (!found.is_object() || !found.contains("nextToken")) return;
        input["nextToken"] = found["nextToken"];
      }
      return;
    }
    case 8:
      call("logs", "AssociateKmsKey",
           {{"logGroupName", name("group")},
            {"kmsKeyId", "arn:aws:kms:us-east-1:123456789012:key/" + key()}});
      return;
    case 9:
      call("logs", "DisassociateKmsKey", {{"logGroupName", name("group")}});
      return;
    case 10:
      call("cloudtrail", one_of<std::string>({"StopLogging", "StartLogging"}),
           {{"Name", name("trail")}});
      return;
    default: {
      Json input = {{"MaxResults", 5}};
      const Json found = call("cloudtrail", "LookupEvents", input);
      if (!found.is_object() || !found.contains("NextToken")) return;
      input["NextToken"] = found["NextToken"];
      call("cloudtrail", "LookupEvents", input);
    }
  }
}

void Player::step_alarms() {
  switch (draw(10)) {
    case 0:
      call("cloudwatch", "PutMetricAlarm", alarm_input(name("alarm"), topic_arn(name("topic"))));
      return;
    case 1:
      call("cloudwatch", "DeleteAlarms", {{"AlarmNames", {name("alarm")}}});
      return;
    case 2:
      call("cloudwatch", "SetAlarmState",
           {{"AlarmName", name("alarm")},
            {"StateValue", one_of<std::string>({"OK", "ALARM", "INSUFFICIENT_DATA"})},
            {"StateReason", "drill"}});
      return;
    case 3:
      call("cloudwatch", one_of<std::string>({"DisableAlarmActions", "EnableAlarmActions"}),
           {{"AlarmNames", {name("alarm")}}});
      return;
    case 4:
      call("cloudwatch", "PutMetricData",
           {{"Namespace", "CloudTrailLogMetrics"},
            {"MetricData",
             {{{"MetricName", "KMSErrorCount"}, {"Value", static_cast<double>(draw(3))}}}}});
      return;
    case 5:
      call("cloudwatch", "DescribeAlarmHistory", {{"AlarmName", name("alarm")}, {"MaxRecords", 3}});
      return;
    case 6:
      call("sns", "CreateTopic", {{"Name", name("topic")}});
      return;
    case 7:
      call("sns", "DeleteTopic", {{"TopicArn", topic_arn(name("topic"))}});
      return;
    case 8:
      call("sns", "Publish", {{"TopicArn", topic_arn(name("topic"))}, {"Message", "m"}});
      return;
    default:
      call("sns", "Subscribe",
           {{"TopicArn", topic_arn(name("topic"))},
            {"Protocol", "email"},
            {"Endpoint", name("user") + "@example.com"}});
      confirm();
  }
}

void Player::step_secrets() {
  const std::string token = "11111111-2222-4333-8444-00000000000" + std::to_string(draw(10));
  const Json secret = {{"SecretId", name("secret")}};
  switch (draw(6)) {
    case 0:
    case 1:
      call("secretsmanager", "CreateSecret",
           {{"Name", name("secret")},
            {"SecretString", name("value")},
            {"ClientRequestToken", token}});
      return;
    case 2:
      call("secretsmanager", "PutSecretValue",
           {{"SecretId", name("secret")},
            {"SecretString", name("value")},
            {"ClientRequestToken", token}});
      return;
    case 3:
      call("secretsmanager", "DeleteSecret",
           {{"SecretId", name("secret")}, {"RecoveryWindowInDays", 7}});
      return;
    case 4:
      call("secretsmanager", "RestoreSecret", secret);
      return;
    default:
      call("secretsmanager", "GetSecretValue", secret);
      return;
  }
}

void Player::step_clock() {
  using namespace std::chrono_literals;
  if (draw(20) == 0) {
    aws_->clear_inbox();
    log_.push_back("inbox cleared");
    return;
  }
  const Duration by = one_of<Duration>({0ms, 1ms, 1s, 30s, 60s, 60s, 61s, 5min, 1h, 24h, 24h * 7});
  // What is due at this instant already would count for the move, unless a restart ran it before.
  aws_->clock().advance(0ms);
  const ClockMove move = aws_->clock().advance(by);
  std::string line = "advance " + keytrail::to_text(by) + " to " + to_rfc3339_millis(move.now);
  for (const auto& [kind, count] : move.ran) line += ", " + kind + " " + std::to_string(count);
  log_.push_back(std::move(line));
}

}  // namespace keytrail::testing
