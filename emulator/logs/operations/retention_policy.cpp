#include <algorithm>

#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/retention.h"

namespace keytrail::logs {
namespace {

// PutRetentionPolicy reference, "retentionInDays".
constexpr std::int64_t kRetentionDays[] = {1,    3,    5,    7,    14,   30,  60,  90,
                                           120,  150,  180,  365,  400,  545, 731, 1096,
                                           1827, 2192, 2557, 2922, 3288, 3653};

std::string valid_days() {
  std::string list;
  for (const std::int64_t days : kRetentionDays) {
    if (!list.empty()) list += ", ";
    list += std::to_string(days);
  }
  return list;
}

}  // namespace

Result<Json> put_retention_policy(State& state, Context& context, const Json& input) {
  const std::int64_t days = optional_integer(input, "retentionInDays").value_or(0);
  if (std::find(std::begin(kRetentionDays), std::end(kRetentionDays), days) ==
      std::end(kRetentionDays)) {
    return errors::invalid_retention(days, valid_days());
  }
  KT_TRY(const std::string id, require_group_id(state, context, input));
  state.groups.edit(id)->retention_in_days = days;
  restart_retention(state, context, id);
  return Json();
}

Result<Json> delete_retention_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_group_id(state, context, input));
  state.groups.edit(id)->retention_in_days.reset();
  restart_retention(state, context, id);
  return Json();
}

}  // namespace keytrail::logs
