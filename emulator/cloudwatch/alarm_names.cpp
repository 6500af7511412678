#include "cloudwatch/alarm_names.h"

#include "base/arn.h"

namespace keytrail::cloudwatch {

std::optional<std::string> referred_name(const Scope& scope, const std::string& reference) {
  const std::optional<Arn> arn = parse_arn(reference);
  if (!arn) return reference;
  constexpr std::string_view kAlarm = "alarm:";
  const bool is_here = arn->service == "cloudwatch" && arn->account == scope.account &&
                       arn->region == scope.region && arn->resource.starts_with(kAlarm);
  if (!is_here) return std::nullopt;
  return arn->resource.substr(kAlarm.size());
}

const Alarm* find_referred(const State& state, const Scope& scope, const std::string& reference) {
  const std::optional<std::string> name = referred_name(scope, reference);
  return name ? state.alarms.find(scope.id(*name)) : nullptr;
}

}  // namespace keytrail::cloudwatch
