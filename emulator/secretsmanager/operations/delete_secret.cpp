#include "secretsmanager/deletion.h"
#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

using std::chrono::days;

constexpr days kWindowMin{7};
constexpr days kWindowMax{30};
constexpr days kWindowDefault = kWindowMax;

Json deleted(Context& context, const std::string& arn, const std::string& name,
             Instant deletion_at) {
  context.record.response_elements =
      Json{{"name", name}, {"deletionDate", to_english_time(deletion_at)}, {"arn", arn}};
  return {{"ARN", arn}, {"Name", name}, {"DeletionDate", millis_of(deletion_at)}};
}

Result<days> recovery_window_of(const Json& input) {
  const std::optional<std::int64_t> given = optional_integer(input, "RecoveryWindowInDays");
  if (!given) return kWindowDefault;
  // Compared as a number: days of any count would overflow an Instant.
  if (*given < kWindowMin.count() || *given > kWindowMax.count()) {
    return recovery_window_out_of_range();
  }
  return days(*given);
}

// Replicas go first.
Result<void> check_has_no_replicas(const Secret& secret) {
  if (secret.replicas.empty()) return {};
  std::vector<std::string> regions;
  for (const Replica& replica : secret.replicas) regions.push_back(replica.region);
  return has_replicas(secret.name, regions);
}

// Deleting by force what is not there succeeds, with an ARN that never was.
Result<Json> delete_now(State& state, Context& context, const Json& input) {
  KT_TRY(const SecretId id, parse_secret_id(context.scope(), string_member(input, "SecretId")));
  const Result<const Secret*> found = require_secret(state, context, input);
  if (!found.ok()) {
    const std::string arn = id.arn.empty() ? make_secret_arn(context, id.name) : id.arn;
    return deleted(context, arn, id.name, context.now);
  }
  const Secret& secret = *found.value();
  KT_TRY_VOID(check_has_no_replicas(secret));
  Json reply = deleted(context, secret.arn, secret.name, context.now);
  if (!secret.is_marked_for_deletion()) {
    emit_version_events(context, secret, VersionDeletion::Start);
  }
  remove_secret(state, context, secret.name);
  return reply;
}

}  // namespace

Result<Json> delete_secret(State& state, Context& context, const Json& input) {
  if (optional_bool(input, "ForceDeleteWithoutRecovery").value_or(false)) {
    if (find_member(input, "RecoveryWindowInDays")) return recovery_window_with_forced_deletion();
    return delete_now(state, context, input);
  }
  KT_TRY(const days window, recovery_window_of(input));
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY_VOID(check_has_no_replicas(*secret));

  const Instant deletion_at = context.now + window;
  const TimerId timer = context.scheduler.schedule(
      deletion_at, Rank::StateTransition, kDeleteSecretTimer, context.scope().id(secret->name));
  Secret& changed = change_secret(state, context, secret->name);
  changed.deletion = Deletion{context.now, timer};
  emit_version_events(context, changed, VersionDeletion::Start);
  return deleted(context, changed.arn, changed.name, deletion_at);
}

}  // namespace keytrail::secretsmanager
