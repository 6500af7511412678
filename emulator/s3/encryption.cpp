#include "s3/encryption.h"

#include "base/text.h"
#include "s3/errors.h"

namespace keytrail::s3 {
namespace {

constexpr const char* kUnderKms = "aws:kms";
constexpr const char* kManagedKey = "alias/aws/s3";

// KMS records such calls as made from inside AWS, or as made by the service that writes.
Result<Json> call_kms(Context& context, const std::string& operation, Json input) {
  const std::string as_service =
      context.caller.is_service() ? context.caller.invoked_by : "AWS Internal";
  Result<Json> result = context.ports.calls.call(as_service, "kms", operation, std::move(input));
  if (!result.ok() && result.error().status != 501) return kms_error(result.error());
  return result;
}

// What the request gives, base64 of a JSON object, and always the object's ARN.
Result<Json> encryption_context(const Json& input, const Object& object) {
  Json pairs = Json::object();
  if (const auto given = optional_string(input, "SSEKMSEncryptionContext")) {
    const std::optional<Bytes> text = from_base64(*given);
    const std::optional<Json> parsed = text ? parse_json(view_of(*text)) : std::nullopt;
    if (!parsed || !parsed->is_object()) return invalid_encryption_context();
    for (const auto& [name, value] : parsed->items()) {
      if (!value.is_string()) return invalid_encryption_context();
    }
    pairs = *parsed;
  }
  pairs["aws:s3:arn"] = object.arn();
  return pairs;
}

}  // namespace

Result<void> seal(Context& context, const Json& input, Object& object) {
  object.kms_key_arn.clear();
  if (string_member(input, "ServerSideEncryption") != kUnderKms) {
    if (find_member(input, "SSEKMSKeyId") != nullptr) return kms_key_without_kms();
    return {};
  }
  KT_TRY(object.encryption_context, encryption_context(input, object));
  KT_TRY(const Json data_key,
         call_kms(context, "GenerateDataKey",
                  {{"KeyId", optional_string(input, "SSEKMSKeyId").value_or(kManagedKey)},
                   {"EncryptionContext", object.encryption_context},
                   {"KeySpec", "AES_256"}}));
  object.kms_key_arn = string_member(data_key, "KeyId");
  object.sealed_key = *blob_member(data_key, "CiphertextBlob");
  return {};
}

Result<void> open(Context& context, const Object& object) {
  if (object.kms_key_arn.empty()) return {};
  const Result<Json> opened = call_kms(context, "Decrypt",
                                       {{"CiphertextBlob", blob(object.sealed_key)},
                                        {"EncryptionContext", object.encryption_context}});
  if (!opened) return opened.error();
  return {};
}

void show_encryption(const Object& object, Json& output) {
  output["ServerSideEncryption"] = object.kms_key_arn.empty() ? "AES256" : kUnderKms;
  if (!object.kms_key_arn.empty()) output["SSEKMSKeyId"] = object.kms_key_arn;
}

}  // namespace keytrail::s3
