#include "base/text.h"
#include "cloudtrail/digests.h"
#include "cloudtrail/errors.h"
#include "cloudtrail/operations/operations.h"

namespace keytrail::cloudtrail {
namespace {

Instant time_or(const Json& input, std::string_view name, Instant fallback) {
  const std::optional<std::int64_t> millis = optional_integer(input, name);
  return millis ? instant_of(*millis) : fallback;
}

}  // namespace

// An account has one key at a time here, for all its regions; the management account's signs for
// the members of an organization, too. The keys that were valid at some time from StartTime to
// EndTime; both are now by default.
Result<Json> list_public_keys(State& state, Context& context, const Json& input) {
  require_signing_key(state, context);
  const Instant end = time_or(input, "EndTime", context.now);
  const Instant start = time_or(input, "StartTime", std::min(end, context.now));
  if (start > end) return invalid_time_range();
  Json keys = Json::array();
  const auto add = [&](const std::string&, const SigningKey& key) {
    const Instant valid_until = key.valid_from + kSigningKeyValidity;
    if (start >= valid_until || key.valid_from > end) return;
    keys.push_back({{"Value", blob(view_of(key.public_key))},
                    {"ValidityStartTime", millis_of(key.valid_from)},
                    {"ValidityEndTime", millis_of(valid_until)},
                    {"Fingerprint", key.fingerprint}});
  };
  state.signing_keys.each(context.account() + "/", add);
  const Organization* organization =
      context.settings.identities.find_organization(context.account());
  if (organization != nullptr && organization->management_account != context.account()) {
    state.signing_keys.each(organization->management_account + "/", add);
  }
  return Json{{"PublicKeyList", std::move(keys)}};
}

}  // namespace keytrail::cloudtrail
