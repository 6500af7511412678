#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/timers.h"

namespace keytrail::kms {
namespace {

// The model admits 1 to 365; the service does not.
constexpr std::int64_t kWindowDaysMin = 7;
constexpr std::int64_t kWindowDaysMax = 30;

}  // namespace

Result<Json> schedule_key_deletion(State& kms, Context& context, const Json& input) {
  const std::int64_t window_days =
      optional_integer(input, "PendingWindowInDays").value_or(kWindowDaysMax);
  if (window_days < kWindowDaysMin) {
    return value_too_small(window_days, "pendingWindowInDays", kWindowDaysMin);
  }
  if (window_days > kWindowDaysMax) {
    return value_too_large(window_days, "pendingWindowInDays", kWindowDaysMax);
  }
  KT_TRY(const Key* found, require_key(kms, context, KeyOperation::ScheduleKeyDeletion,
                                       string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ScheduleKeyDeletion, *found));

  Key& key = *kms.keys.edit(found->row_id());
  context.scheduler.cancel(std::exchange(key.transition_timer, 0));
  Json output{{"KeyId", key.arn}};
  if (key.is_primary() && !key.replica_regions.empty()) {
    // The window begins when the last replica is gone.
    key.state = KeyState::PendingReplicaDeletion;
    key.deletion_window = std::chrono::days(window_days);
  } else {
    await_deletion(context, key, std::chrono::days(window_days));
    output["DeletionDate"] = millis_of(*key.deletion_at);
  }
  output["KeyState"] = text_of(key.state);
  output["PendingWindowInDays"] = window_days;
  return output;
}

}  // namespace keytrail::kms
