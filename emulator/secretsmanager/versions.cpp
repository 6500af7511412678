#include "secretsmanager/versions.h"

#include "secretsmanager/deletion.h"
#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::size_t kStagesMax = 20;
// A secret keeps about this many versions; deprecated ones beyond it go, though none in its first
// day (user guide, "What's in a secret").
constexpr std::size_t kVersionsMax = 100;
constexpr Duration kDeprecatedKept = std::chrono::hours(24);

void remove_deprecated(Context& context, Secret& secret) {
  while (secret.versions.size() > kVersionsMax) {
    auto oldest = secret.versions.end();
    for (auto version = secret.versions.begin(); version != secret.versions.end(); ++version) {
      if (!version->second.stages.empty()) continue;
      if (oldest == secret.versions.end() ||
          version->second.created_at < oldest->second.created_at) {
        oldest = version;
      }
    }
    if (oldest == secret.versions.end() ||
        context.now - oldest->second.created_at < kDeprecatedKept) {
      return;
    }
    emit_version_event(context, secret, oldest->first, VersionDeletion::Start);
    emit_version_event(context, secret, oldest->first, VersionDeletion::End);
    secret.versions.erase(oldest);
  }
}

}  // namespace

std::string find_stage_holder(const Secret& secret, const std::string& stage) {
  for (const auto& [id, version] : secret.versions) {
    if (version.stages.contains(stage)) return id;
  }
  return "";
}

void detach_stage(Secret& secret, const std::string& stage) {
  for (auto& [id, version] : secret.versions) version.stages.erase(stage);
}

void attach_stage(Secret& secret, const std::string& stage, const std::string& version_id) {
  const std::string holder = find_stage_holder(secret, stage);
  if (holder == version_id) return;
  detach_stage(secret, stage);
  secret.versions.at(version_id).stages.insert(stage);
  if (stage == kCurrent && !holder.empty()) attach_stage(secret, kPrevious, holder);
}

Result<void> check_stage_quota(const Secret& secret, const std::vector<std::string>& stages) {
  std::set<std::string> all(stages.begin(), stages.end());
  for (const auto& [id, version] : secret.versions) {
    all.insert(version.stages.begin(), version.stages.end());
  }
  if (all.size() > kStagesMax) return too_many_stages();
  return {};
}

Result<TokenUse> check_token(Context& context, const Secret& secret, const Json& input,
                             const SecretValue& value) {
  const std::string token = string_member(input, "ClientRequestToken");
  if (token.empty()) return client_request_token_missing();
  const auto version = secret.versions.find(token);
  if (version == secret.versions.end() || !version->second.value.is_there()) return TokenUse::New;
  KT_TRY(const SecretValue stored,
         unseal(context, ValuePlace{secret.arn, token}, version->second.value));
  if (stored != value) return client_request_token_in_use(token, secret.arn);
  return TokenUse::Repeated;
}

void add_version(Context& context, Secret& secret, const std::string& version_id, SealedValue value,
                 const std::vector<std::string>& stages) {
  Version& version = secret.versions[version_id];
  version.created_at = context.now;
  version.value = std::move(value);
  for (const std::string& stage : stages) attach_stage(secret, stage, version_id);
  remove_deprecated(context, secret);
}

}  // namespace keytrail::secretsmanager
