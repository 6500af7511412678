// ReplicateKey and UpdatePrimaryRegion: the Regions of a multi-Region key.
#include <algorithm>

#include "crypto/aead.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/key_policy.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"
#include "kms/tags.h"

namespace keytrail::kms {
namespace {

constexpr const char* kKmsItself = "kms.amazonaws.com";

// What the two share; the rest is as in a key that was just made.
Key make_replica(Context& context, const Key& primary, const std::string& region) {
  Key replica;
  replica.id = primary.id;
  replica.scope = {primary.scope.account, region};
  replica.arn = key_arn(replica.scope, replica.id);
  replica.created_at = context.now;
  replica.spec = primary.spec;
  replica.usage = primary.usage;
  replica.origin = primary.origin;
  if (primary.origin == Origin::External) {
    replica.import_secret = context.random.bytes(crypto::kAesKeySize);
  }
  return replica;
}

Json parameters_with_defaults_of_replica(const Json& input, const Json& key_id) {
  Json parameters{{"keyId", key_id},
                  {"replicaRegion", string_member(input, "ReplicaRegion")},
                  {"bypassPolicyLockoutSafetyCheck",
                   optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)},
                  {"description", string_member(input, "Description")}};
  if (const Json* policy = find_member(input, "Policy")) parameters["policy"] = *policy;
  if (const Json* tags = find_member(input, "Tags")) parameters["tags"] = recorded_tags(*tags);
  return parameters;
}

}  // namespace

Result<Json> replicate_key(State& kms, Context& context, const Json& input) {
  const std::string region = string_member(input, "ReplicaRegion");
  context.record.request_parameters =
      parameters_with_defaults_of_replica(input, string_member(input, "KeyId"));
  KT_TRY(const Key* found,
         require_key(kms, context, KeyOperation::ReplicateKey, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ReplicateKey, *found));
  if (!found->is_primary()) return not_a_primary(found->arn);
  const std::string replica_arn = key_arn({found->scope.account, region}, found->id);
  const auto& replicas = found->replica_regions;
  if (region == found->scope.region ||
      std::find(replicas.begin(), replicas.end(), region) != replicas.end()) {
    return replica_exists(replica_arn);
  }
  KT_TRY(std::vector<Tag> tags, read_tags(input));
  const std::string policy = string_member(input, "Policy");
  if (!policy.empty()) {
    KT_TRY_VOID(
        check_policy(kms, context, policy, replica_arn,
                     optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)));
  }

  Key replica = make_replica(context, *found, region);
  replica.description = string_member(input, "Description");
  replica.policy = policy;
  replica.tags = std::move(tags);
  const std::string row_id = replica.row_id();
  Key& kept = kms.keys.put(row_id, std::move(replica));
  change_shared(kms, context, *found, [&](Key& primary) {
    primary.replica_regions.push_back(region);
    std::ranges::sort(primary.replica_regions);
  });
  pass_through(context, kept, KeyState::Creating);

  // In the replica's Region the same shows as the making of a key.
  context.ports.service_events.echo(
      kept.scope, {"kms",
                   "CreateKey",
                   {{"BypassPolicyLockoutSafetyCheck",
                     optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false)},
                    {"CustomerMasterKeySpec", text_of(kept.spec)},
                    {"Description", kept.description},
                    {"KeySpec", text_of(kept.spec)},
                    {"KeyUsage", text_of(kept.usage)},
                    {"MultiRegion", true},
                    {"Origin", text_of(kept.origin)}},
                   {{"KeyMetadata", key_metadata(kept)}},
                   {{"AWS::KMS::Key", kept.arn}},
                   kKmsItself});

  // The answer speaks of the moment before the replica is there.
  Key shown = kept;
  shown.state = KeyState::Creating;
  shown.current_material_id.clear();
  Json output{{"ReplicaKeyMetadata", key_metadata(shown)}, {"ReplicaPolicy", policy_of(kept)}};
  if (const Json* given = find_member(input, "Tags"); given != nullptr && !given->empty()) {
    output["ReplicaTags"] = *given;
  }
  return output;
}

Result<Json> update_primary_region(State& kms, Context& context, const Json& input) {
  const std::string region = string_member(input, "PrimaryRegion");
  KT_TRY(const Key* found, require_key(kms, context, KeyOperation::UpdatePrimaryRegion,
                                       string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::UpdatePrimaryRegion, *found));
  if (!found->is_primary()) return not_a_primary(found->arn);
  const Scope there{found->scope.account, region};
  const Key* next = kms.keys.find(there.id(found->id));
  if (next == nullptr) return no_such_key(there, found->id);
  if (next == found) {  // It is the primary already.
    context.record.response_elements = Json{{"keyId", found->arn}};
    return Json();
  }
  KT_TRY_VOID(check_key_state(KeyOperation::UpdatePrimaryRegion, *next));

  std::vector<std::string> replicas = found->replica_regions;
  std::erase(replicas, region);
  replicas.push_back(found->scope.region);
  std::ranges::sort(replicas);
  const auto move_primary = [&](Key& key) {
    key.primary_region = region;
    key.replica_regions = replicas;
    pass_through(context, key, KeyState::Updating);
  };
  Key& demoted = *kms.keys.edit(found->row_id());
  move_primary(demoted);
  pause_rotation(context, demoted);
  change_shared(kms, context, *next, [&](Key& promoted) {
    move_primary(promoted);
    resume_rotation(context, promoted);
    promoted.on_demand_rotations = demoted.on_demand_rotations;
  });
  context.ports.service_events.echo(next->scope, {"kms",
                                                  "UpdatePrimaryRegion",
                                                  {{"KeyId", next->arn}, {"PrimaryRegion", region}},
                                                  nullptr,
                                                  {},
                                                  kKmsItself,
                                                  Json{{"keyId", next->arn}}});
  context.record.response_elements = Json{{"keyId", demoted.arn}};
  return Json();
}

}  // namespace keytrail::kms
