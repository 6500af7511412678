#include "kms/request_conditions.h"

#include "base/text.h"
#include "kms/key_metadata.h"
#include "kms/key_spec.h"

namespace keytrail::kms {
namespace {

// Condition keys that are one parameter of the request.
struct ParameterKey {
  const char* condition;
  std::string_view member;
};
constexpr ParameterKey kParameterKeys[] = {
    {"kms:BypassPolicyLockoutSafetyCheck", "BypassPolicyLockoutSafetyCheck"},
    {"kms:DataKeyPairSpec", "KeyPairSpec"},
    {"kms:EncryptionAlgorithm", "EncryptionAlgorithm"},
    {"kms:ExpirationModel", "ExpirationModel"},
    {"kms:GrantOperations", "Operations"},
    {"kms:GranteePrincipal", "GranteePrincipal"},
    {"kms:KeyAgreementAlgorithm", "KeyAgreementAlgorithm"},
    {"kms:MacAlgorithm", "MacAlgorithm"},
    {"kms:MessageType", "MessageType"},
    {"kms:PrimaryRegion", "PrimaryRegion"},
    {"kms:ReplicaRegion", "ReplicaRegion"},
    {"kms:RetiringPrincipal", "RetiringPrincipal"},
    {"kms:RotationPeriodInDays", "RotationPeriodInDays"},
    {"kms:ScheduleKeyDeletionPendingWindowInDays", "PendingWindowInDays"},
    {"kms:SigningAlgorithm", "SigningAlgorithm"},
    {"kms:WrappingAlgorithm", "WrappingAlgorithm"},
    {"kms:WrappingKeySpec", "WrappingKeySpec"},
};
// Condition keys that are a property of the key, or of the key to be made.
struct PropertyKey {
  const char* condition;
  std::string_view member;     // Of KeyMetadata.
  std::string_view parameter;  // Of CreateKey.
};
constexpr PropertyKey kPropertyKeys[] = {
    {"kms:KeySpec", "KeySpec", "KeySpec"},
    {"kms:KeyUsage", "KeyUsage", "KeyUsage"},
    {"kms:KeyOrigin", "Origin", "Origin"},
    {"kms:MultiRegion", "MultiRegion", "MultiRegion"},
};

std::string text_of_scalar(const Json& value) {
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

std::vector<std::string> texts_of(const Json& value) {
  if (!value.is_array()) return {text_of_scalar(value)};
  std::vector<std::string> texts;
  for (const Json& item : value) texts.push_back(text_of_scalar(item));
  return texts;
}

bool uses_encryption_algorithm(std::string_view operation) {
  return operation == "Encrypt" || operation == "Decrypt" || operation.starts_with("ReEncrypt") ||
         operation.starts_with("GenerateDataKey");
}

// "secretsmanager.amazonaws.com" calls in a region as "secretsmanager.us-east-1.amazonaws.com".
std::string via_service(const Caller& caller) {
  const std::string& service = caller.invoked_by;
  const std::size_t dot = service.find('.');
  if (dot == std::string::npos) return service;
  return service.substr(0, dot + 1) + caller.scope.region + service.substr(dot);
}

class Collector {
 public:
  Collector(const State& kms, const Context& context, std::string_view operation, const Key* key)
      : kms_(kms), context_(context), input_(*context.input), operation_(operation), key_(key) {}

  ConditionValues collect() {
    const Caller& caller = context_.caller;
    // A service that calls for itself has no account of the customer's and goes through no other.
    if (!caller.is_aws_itself()) {
      add("kms:CallerAccount", caller.identity.account_id);
      if (caller.is_service()) add("kms:ViaService", via_service(caller));
    }
    for (const auto& [condition, member] : kParameterKeys) {
      if (const Json* value = find_member(input_, member)) {
        values_.emplace_back(condition, texts_of(*value));
      }
    }
    add_defaults();
    add_properties();
    add_encryption_context();
    add_grant();
    add_aliases();
    add_tags();
    return std::move(values_);
  }

 private:
  void add(std::string name, std::string value) {
    values_.emplace_back(std::move(name), std::vector<std::string>{std::move(value)});
  }

  // What a request that says nothing asks for.
  void add_defaults() {
    if (uses_encryption_algorithm(operation_) && !find_member(input_, "EncryptionAlgorithm")) {
      add("kms:EncryptionAlgorithm", kSymmetricDefault);
    }
    if (operation_ == "ScheduleKeyDeletion" && !find_member(input_, "PendingWindowInDays")) {
      add("kms:ScheduleKeyDeletionPendingWindowInDays", "30");
    }
    const bool has_lockout_check =
        operation_ == "CreateKey" || operation_ == "PutKeyPolicy" || operation_ == "ReplicateKey";
    if (has_lockout_check && !find_member(input_, "BypassPolicyLockoutSafetyCheck")) {
      add("kms:BypassPolicyLockoutSafetyCheck", "false");
    }
  }

  void add_properties() {
    const Json properties = key_ != nullptr ? key_metadata(*key_) : input_;
    for (const PropertyKey& row : kPropertyKeys) {
      const Json* value = find_member(properties, key_ != nullptr ? row.member : row.parameter);
      if (value != nullptr) values_.emplace_back(row.condition, texts_of(*value));
    }
    if (const Json* multi = find_member(properties, "MultiRegionConfiguration")) {
      add("kms:MultiRegionKeyType", string_member(*multi, "MultiRegionKeyType"));
    }
  }

  void add_encryption_context() {
    const Json* pairs = encryption_context_of(input_, operation_);
    if (pairs == nullptr) return;
    std::vector<std::string> names;
    for (const auto& [name, value] : pairs->items()) {
      add("kms:EncryptionContext:" + name, text_of_scalar(value));
      names.push_back(name);
    }
    values_.emplace_back("kms:EncryptionContextKeys", std::move(names));
  }

  void add_grant() {
    if (operation_ == "CreateGrant") {
      if (const Json* constraints = find_member(input_, "Constraints")) {
        for (const char* type : {"EncryptionContextEquals", "EncryptionContextSubset"}) {
          if (find_member(*constraints, type)) add("kms:GrantConstraintType", type);
        }
      }
    }
    if (operation_.ends_with("Grant") || operation_ == "ListGrants") {
      add("kms:GrantIsForAWSResource", context_.caller.is_service() ? "true" : "false");
    }
  }

  void add_aliases() {
    const std::string member = operation_ == "ReEncryptFrom" ? "SourceKeyId"
                               : operation_ == "ReEncryptTo" ? "DestinationKeyId"
                                                             : "KeyId";
    const std::string given = string_member(input_, member);
    const std::size_t alias = given.find("alias/");
    if (alias != std::string::npos) add("kms:RequestAlias", given.substr(alias));
    if (key_ == nullptr) return;
    std::vector<std::string> aliases;
    kms_.aliases.each(key_->scope.prefix(), [&](const std::string&, const Alias& row) {
      if (row.key_id == key_->id) aliases.push_back(row.name);
    });
    values_.emplace_back("kms:ResourceAliases", std::move(aliases));
  }

  void add_tags() {
    if (key_ != nullptr) {
      for (const Tag& tag : key_->tags) add("aws:ResourceTag/" + tag.key, tag.value);
    }
    std::vector<std::string> names;
    if (const Json* tags = find_member(input_, "Tags")) {
      for (const Json& tag : *tags) {
        names.push_back(string_member(tag, "TagKey"));
        add("aws:RequestTag/" + names.back(), string_member(tag, "TagValue"));
      }
    }
    if (const Json* removed = find_member(input_, "TagKeys")) names = texts_of(*removed);
    values_.emplace_back("aws:TagKeys", std::move(names));
  }

  const State& kms_;
  const Context& context_;
  const Json& input_;
  std::string_view operation_;
  const Key* key_;
  ConditionValues values_;
};

}  // namespace

const Json* encryption_context_of(const Json& input, std::string_view operation) {
  if (operation == "ReEncryptFrom") return find_member(input, "SourceEncryptionContext");
  if (operation == "ReEncryptTo") return find_member(input, "DestinationEncryptionContext");
  if (operation != "CreateGrant") return find_member(input, "EncryptionContext");
  const Json* constraints = find_member(input, "Constraints");
  if (constraints == nullptr) return nullptr;
  const Json* equal = find_member(*constraints, "EncryptionContextEquals");
  return equal != nullptr ? equal : find_member(*constraints, "EncryptionContextSubset");
}

ConditionValues request_conditions(const State& kms, const Context& context,
                                   std::string_view operation, const Key* key) {
  return Collector(kms, context, operation, key).collect();
}

}  // namespace keytrail::kms
