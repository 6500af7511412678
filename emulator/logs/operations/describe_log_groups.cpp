#include <set>

#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/page.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kGroupsPerPage = 50;

std::int64_t stored_bytes(const State& state, const std::string& group_id) {
  std::int64_t bytes = 0;
  state.streams.each(inside(group_id), [&](const std::string&, const LogStream& stream) {
    bytes += stream.stored_bytes;
  });
  return bytes;
}

std::int64_t filter_count(const State& state, const std::string& group_id) {
  return static_cast<std::int64_t>(state.filters.ids(inside(group_id)).size());
}

// A request with a name pattern gets less about each group (DescribeLogGroups reference).
enum class Detail { Full, Short };

Json describe_group(const State& state, const Context& context, const std::string& id,
                    const LogGroup& group, Detail detail) {
  const std::string arn = group_arn(context.scope(), group.name).text();
  Json entry = {{"logGroupName", group.name}, {"creationTime", millis_of(group.created_at)}};
  if (group.retention_in_days) entry["retentionInDays"] = *group.retention_in_days;
  entry["metricFilterCount"] = filter_count(state, id);
  entry["arn"] = arn + ":*";
  if (detail == Detail::Full) entry["storedBytes"] = stored_bytes(state, id);
  if (!group.kms_key_arn.empty()) entry["kmsKeyId"] = group.kms_key_arn;
  entry["logGroupClass"] = "STANDARD";
  entry["logGroupArn"] = arn;
  if (detail == Detail::Full) entry["deletionProtectionEnabled"] = group.is_deletion_protected;
  return entry;
}

// The names that `logGroupIdentifiers` asks for; nothing when it is absent.
std::optional<std::set<std::string>> asked_names(const Context& context, const Json& input) {
  const Json* identifiers = find_member(input, "logGroupIdentifiers");
  if (identifiers == nullptr) return std::nullopt;
  std::set<std::string> names;
  for (const Json& identifier : *identifiers) {
    const std::string text = identifier.get<std::string>();
    const GroupName named = parse_group_arn(text).value_or(GroupName{context.scope(), text});
    if (named.scope == context.scope()) names.insert(named.name);
  }
  return names;
}

}  // namespace

Result<Json> describe_log_groups(State& state, Context& context, const Json& input) {
  const std::string prefix = string_member(input, "logGroupNamePrefix");
  const std::string pattern = string_member(input, "logGroupNamePattern");
  const std::string log_group_class = string_member(input, "logGroupClass");
  if (!prefix.empty() && !pattern.empty()) return errors::prefix_and_pattern();
  const auto names = asked_names(context, input);
  if (names && !(prefix.empty() && pattern.empty() && log_group_class.empty())) {
    return errors::identifiers_and_other_filters();
  }
  KT_TRY(Page page, Page::begin("logGroups", input, kGroupsPerPage));
  const Detail detail = pattern.empty() ? Detail::Full : Detail::Short;
  state.groups.each(context.scope().id(prefix), [&](const std::string& id, const LogGroup& group) {
    if (names && !names->contains(group.name)) return true;
    if (group.name.find(pattern) == std::string::npos) return true;
    if (!log_group_class.empty() && log_group_class != "STANDARD") return true;
    return page.offer(group.name,
                      [&] { return describe_group(state, context, id, group, detail); });
  });
  return std::move(page).finish();
}

}  // namespace keytrail::logs
