#include "base/text.h"
#include "kms/authorization.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/key_metadata.h"
#include "kms/key_policy.h"
#include "kms/operations/operations.h"
#include "kms/tags.h"

namespace keytrail::kms {
namespace {

constexpr const char* kEncryptDecrypt = "ENCRYPT_DECRYPT";

// First what AWS refuses, then what is not here yet.
Result<KeyKind> read_kind(const Json& input, const std::string& spec_name) {
  const auto older_spec = optional_string(input, "CustomerMasterKeySpec");
  if (older_spec && *older_spec != spec_name) return key_spec_given_twice();
  const auto usage = optional_string(input, "KeyUsage");
  if (!usage && spec_name != kSymmetricDefault) return key_usage_missing();
  const std::optional<KeySpec> spec = find_key_spec(spec_name);
  if (!spec) return key_spec_not_supported("KeySpec", spec_name);
  KeyKind kind{*spec, *find_key_usage(usage.value_or(kEncryptDecrypt))};
  if (!is_compatible(kind.spec, kind.usage)) return key_usage_not_compatible(kind.usage, kind.spec);

  const std::string origin = optional_string(input, "Origin").value_or("AWS_KMS");
  if (origin != "AWS_KMS" && origin != "EXTERNAL") {
    return not_implemented("kms CreateKey Origin " + origin);
  }
  if (origin == "EXTERNAL") kind.origin = Origin::External;
  kind.is_multi_region = optional_bool(input, "MultiRegion").value_or(false);
  return kind;
}

// CloudTrail shows the defaults as if they had been sent.
Json parameters_with_defaults(const Json& input, const std::string& spec) {
  Json parameters = {{"description", string_member(input, "Description")},
                     {"keyUsage", optional_string(input, "KeyUsage").value_or(kEncryptDecrypt)},
                     {"keySpec", spec},
                     {"customerMasterKeySpec", spec},
                     {"origin", optional_string(input, "Origin").value_or("AWS_KMS")},
                     {"bypassPolicyLockoutSafetyCheck",
                      optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)}};
  if (const Json* policy = find_member(input, "Policy")) parameters["policy"] = *policy;
  if (const Json* tags = find_member(input, "Tags")) parameters["tags"] = recorded_tags(*tags);
  if (const Json* multi = find_member(input, "MultiRegion")) parameters["multiRegion"] = *multi;
  return parameters;
}

// Tags at birth need kms:TagResource besides kms:CreateKey; the text names no resource.
Result<void> check_tagging(const State& kms, const Context& context, const std::vector<Tag>& tags) {
  if (tags.empty()) return {};
  Result<void> allowed = authorize_by_identity(kms, context, "TagResource", "*");
  if (!allowed.ok())
    allowed.error().message =
        replace_all(std::move(allowed.error().message), " on resource: *", "");
  return allowed;
}

}  // namespace

Result<Json> create_key(State& kms, Context& context, const Json& input) {
  const std::string spec =
      optional_string(input, "KeySpec")
          .value_or(optional_string(input, "CustomerMasterKeySpec").value_or(kSymmetricDefault));
  context.record.request_parameters = parameters_with_defaults(input, spec);
  KT_TRY(const KeyKind kind, read_kind(input, spec));
  KT_TRY(std::vector<Tag> tags, read_tags(input));
  std::string policy = string_member(input, "Policy");
  if (!policy.empty()) {
    KT_TRY_VOID(
        check_policy(kms, context, policy,
                     optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)));
  }

  KT_TRY_VOID(check_tagging(kms, context, tags));

  Key key = make_key(context, kind);
  key.description = string_member(input, "Description");
  key.policy = std::move(policy);
  key.tags = std::move(tags);
  note_resource(context, key.arn);
  Json metadata = key_metadata(key);
  std::string row_id = key.row_id();
  kms.keys.put(std::move(row_id), std::move(key));
  return Json{{"KeyMetadata", std::move(metadata)}};
}

}  // namespace keytrail::kms
