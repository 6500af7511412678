#include <algorithm>

#include "base/text.h"
#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/page.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kListedGroupsPerPage = 50;

// "^/aws/lambda|discovery": names that begin with the one or contain the other.
bool matches_any(const std::vector<std::string>& alternatives, std::string_view name) {
  return std::any_of(alternatives.begin(), alternatives.end(), [&](std::string_view wanted) {
    if (wanted.starts_with('^')) return name.starts_with(wanted.substr(1));
    return name.find(wanted) != std::string_view::npos;
  });
}

}  // namespace

Result<Json> list_log_groups(State& state, Context& context, const Json& input) {
  const auto alternatives = split(string_member(input, "logGroupNamePattern"), '|');
  const std::string log_group_class = string_member(input, "logGroupClass");
  KT_TRY(Page page, Page::begin("logGroups", input, kListedGroupsPerPage));
  state.groups.each(context.scope().prefix(), [&](const std::string&, const LogGroup& group) {
    if (!alternatives.empty() && !matches_any(alternatives, group.name)) return true;
    if (!log_group_class.empty() && log_group_class != "STANDARD") return true;
    return page.offer(group.name, [&] {
      return Json{{"logGroupName", group.name},
                  {"logGroupArn", group_arn(context.scope(), group.name).text()},
                  {"logGroupClass", "STANDARD"}};
    });
  });
  return std::move(page).finish();
}

}  // namespace keytrail::logs
