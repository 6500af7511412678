#include <algorithm>

#include "base/text.h"
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/grants.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

constexpr std::size_t kConstraintPairsMax = 8;
constexpr std::size_t kConstraintValueMax = 384;

// The kinds of keys, as far as grants tell them apart.
enum GrantKeyKind : unsigned {
  kForSymmetric = 1u << 0,
  kForAsymmetricEncryption = 1u << 1,
  kForSigning = 1u << 2,
  kMac = 1u << 3,
  kForAgreement = 1u << 4,
  kEvery = (1u << 5) - 1,
};
constexpr unsigned kForAsymmetric = kForAsymmetricEncryption | kForSigning | kForAgreement;

// Which operations a grant on a key of which kind may hold (KMS guide, "Grant operations").
struct GrantableOperation {
  std::string_view name;
  unsigned kinds;
};
constexpr GrantableOperation kGrantableOperations[] = {
    {"CreateGrant", kEvery},
    {"Decrypt", kForSymmetric | kForAsymmetricEncryption},
    {"DeriveSharedSecret", kForAgreement},
    {"DescribeKey", kEvery},
    {"Encrypt", kForSymmetric | kForAsymmetricEncryption},
    {"GenerateDataKey", kForSymmetric},
    {"GenerateDataKeyPair", kForSymmetric},
    {"GenerateDataKeyPairWithoutPlaintext", kForSymmetric},
    {"GenerateDataKeyWithoutPlaintext", kForSymmetric},
    {"GenerateMac", kMac},
    {"GetPublicKey", kForAsymmetric},
    {"ReEncryptFrom", kForSymmetric | kForAsymmetricEncryption},
    {"ReEncryptTo", kForSymmetric | kForAsymmetricEncryption},
    {"RetireGrant", kEvery},
    {"Sign", kForSigning},
    {"Verify", kForSigning},
    {"VerifyMac", kMac},
};

GrantKeyKind kind_of(const Key& key) {
  const Json metadata = key_metadata(key);
  const std::string usage = string_member(metadata, "KeyUsage");
  if (usage == "SIGN_VERIFY") return kForSigning;
  if (usage == "GENERATE_VERIFY_MAC") return kMac;
  if (usage == "KEY_AGREEMENT") return kForAgreement;
  return string_member(metadata, "KeySpec") == kSymmetricDefault ? kForSymmetric
                                                                 : kForAsymmetricEncryption;
}

bool is_principal_arn(const std::string& text) {
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->account.size() != 12 || !arn->region.empty()) return false;
  const std::string& resource = arn->resource;
  if (arn->service == "sts") {
    return resource.starts_with("assumed-role/") || resource.starts_with("federated-user/");
  }
  return arn->service == "iam" &&
         (resource == "root" || resource.starts_with("user/") || resource.starts_with("role/"));
}

Result<void> check_principals_of(const Json& input) {
  const std::string grantee = string_member(input, "GranteePrincipal");
  const std::string grantee_service = string_member(input, "GranteeServicePrincipal");
  const std::string retiring = string_member(input, "RetiringPrincipal");
  const std::string retiring_service = string_member(input, "RetiringServicePrincipal");
  if (grantee.empty() == grantee_service.empty()) return one_grantee_required();
  if (!retiring.empty() && !retiring_service.empty()) return one_retiree_at_most();
  for (const std::string& arn : {grantee, retiring}) {
    if (!arn.empty() && !is_principal_arn(arn)) return invalid_principal_arn();
  }
  if (grantee_service.empty()) return {};
  const Json* constraints = find_member(input, "Constraints");
  const bool has_source = constraints != nullptr && find_member(*constraints, "SourceArn");
  if (!has_source || (retiring.empty() && retiring_service.empty())) {
    return service_grant_incomplete();
  }
  return {};
}

Result<void> check_operations(const Json& operations, const Key& key) {
  const GrantKeyKind kind = kind_of(key);
  for (const Json& operation : operations) {
    const std::string& name = operation.get_ref<const std::string&>();
    const bool is_supported =
        std::any_of(std::begin(kGrantableOperations), std::end(kGrantableOperations),
                    [&](const auto& row) { return row.name == name && (row.kinds & kind) != 0; });
    if (!is_supported) return grant_operation_not_supported(name, key.arn);
  }
  return {};
}

Result<void> check_constraints(const Json* constraints, const Key& key) {
  if (constraints == nullptr) return {};
  for (const char* name : {"EncryptionContextEquals", "EncryptionContextSubset"}) {
    const Json* pairs = find_member(*constraints, name);
    if (pairs == nullptr) continue;
    if (kind_of(key) != kForSymmetric) return constraint_not_supported(key.arn);
    if (pairs->size() > kConstraintPairsMax) return constraint_too_large();
    for (const auto& [pair, value] : pairs->items()) {
      if (code_points(value.get_ref<const std::string&>()) > kConstraintValueMax) {
        return constraint_too_large();
      }
    }
  }
  return {};
}

Grant read_grant(const Json& input, const Key& key) {
  Grant grant;
  grant.key_arn = key.arn;
  grant.name = string_member(input, "Name");
  grant.grantee = string_member(input, "GranteePrincipal");
  grant.retiring = string_member(input, "RetiringPrincipal");
  grant.grantee_service = string_member(input, "GranteeServicePrincipal");
  grant.retiring_service = string_member(input, "RetiringServicePrincipal");
  grant.operations = find_member(input, "Operations")->get<std::vector<std::string>>();
  if (const Json* constraints = find_member(input, "Constraints")) grant.constraints = *constraints;
  return grant;
}

// The grant of the same name that says the same: a repeated request makes no second one.
const Grant* find_same(const State& kms, const Key& key, const Grant& wanted) {
  if (wanted.name.empty()) return nullptr;
  const Grant* found = nullptr;
  kms.grants.each(grants_prefix(key), [&](const std::string&, const Grant& grant) {
    const bool is_same =
        grant.name == wanted.name && grant.grantee == wanted.grantee &&
        grant.retiring == wanted.retiring && grant.grantee_service == wanted.grantee_service &&
        grant.retiring_service == wanted.retiring_service &&
        grant.operations == wanted.operations && grant.constraints == wanted.constraints;
    if (is_same) found = &grant;
    return found == nullptr;
  });
  return found;
}

std::size_t count_grants(const State& kms, const Key& key) {
  std::size_t count = 0;
  kms.grants.each(grants_prefix(key), [&](const std::string&, const Grant&) { ++count; });
  return count;
}

}  // namespace

Result<Json> create_grant(State& kms, Context& context, const Json& input) {
  KT_TRY_VOID(check_principals_of(input));
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::CreateGrant, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::CreateGrant, *key));
  KT_TRY_VOID(check_operations(*find_member(input, "Operations"), *key));
  KT_TRY_VOID(check_constraints(find_member(input, "Constraints"), *key));
  KT_TRY_VOID(check_dry_run(input));

  Grant grant = read_grant(input, *key);
  if (const Grant* same = find_same(kms, *key, grant)) {
    grant = *same;
  } else {
    if (count_grants(kms, *key) >= kGrantsPerKeyMax) return too_many_grants(key->arn);
    grant.id = context.random.hex_digits(64);
    grant.created_at = context.now;
    grant.issuing_account = "arn:aws:iam::" + context.account() + ":root";
    kms.grants.put(grant_row(*key, grant.id), grant);
  }
  context.record.response_elements = Json{{"grantId", grant.id}, {"keyId", key->arn}};
  return Json{{"GrantToken", make_grant_token(context, *key, grant)}, {"GrantId", grant.id}};
}

}  // namespace keytrail::kms
