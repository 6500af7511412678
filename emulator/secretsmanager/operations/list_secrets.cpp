#include "secretsmanager/filters.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/paging.h"
#include "secretsmanager/replies.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::int64_t kSecretsPerPage = 100;

std::string sort_key_of(const Secret& secret, std::string_view sort_by) {
  if (sort_by == "name") return secret.name;
  if (sort_by == "last-changed-date") return sort_key(secret.last_changed_at, secret.name);
  if (sort_by == "last-accessed-date") {
    return sort_key(secret.last_accessed_at.value_or(Instant()), secret.name);
  }
  return sort_key(secret.created_at, secret.name);
}

}  // namespace

Result<Json> list_secrets(State& state, Context& context, const Json& input) {
  KT_TRY_VOID(check_filters(input));
  const bool shows_marked = optional_bool(input, "IncludePlannedDeletion").value_or(false);
  const std::string sort_by = string_member(input, "SortBy");
  std::vector<Keyed<const Secret*>> found;
  state.secrets.each(context.scope().prefix(), [&](const std::string&, const Secret& secret) {
    if (secret.is_marked_for_deletion() && !shows_marked) return;
    if (matches_filters(secret, input)) found.push_back({sort_key_of(secret, sort_by), &secret});
  });
  const Order order =
      string_member(input, "SortOrder") == "desc" ? Order::Descending : Order::Ascending;

  Json reply{{"SecretList", Json::array()}};
  KT_TRY_VOID(
      show_page(std::move(found), order, input, kSecretsPerPage, reply, [&](const Secret* secret) {
        reply["SecretList"].push_back(describe(*secret, kListStages));
      }));
  return reply;
}

}  // namespace keytrail::secretsmanager
