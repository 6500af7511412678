#include "base/text.h"
#include "kms/authorization.h"
#include "kms/custom_key_stores.h"
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
  for (const Origin known : {Origin::External, Origin::AwsCloudHsm, Origin::ExternalKeyStore}) {
    if (origin == text_of(known)) kind.origin = known;
  }
  kind.is_multi_region = optional_bool(input, "MultiRegion").value_or(false);
  const bool is_in_store =
      kind.origin == Origin::AwsCloudHsm || kind.origin == Origin::ExternalKeyStore;
  if (is_in_store && (kind.spec != KeySpec::SymmetricDefault || kind.is_multi_region)) {
    return only_symmetric_keys_in_custom_key_stores();
  }
  if (!is_in_store) {
    for (const char* member : {"CustomKeyStoreId", "XksKeyId"}) {
      if (find_member(input, member)) return custom_key_store_member_unexpected(member);
    }
  }
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
  if (const Json* store = find_member(input, "CustomKeyStoreId")) {
    parameters["customKeyStoreId"] = *store;
  }
  if (const Json* xks_key = find_member(input, "XksKeyId")) parameters["xksKeyId"] = *xks_key;
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
        check_policy(kms, context, policy, "*",
                     optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)));
  }

  KT_TRY_VOID(check_tagging(kms, context, tags));

  const CustomKeyStore* store = nullptr;
  if (kind.origin == Origin::AwsCloudHsm || kind.origin == Origin::ExternalKeyStore) {
    KT_TRY(store, require_store_for_key(kms, context.scope(), input, kind.origin));
  }
  Key key = make_key(context, kind);
  if (store != nullptr) {
    put_into_store(kms, *store, key);
    key.xks_key_id = string_member(input, "XksKeyId");
  }
  key.description = string_member(input, "Description");
  key.policy = std::move(policy);
  key.tags = std::move(tags);
  note_resource(context, key);
  Json metadata = key_metadata(key);
  std::string row_id = key.row_id();
  kms.keys.put(std::move(row_id), std::move(key));
  return Json{{"KeyMetadata", std::move(metadata)}};
}

}  // namespace keytrail::kms
