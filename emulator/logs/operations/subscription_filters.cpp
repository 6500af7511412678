// Subscription filters send log events to Kinesis streams, Firehose streams, Lambda functions and
// logical destinations. None of these is emulated, so there is never a filter to show or to delete;
// what AWS refuses whatever exists is refused as there.
#include <algorithm>

#include "logs/errors.h"
#include "logs/filter_pattern.h"
#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/page.h"

namespace keytrail::logs {
namespace {

constexpr std::string_view kWithRole[] = {"kinesis", "firehose"};

Result<void> check_destination(const Context& context, const Json& input) {
  const std::optional<Arn> arn = parse_arn(string_member(input, "destinationArn"));
  if (!arn) return errors::invalid_destination_arn();
  const std::string& vendor = arn->service;
  const bool has_role = find_member(input, "roleArn") != nullptr;
  if (std::find(std::begin(kWithRole), std::end(kWithRole), vendor) != std::end(kWithRole)) {
    if (!has_role) return errors::destination_without_role(vendor);
  } else if (vendor == "lambda") {
    if (has_role) return errors::destination_with_role(vendor);
    if (arn->account != context.account()) return errors::cross_account_lambda();
  } else if (vendor != "logs") {
    return errors::impossible_destination(vendor);
  }
  return not_implemented("logs PutSubscriptionFilter to a " + vendor + " destination");
}

}  // namespace

Result<Json> put_subscription_filter(State& state, Context& context, const Json& input) {
  const auto pattern = FilterPattern::compile(string_member(input, "filterPattern"));
  if (std::holds_alternative<PatternError>(pattern)) return errors::invalid_filter_pattern();
  KT_TRY(const std::string group, require_group_id(state, context, input));
  KT_TRY_VOID(check_destination(context, input));
  return Json();
}

Result<Json> describe_subscription_filters(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group, require_group_id(state, context, input));
  KT_TRY(Page page, Page::begin("subscriptionFilters", input, 0));
  return std::move(page).finish();
}

Result<Json> delete_subscription_filter(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group, require_group_id(state, context, input));
  return errors::subscription_filter_not_found();
}

}  // namespace keytrail::logs
