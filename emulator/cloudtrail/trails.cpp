#include "cloudtrail/trails.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"
#include "cloudtrail/errors.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/permissions.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::size_t kNameLengthMin = 3;
constexpr std::size_t kNameLengthMax = 128;
constexpr std::size_t kKeyPrefixLengthMax = 200;
constexpr std::size_t kTopicNameLengthMax = 256;
constexpr std::size_t kTrailsPerRegionMax = 5;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_punctuation(char c) { return c == '.' || c == '_' || c == '-'; }

bool looks_like_ip_address(const std::string& name) {
  in_addr address;
  return inet_pton(AF_INET, name.c_str(), &address) == 1;
}

Result<void> check_log_delivery(const Trail& trail, const Context& context) {
  if (trail.log_group_arn.empty() && trail.log_role_arn.empty()) return {};
  if (trail.log_group_arn.empty()) return role_without_log_group();
  if (trail.log_role_arn.empty()) return log_group_without_role();
  const std::optional<std::string> group = log_group_name(trail);
  if (!group || !context.ports.resources.log_group_exists(trail.home, *group)) {
    return invalid_log_group();
  }
  const std::optional<Arn> role = parse_arn(trail.log_role_arn);
  if (!role || role->service != "iam" || !role->region.empty() || role->account.size() != 12 ||
      !role->resource.starts_with("role/") || role->resource.size() == 5) {
    return invalid_log_role();
  }
  return {};
}

// The trails seen from each region of an account, `trail` itself left out.
std::map<std::string, std::size_t> count_by_region(const State& state, const Trail& trail) {
  std::map<std::string, std::size_t> counts{{trail.home.region, 0}};
  std::size_t in_all_regions = 0;
  state.trails.each(trail.home.account + "/", [&](const std::string& id, const Trail& other) {
    if (id == trail.id()) return;
    if (other.is_multi_region) {
      ++in_all_regions;
    } else {
      ++counts[other.home.region];
    }
  });
  for (auto& [region, count] : counts) count += in_all_regions;
  return counts;
}

}  // namespace

Result<void> check_trail_name(std::string_view name) {
  if (name.size() < kNameLengthMin) return trail_name_too_short(name.size());
  if (name.size() > kNameLengthMax) return trail_name_too_long(name.size());
  if (!is_letter_or_digit(name.front())) return trail_name_has_invalid_start();
  if (!is_letter_or_digit(name.back())) return trail_name_has_invalid_end();
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_letter_or_digit(name[i])) continue;
    if (!is_punctuation(name[i])) return trail_name_has_invalid_characters();
    if (is_punctuation(name[i - 1])) return trail_name_has_adjacent_punctuation();
  }
  if (looks_like_ip_address(std::string(name))) return trail_name_is_ip_address();
  return {};
}

Result<TrailName> parse_trail_name(const Context& context, const std::string& text) {
  if (!text.starts_with("arn:")) {
    KT_TRY_VOID(check_trail_name(text));
    return TrailName{context.scope(), text};
  }
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "cloudtrail" || arn->region.empty() || arn->account.empty() ||
      !arn->resource.starts_with("trail/")) {
    return invalid_trail_arn(text);
  }
  TrailName name{Scope{arn->account, arn->region}, arn->resource.substr(6)};
  if (!check_trail_name(name.name)) return invalid_trail_arn(text);
  return name;
}

const Trail* find_trail(const State& state, const Context& context, const TrailName& name) {
  const Trail* trail = state.trails.find(name.id());
  return trail != nullptr && has_events_of(context, *trail, context.account()) ? trail : nullptr;
}

Result<const Trail*> require_trail(const State& state, const Context& context,
                                   const std::string& name_or_arn) {
  KT_TRY(const TrailName name, parse_trail_name(context, name_or_arn));
  const Trail* trail = find_trail(state, context, name);
  if (trail == nullptr) return trail_not_found(name.arn(), context.account());
  return trail;
}

Result<const Trail*> require_trail_at_home(const State& state, const Context& context,
                                           const std::string& name_or_arn) {
  KT_TRY(const Trail* trail, require_trail(state, context, name_or_arn));
  if (trail->home.account != context.account()) return not_management_account();
  if (trail->home != context.scope()) return not_home_region(trail->name, trail->home.region);
  return trail;
}

