#include "logs/lookup.h"

#include "logs/errors.h"

namespace keytrail::logs {
namespace {

Result<std::string> require_id(const State& state, const std::string& id) {
  if (state.groups.find(id) == nullptr) return errors::group_not_found();
  return id;
}

}  // namespace

Result<std::string> require_group_id(const State& state, const Context& context,
                                     const Json& input) {
  return require_id(state, group_id(context.scope(), string_member(input, "logGroupName")));
}

Result<std::string> require_identified_group_id(const State& state, const Context& context,
                                                const Json& input) {
  const std::optional<std::string> identifier = optional_string(input, "logGroupIdentifier");
  const bool has_name = find_member(input, "logGroupName") != nullptr;
  if (identifier && has_name) return errors::name_and_identifier();
  if (has_name) return require_group_id(state, context, input);
  if (!identifier) return errors::neither_name_nor_identifier();
  if (!identifier->starts_with("arn:")) {
    return require_id(state, group_id(context.scope(), *identifier));
  }
  const std::optional<GroupName> named = parse_group_arn(*identifier);
  if (!named || named->scope != context.scope()) return errors::group_not_found();
  return require_id(state, group_id(named->scope, named->name));
}

Result<std::string> require_stream_id(const State& state, const std::string& group_id,
                                      const std::string& stream) {
  std::string id = inside(group_id) + stream;
  if (state.streams.find(id) == nullptr) return errors::stream_not_found();
  return id;
}

Arn group_arn(const Scope& scope, const std::string& group) {
  return Arn{"aws", "logs", scope.region, scope.account, "log-group:" + group};
}

bool group_exists(const State& state, const Scope& scope, const std::string& name) {
  return state.groups.find(group_id(scope, name)) != nullptr;
}

std::optional<GroupName> parse_group_arn(std::string_view text) {
  constexpr std::string_view kPrefix = "log-group:";
  constexpr std::string_view kAllStreams = ":*";
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "logs") return std::nullopt;
  std::string_view name = arn->resource;
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  if (name.ends_with(kAllStreams)) name.remove_suffix(kAllStreams.size());
  if (name.empty() || name.find_first_of(":*") != std::string_view::npos) return std::nullopt;
  return GroupName{Scope{arn->account, arn->region}, std::string(name)};
}

}  // namespace keytrail::logs
