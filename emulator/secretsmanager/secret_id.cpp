#include "secretsmanager/secret_id.h"

#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::string_view kResourcePrefix = "secret:";
constexpr std::size_t kSuffixLength = 6;

// Whether the text ends in a hyphen and six characters. Such a tail is always taken for the random
// suffix, so a partial ARN does not find a secret whose own name ends that way (user guide, "Find
// secrets").
bool has_suffix(std::string_view name) {
  return name.size() > kSuffixLength + 1 && name[name.size() - kSuffixLength - 1] == '-';
}

}  // namespace

Result<void> check_name(const std::string& name) {
  constexpr std::string_view kOthers = "/_+=.@!-";
  const bool is_valid = std::all_of(name.begin(), name.end(), [&](char c) {
    return kAlphanumeric.find(c) != kAlphanumeric.npos || kOthers.find(c) != kOthers.npos;
  });
  if (!is_valid) return invalid_name();
  return {};
}

Result<SecretId> parse_secret_id(const Scope& caller_scope, const std::string& text) {
  SecretId id{text, "", caller_scope};
  if (const std::optional<Arn> arn = parse_arn(text)) {
    if (arn->service != "secretsmanager" || !arn->resource.starts_with(kResourcePrefix)) {
      return invalid_name();
    }
    id.scope = Scope{arn->account, arn->region};
    id.name = arn->resource.substr(kResourcePrefix.size());
    if (has_suffix(id.name)) {
      id.name.resize(id.name.size() - kSuffixLength - 1);
      id.arn = text;
    }
  }
  KT_TRY_VOID(check_name(id.name));
  return id;
}

Result<const Secret*> require_secret(const State& state, const Context& context,
                                     const Json& input) {
  KT_TRY(const SecretId id, parse_secret_id(context.scope(), string_member(input, "SecretId")));
  // Another account's or region's secret is not to be seen from here.
  if (id.scope != context.scope()) return secret_not_found();
  const Secret* secret = state.secrets.find(id.scope.id(id.name));
  if (!secret || (!id.arn.empty() && secret->arn != id.arn)) return secret_not_found();
  return secret;
}

Result<const Secret*> require_active_secret(const State& state, const Context& context,
                                            const Json& input) {
  KT_TRY(const Secret* secret, require_secret(state, context, input));
  if (secret->is_marked_for_deletion()) return secret_marked_for_deletion();
  return secret;
}

Secret& change_secret(State& state, const Context& context, const std::string& name) {
  Secret* secret = state.secrets.edit(context.scope().id(name));
  KT_ASSERT(secret);
  secret->last_changed_at = context.now;
  return *secret;
}

std::string make_secret_arn(Context& context, const std::string& name) {
  return context
      .arn("secretsmanager", std::string(kResourcePrefix) + name + "-" +
                                 context.random.text(kSuffixLength, kAlphanumeric))
      .text();
}

}  // namespace keytrail::secretsmanager
