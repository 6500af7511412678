#include "secretsmanager/operations.h"
#include "secretsmanager/paging.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::int64_t kVersionsPerPage = 100;

Json show_version(const std::string& id, const Version& version) {
  Json shown{{"VersionId", id}};
  if (!version.stages.empty()) shown["VersionStages"] = version.stages;
  if (version.last_accessed_at) shown["LastAccessedDate"] = millis_of(*version.last_accessed_at);
  shown["CreatedDate"] = millis_of(version.created_at);
  const std::string& key_arn = version.value.key_arn;
  shown["KmsKeyIds"] = Json::array({key_arn.empty() ? "DefaultEncryptionKey" : key_arn});
  return shown;
}

}  // namespace

Result<Json> list_secret_version_ids(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_secret(state, context, input));
  const bool shows_deprecated = optional_bool(input, "IncludeDeprecated").value_or(false);
  std::vector<Keyed<Json>> found;
  for (const auto& [id, version] : secret->versions) {
    if (version.stages.empty() && !shows_deprecated) continue;
    found.push_back({sort_key(version.created_at, id), show_version(id, version)});
  }

  Json reply{{"Versions", Json::array()}};
  KT_TRY_VOID(show_page(std::move(found), Order::Ascending, input, kVersionsPerPage, reply,
                        [&](const Json& version) { reply["Versions"].push_back(version); }));
  reply.update(arn_and_name(*secret));
  return reply;
}

}  // namespace keytrail::secretsmanager
