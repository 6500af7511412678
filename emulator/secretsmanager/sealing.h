// A secret's value is sealed with a data key of its own that KMS makes and wraps, as the caller and
// under the encryption context of the version (user guide, "Secret encryption and decryption"). So
// reading a value needs the KMS key alive and a record of the Decrypt call is written each time.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

struct SecretValue {
  bool is_binary = false;
  Bytes bytes;

  bool operator==(const SecretValue&) const = default;
};

// The value in SecretString or SecretBinary, if there is one. Both are an error.
Result<std::optional<SecretValue>> secret_value_of(const Json& input);
// Adds SecretString or SecretBinary.
void show_value(Json& output, const SecretValue& value);

// Which version of which secret a value belongs to: the encryption context.
struct ValuePlace {
  std::string secret_arn;
  std::string version_id;
};

// `key_id` as in Secret::kms_key_id.
Result<SealedValue> seal(Context& context, const std::optional<std::string>& key_id,
                         const ValuePlace& place, const SecretValue& value);
Result<SecretValue> unseal(Context& context, const ValuePlace& place, const SealedValue& sealed);
// Whether the caller may use the key that a secret is to be given: a data key made and opened, and
// thrown away.
Result<void> check_key_access(Context& context, const std::optional<std::string>& key_id,
                              const std::string& secret_arn);

// The KmsKeyId of a request in the form a secret keeps: none for every name of the managed key.
std::optional<std::string> kms_key_id_of(const Json& input);

}  // namespace keytrail::secretsmanager
