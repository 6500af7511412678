#include "base/text.h"
#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/rotation.h"
#include "secretsmanager/schedule.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

bool is_function_arn(const std::string& text) {
  const std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "lambda") return false;
  const std::vector<std::string> parts = split(arn->resource, ':');
  return parts.size() >= 2 && parts.size() <= 3 && parts[0] == "function" && !parts[1].empty();
}

// What the call gives, over what the secret has.
Result<Rotation> read_rotation(const Secret& secret, const Json& input) {
  Rotation rotation = secret.rotation.value_or(Rotation());
  if (const auto arn = optional_string(input, "RotationLambdaARN"); arn && !arn->empty()) {
    if (!is_function_arn(*arn)) return invalid_function_arn();
    rotation.function_arn = *arn;
  }
  if (rotation.function_arn.empty()) return rotation_function_missing();
  if (const Json* rules = find_member(input, "RotationRules")) {
    rotation.rules = {optional_integer(*rules, "AutomaticallyAfterDays"),
                      string_member(*rules, "ScheduleExpression"),
                      string_member(*rules, "Duration")};
    KT_TRY_VOID(check_rules(rotation.rules));
  }
  rotation.is_enabled = true;
  return rotation;
}

}  // namespace

Result<Json> rotate_secret(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  const std::string token = string_member(input, "ClientRequestToken");
  if (token.empty()) return rotation_token_missing();
  KT_TRY(Rotation rotation, read_rotation(*secret, input));
  if (context.settings.lambda_endpoint.empty()) {
    return not_implemented("secretsmanager RotateSecret without --lambda-endpoint");
  }
  if (!rotation.version_id.empty() || has_pending_rotation(*secret)) return rotation_incomplete();

  Secret& changed = change_secret(state, context, secret->name);
  changed.rotation = std::move(rotation);
  schedule_rotation(context, changed, context.now);
  const bool is_at_once = optional_bool(input, "RotateImmediately").value_or(true);
  start_rotation(context, changed, token, is_at_once ? RotationKind::Real : RotationKind::Test);
  Json reply = arn_and_name(changed);
  if (is_at_once) reply["VersionId"] = token;
  record_secret(context, changed, RecordedName::No);
  return reply;
}

Result<Json> cancel_rotate_secret(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  if (!secret->rotation) return rotation_not_configured();
  Secret& changed = change_secret(state, context, secret->name);
  Json reply = arn_and_name(changed);
  Rotation& rotation = *changed.rotation;
  if (!rotation.version_id.empty()) reply["VersionId"] = rotation.version_id;
  abandon_rotation(context, changed);
  context.scheduler.cancel(std::exchange(rotation.timer, 0));
  rotation.next_window_at.reset();
  rotation.is_enabled = false;
  record_secret(context, changed, RecordedName::No);
  return reply;
}

}  // namespace keytrail::secretsmanager
