#include "secretsmanager/errors.h"
#include "secretsmanager/filters.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/paging.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::int64_t kValuesPerPage = 20;

// The secrets that SecretIdList names, or a page of those that Filters choose.
Result<std::vector<std::string>> chosen_secrets(const State& state, const Context& context,
                                                const Json& input, Json& reply) {
  const Json* listed = find_member(input, "SecretIdList");
  if ((listed != nullptr) == (find_member(input, "Filters") != nullptr)) {
    return secret_ids_or_filters_required();
  }
  if (listed) {
    if (find_member(input, "MaxResults") || find_member(input, "NextToken")) {
      return max_results_without_filters();
    }
    return listed->get<std::vector<std::string>>();
  }
  KT_TRY_VOID(check_filters(input));
  std::vector<Keyed<std::string>> found;
  state.secrets.each(context.scope().prefix(), [&](const std::string&, const Secret& secret) {
    if (secret.is_marked_for_deletion() || !matches_filters(secret, input)) return;
    found.push_back({sort_key(secret.created_at, secret.name), secret.arn});
  });
  std::vector<std::string> page;
  KT_TRY_VOID(show_page(std::move(found), Order::Ascending, input, kValuesPerPage, reply,
                        [&](const std::string& arn) { page.push_back(arn); }));
  return page;
}

}  // namespace

// Reads each secret by a GetSecretValue of its own, with its own record (user guide, "CloudTrail
// entries"). What fails for one secret is told in Errors and does not fail the call.
Result<Json> batch_get_secret_value(State& state, Context& context, const Json& input) {
  Json reply{{"SecretValues", Json::array()}};
  KT_TRY(const std::vector<std::string> ids, chosen_secrets(state, context, input, reply));
  Json errors = Json::array();
  for (const std::string& id : ids) {
    const Result<Json> value = context.ports.calls.call(
        "secretsmanager.amazonaws.com", "secretsmanager", "GetSecretValue", {{"SecretId", id}});
    if (value.ok()) {
      reply["SecretValues"].push_back(value.value());
    } else {
      errors.push_back({{"SecretId", id},
                        {"ErrorCode", value.error().code},
                        {"Message", value.error().message}});
    }
  }
  reply["Errors"] = std::move(errors);
  return reply;
}

}  // namespace keytrail::secretsmanager