Result<void> check_trail(const Trail& trail, const Context& context) {
  // AWS refuses false together with multi-region rather than overriding it.
  if (trail.is_multi_region && !trail.includes_global_service_events) {
    return multi_region_needs_global_events();
  }
  if (!context.ports.resources.bucket_exists(trail.bucket)) {
    return bucket_does_not_exist(trail.bucket);
  }
  if (code_points(trail.key_prefix) > kKeyPrefixLengthMax) return key_prefix_too_long();
  if (!may_use_bucket(context, trail)) return insufficient_bucket_policy(trail.bucket);
  if (!trail.topic_arn.empty() &&
      (!context.ports.resources.topic_exists(trail.topic_arn) || !may_publish(context, trail))) {
    return insufficient_topic_policy();
  }
  return check_log_delivery(trail, context);
}

Result<void> check_room(const State& state, const Trail& trail) {
  bool is_taken = false;
  state.trails.each(trail.home.account + "/", [&](const std::string& id, const Trail& other) {
    const bool meet = trail.is_multi_region || other.is_seen_from(trail.home.region);
    is_taken = is_taken || (id != trail.id() && other.name == trail.name && meet);
  });
  if (is_taken) return trail_already_exists(trail.name, trail.home.account);
  for (const auto& [region, count] : count_by_region(state, trail)) {
    const bool is_affected = trail.is_multi_region || region == trail.home.region;
    if (is_affected && count >= kTrailsPerRegionMax) {
      return too_many_trails(trail.home.account, region);
    }
  }
  return {};
}

Result<std::string> parse_topic_name(const Trail& trail, const std::string& text) {
  if (text.empty()) return text;
  if (text.starts_with("arn:")) {
    const std::optional<Arn> arn = parse_arn(text);
    if (!arn || arn->service != "sns" || arn->resource.empty()) return invalid_topic_name();
    return text;
  }
  const bool is_valid =
      text.size() <= kTopicNameLengthMax && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || c == '-' || c == '_';
      });
  if (!is_valid) return invalid_topic_name();
  return Arn{"aws", "sns", trail.home.region, trail.home.account, text}.text();
}

Result<std::string> resolve_key(const Trail& trail, const Context& context,
                                const std::string& key_id) {
  if (key_id.empty()) return key_id;
  if (key_id.starts_with("arn:")) {
    const std::optional<Arn> given = parse_arn(key_id);
    if (!given || given->service != "kms") return invalid_kms_key_id(key_id);
  }
  std::optional<std::string> arn = context.ports.resources.key_arn(trail.home, key_id);
  if (!arn) return kms_key_not_found(key_id);
  return std::move(*arn);
}

std::optional<std::string> log_group_name(const Trail& trail) {
  const std::optional<Arn> arn = parse_arn(trail.log_group_arn);
  constexpr std::string_view kPrefix = "log-group:";
  if (!arn || arn->service != "logs" || arn->region != trail.home.region ||
      arn->account != trail.home.account || !arn->resource.starts_with(kPrefix)) {
    return std::nullopt;
  }
  std::string name = arn->resource.substr(kPrefix.size());
  if (name.ends_with(":*")) name.resize(name.size() - 2);
  if (name.empty() || name.find(':') != std::string::npos) return std::nullopt;
  return name;
}

std::string log_stream_name(const Trail& trail, const std::string& account) {
  const std::string organization = trail.organization_id.empty() ? "" : trail.organization_id + "_";
  return organization + account + "_CloudTrail_" + trail.home.region;
}

Json trail_settings(const Trail& trail) {
  Json settings = {{"Name", trail.name}, {"S3BucketName", trail.bucket}};
  if (!trail.key_prefix.empty()) settings["S3KeyPrefix"] = trail.key_prefix;
  if (const std::optional<Arn> topic = parse_arn(trail.topic_arn)) {
    settings["SnsTopicName"] = topic->resource;
    settings["SnsTopicARN"] = trail.topic_arn;
  }
  settings["IncludeGlobalServiceEvents"] = trail.includes_global_service_events;
  settings["IsMultiRegionTrail"] = trail.is_multi_region;
  settings["TrailARN"] = trail.arn();
  settings["LogFileValidationEnabled"] = trail.validates_log_files;
  if (!trail.log_group_arn.empty()) {
    settings["CloudWatchLogsLogGroupArn"] = trail.log_group_arn;
    settings["CloudWatchLogsRoleArn"] = trail.log_role_arn;
  }
  if (!trail.kms_key_arn.empty()) settings["KmsKeyId"] = trail.kms_key_arn;
  settings["IsOrganizationTrail"] = !trail.organization_id.empty();
  return settings;
}

Json trail_description(const Trail& trail) {
  Json description = trail_settings(trail);
  description["HomeRegion"] = trail.home.region;
  description["HasCustomEventSelectors"] =
      !trail.selectors.empty() || !trail.advanced_selectors.is_null();
  description["HasInsightSelectors"] = false;
  return description;
}

}  // namespace keytrail::cloudtrail
