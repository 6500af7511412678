#include "base/text.h"
#include "crypto/unique_id.h"
#include "sts/errors.h"
#include "sts/operations.h"
#include "sts/sessions.h"

namespace keytrail::sts {
namespace {

constexpr std::chrono::hours kChainedMax{1};
constexpr std::size_t kPackedBytesMax = 2048;

bool is_role_arn(const std::string& text) {
  const std::optional<Arn> arn = parse_arn(text);
  return arn && arn->service == "iam" && arn->region.empty() && arn->account.size() == 12 &&
         arn->resource.starts_with("role/") && !arn->resource.ends_with("/");
}

Result<std::map<std::string, std::string>> read_session_tags(const Json& input) {
  std::map<std::string, std::string> tags;
  std::set<std::string> names;
  const Json* given = find_member(input, "Tags");
  if (given == nullptr) return tags;
  for (const Json& tag : *given) {
    const std::string name = string_member(tag, "Key");
    if (!names.insert(to_lower(name)).second) return duplicate_tags();
    tags[name] = string_member(tag, "Value");
  }
  return tags;
}

// The role's trust policy, or the caller's account together with the caller's own policies.
Result<void> check_trust(const Context& context, const Json& input, const std::string& role_arn) {
  if (!context.ports.permissions.is_enforced()) return {};
  const IamRole* role = context.settings.identities.find_role(role_arn);
  const ApiError denial = may_not_assume(context.caller.identity.arn, role_arn);
  if (role == nullptr) return denial;
  const std::string trust = to_text(role->trust_policy);
  AccessRequest request;
  request.action = "sts:AssumeRole";
  request.resource = role_arn;
  request.owner = parse_arn(role_arn)->account;
  request.resource_policy = &trust;
  request.is_trust_policy = true;
  request.needs_delegation = true;
  for (const auto& [condition, member] : {std::pair{"sts:ExternalId", "ExternalId"},
                                          std::pair{"sts:RoleSessionName", "RoleSessionName"},
                                          std::pair{"sts:SourceIdentity", "SourceIdentity"}}) {
    const std::string value = string_member(input, member);
    if (!value.empty()) request.conditions.push_back({condition, {value}});
  }
  if (context.ports.permissions.why_not(request)) return denial;
  return {};
}

Result<Duration> session_duration(const Context& context, const Json& input, const IamRole* role) {
  const std::chrono::seconds asked(optional_integer(input, "DurationSeconds").value_or(3600));
  const bool is_chained = !context.caller.identity.role_arn().empty();
  if (is_chained && asked > kChainedMax) return longer_than_chaining_allows();
  if (role != nullptr && asked > role->max_session) return longer_than_the_role_allows();
  return Duration(asked);
}

}  // namespace

Result<Json> assume_role(State& state, Context& context, const Json& input) {
  const std::string role_arn = string_member(input, "RoleArn");
  const std::string session_name = string_member(input, "RoleSessionName");
  if (!is_role_arn(role_arn)) return invalid_role_arn(role_arn);
  const IamRole* role = context.settings.identities.find_role(role_arn);
  Session session;
  KT_TRY(session.policy, read_session_policy(input));
  KT_TRY(session.tags, read_session_tags(input));
  KT_TRY(const Duration duration, session_duration(context, input, role));
  KT_TRY_VOID(check_trust(context, input, role_arn));

  const std::string role_id = role != nullptr ? role->id : crypto::unique_id("AROA", role_arn);
  session.identity = session_identity(role_arn, role_id, session_name, {});
  const std::string source = string_member(input, "SourceIdentity");
  if (!source.empty()) session.identity.session_context["sourceIdentity"] = source;
  const Json user = {{"AssumedRoleId", session.identity.principal_id},
                     {"Arn", session.identity.arn}};
  std::size_t packed = session.policy.size();
  for (const auto& [name, value] : session.tags) packed += name.size() + value.size();
  KT_TRY(const Credentials made, open_session(state, context, std::move(session), duration));

  context.record.resources.push_back({"AWS::IAM::Role", role_arn, parse_arn(role_arn)->account});
  Json elements = {
      {"credentials", made.recorded},
      {"assumedRoleUser", {{"assumedRoleId", user["AssumedRoleId"]}, {"arn", user["Arn"]}}}};
  Json output = {{"Credentials", made.shown}, {"AssumedRoleUser", user}};
  if (packed > 0) {
    output["PackedPolicySize"] = static_cast<std::int64_t>(packed * 100 / kPackedBytesMax + 1);
    elements["packedPolicySize"] = output["PackedPolicySize"];
  }
  if (!source.empty()) {
    output["SourceIdentity"] = source;
    elements["sourceIdentity"] = source;
  }
  context.record.response_elements = std::move(elements);
  return output;
}

}  // namespace keytrail::sts
