#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

// Whether the label may leave the version that has it. That version must be named, so that two
// callers do not undo each other's move unseen.
Result<void> check_move(const std::string& stage, const std::string& holder,
                        const std::optional<std::string>& from,
                        const std::optional<std::string>& to) {
  if (from && *from != holder) return remove_from_version_mismatch(stage);
  if (!to && stage == kCurrent) return current_stage_cannot_be_detached();
  if (!from && !holder.empty() && holder != *to) return remove_from_version_missing(stage, holder);
  return {};
}

}  // namespace

Result<Json> update_secret_version_stage(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  const std::string stage = string_member(input, "VersionStage");
  const std::optional<std::string> from = optional_string(input, "RemoveFromVersionId");
  const std::optional<std::string> to = optional_string(input, "MoveToVersionId");
  if (!from && !to) return stage_move_missing();
  for (const auto& version_id : {from, to}) {
    const bool is_missing = version_id && !secret->versions.contains(*version_id);
    if (is_missing) return version_not_found(*version_id);
  }
  KT_TRY_VOID(check_move(stage, find_stage_holder(*secret, stage), from, to));
  KT_TRY_VOID(check_stage_quota(*secret, {stage}));

  Secret& changed = change_secret(state, context, secret->name);
  if (to) {
    attach_stage(changed, stage, *to);
  } else {
    detach_stage(changed, stage);
  }
  record_secret(context, changed, RecordedName::No);
  return arn_and_name(changed);
}

}  // namespace keytrail::secretsmanager
