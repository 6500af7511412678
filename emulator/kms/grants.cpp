#include "kms/grants.h"

#include <algorithm>

#include "base/text.h"
#include "kms/errors.h"
#include "kms/request_conditions.h"

namespace keytrail::kms {
namespace {

constexpr std::string_view kTokenPrefix = "grant:";
constexpr std::size_t kGrantIdDigits = 64;
constexpr std::size_t kTokenSaltDigits = 32;

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Whether a grant names the caller: itself, the role of its session, or its account.
bool names_caller(const std::string& principal_arn, const Identity& caller) {
  if (principal_arn.empty()) return false;
  return principal_arn == caller.arn || principal_arn == caller.role_arn() ||
         principal_arn == "arn:aws:iam::" + caller.account_id + ":root";
}

// Whether all pairs of `part` are in `whole`.
bool has_pairs(const Json& whole, const Json& part) {
  return std::all_of(part.items().begin(), part.items().end(), [&](const auto& pair) {
    const Json* value = find_member(whole, pair.key());
    return value != nullptr && *value == pair.value();
  });
}

bool context_fits(const Json& constraints, const Json& context) {
  if (const Json* equal = find_member(constraints, "EncryptionContextEquals")) {
    if (equal->size() != context.size() || !has_pairs(context, *equal)) return false;
  }
  const Json* subset = find_member(constraints, "EncryptionContextSubset");
  return subset == nullptr || has_pairs(context, *subset);
}

// A grant made under a grant allows at most as much (KMS API reference, "CreateGrant").
bool child_fits(const Grant& parent, const Json& input) {
  for (const Json& operation : *find_member(input, "Operations")) {
    if (!contains(parent.operations, operation.get_ref<const std::string&>())) return false;
  }
  const Json* asked = find_member(input, "Constraints");
  const Json constraints = asked == nullptr ? Json::object() : *asked;
  if (const Json* equal = find_member(parent.constraints, "EncryptionContextEquals")) {
    const Json* own = find_member(constraints, "EncryptionContextEquals");
    return own != nullptr && own->size() == equal->size() && has_pairs(*own, *equal);
  }
  const Json* subset = find_member(parent.constraints, "EncryptionContextSubset");
  if (subset == nullptr) return true;
  for (const char* name : {"EncryptionContextEquals", "EncryptionContextSubset"}) {
    const Json* own = find_member(constraints, name);
    if (own != nullptr && has_pairs(*own, *subset)) return true;
  }
  return false;
}

bool constraints_fit(const Grant& grant, const Context& context, std::string_view operation) {
  if (operation == "CreateGrant") return child_fits(grant, *context.input);
  const Json& constraints = grant.constraints;
  // DescribeKey and RetireGrant have no encryption context, and no constraint holds for them.
  if (constraints.is_null() || operation == "DescribeKey" || operation == "RetireGrant") {
    return true;
  }
  const Json* given = encryption_context_of(*context.input, operation);
  return context_fits(constraints, given == nullptr ? Json::object() : *given);
}

}  // namespace

std::string grants_prefix(const Key& key) { return key.row_id() + "/"; }

std::string grant_row(const Key& key, std::string_view grant_id) {
  return grants_prefix(key) + std::string(grant_id);
}

bool may_retire(const Grant& grant, const Identity& caller) {
  return caller.arn == grant.issuing_account || names_caller(grant.retiring, caller) ||
         (names_caller(grant.grantee, caller) && contains(grant.operations, "RetireGrant"));
}

bool is_granted(const State& kms, const Context& context, std::string_view operation,
                const Key& key) {
  bool found = false;
  kms.grants.each(grants_prefix(key), [&](const std::string&, const Grant& grant) {
    const Identity& caller = context.caller.identity;
    found = operation == "RetireGrant"
                ? may_retire(grant, caller)
                : names_caller(grant.grantee, caller) && contains(grant.operations, operation) &&
                      constraints_fit(grant, context, operation);
    return !found;
  });
  return found;
}

std::string make_grant_token(Context& context, const Key& key, const Grant& grant) {
  return to_base64(std::string(kTokenPrefix) + context.random.hex_digits(kTokenSaltDigits) + ":" +
                   grant_row(key, grant.id));
}

std::optional<std::string> row_of_grant_token(std::string_view token) {
  const std::optional<Bytes> bytes = from_base64(token);
  if (!bytes) return std::nullopt;
  std::string_view text = view_of(*bytes);
  if (!text.starts_with(kTokenPrefix)) return std::nullopt;
  text.remove_prefix(kTokenPrefix.size());
  if (text.size() <= kTokenSaltDigits || text[kTokenSaltDigits] != ':') return std::nullopt;
  return std::string(text.substr(kTokenSaltDigits + 1));
}

Result<void> check_grant_tokens(const Context& context) {
  if (context.input == nullptr) return {};
  const Json* tokens = find_member(*context.input, "GrantTokens");
  if (tokens == nullptr) return {};
  for (const Json& token : *tokens) {
    if (!row_of_grant_token(token.get_ref<const std::string&>())) return invalid_grant_token();
  }
  return {};
}

Result<void> check_grant_id(const std::string& id) {
  if (id.size() == kGrantIdDigits && from_hex(id)) return {};
  return invalid_grant_id();
}

Json grant_entry(const Grant& grant) {
  Json entry = {{"KeyId", grant.key_arn},
                {"GrantId", grant.id},
                {"Name", grant.name},
                {"CreationDate", millis_of(grant.created_at)}};
  for (const auto& [name, value] :
       {std::pair{"GranteePrincipal", &grant.grantee},
        std::pair{"RetiringPrincipal", &grant.retiring},
        std::pair{"GranteeServicePrincipal", &grant.grantee_service},
        std::pair{"RetiringServicePrincipal", &grant.retiring_service}}) {
    if (!value->empty()) entry[name] = *value;
  }
  entry["IssuingAccount"] = grant.issuing_account;
  entry["Operations"] = grant.operations;
  if (!grant.constraints.is_null()) entry["Constraints"] = grant.constraints;
  return entry;
}

}  // namespace keytrail::kms
