// ListGrants, of one key, and ListRetirableGrants, of all keys of the account and region.
#include "kms/errors.h"
#include "kms/grants.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {
namespace {

// Whether `given` is absent or equal to what the grant has.
bool is_wanted(const std::optional<std::string>& given, const std::string& has) {
  return !given || *given == has;
}

// One page of the grants whose rows begin with `prefix`.
template <class Wanted>
Json list_page(const State& kms, Page& page, const std::string& prefix, Wanted wanted) {
  const auto& rows = kms.grants.rows();
  for (auto row = rows.upper_bound(prefix + page.after()); row != rows.end(); ++row) {
    if (!row->first.starts_with(prefix)) break;
    if (!wanted(row->second)) continue;
    if (!page.add(row->first.substr(prefix.size()), grant_entry(row->second))) break;
  }
  return page.finish();
}

}  // namespace

Result<Json> list_grants(State& kms, Context& context, const Json& input) {
  KT_TRY(Page page, Page::open(input, {50, 100}, "Grants"));
  const auto id = optional_string(input, "GrantId");
  const auto grantee = optional_string(input, "GranteePrincipal");
  const auto service = optional_string(input, "GranteeServicePrincipal");
  if (grantee && service) return one_filter_of_grantees();
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::ListGrants, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ListGrants, *key));
  if (id) KT_TRY_VOID(check_grant_id(*id));
  return list_page(kms, page, grants_prefix(*key), [&](const Grant& grant) {
    return is_wanted(id, grant.id) && is_wanted(grantee, grant.grantee) &&
           is_wanted(service, grant.grantee_service);
  });
}

Result<Json> list_retirable_grants(State& kms, Context& context, const Json& input) {
  context.record.has_resources_member = true;
  KT_TRY(Page page, Page::open(input, {50, 100}, "Grants"));
  const auto retiree = optional_string(input, "RetiringPrincipal");
  const auto service = optional_string(input, "RetiringServicePrincipal");
  if (retiree.has_value() == service.has_value()) return retiree_required();
  return list_page(kms, page, context.scope().prefix(), [&](const Grant& grant) {
    return is_wanted(retiree, grant.retiring) && is_wanted(service, grant.retiring_service);
  });
}

}  // namespace keytrail::kms
