#include "secretsmanager/rotation.h"

#include <array>

#include "base/text.h"
#include "secretsmanager/schedule.h"
#include "secretsmanager/service.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::array<std::string_view, 4> kSteps{"createSecret", "setSecret", "testSecret",
                                                 "finishSecret"};
constexpr std::string_view kTestStep = kSteps[2];
// How often AWS tries again is not documented; a step is tried again after 1, 5 and 15 minutes.
const Json kRetryAfter{60'000, 300'000, 900'000};

void emit_rotation_event(Context& context, const Secret& secret, const std::string& what,
                         const std::string& error = {}) {
  ServiceEvent event;
  event.event_source = "secretsmanager.amazonaws.com";
  event.event_name = (secret.rotation->is_test ? "TestRotation" : "Rotation") + what;
  event.additional_event_data = {{"SecretId", secret.arn}};
  event.error_message = error;
  event.invoked_by = "secretsmanager.amazonaws.com";
  context.ports.service_events.emit(context.scope(), event);
}

// "NAME" or "NAME:QUALIFIER" of a function's ARN, as the path of Lambda's Invoke call.
std::string invoke_path(const std::string& function_arn) {
  const std::vector<std::string> parts = split(parse_arn(function_arn)->resource, ':');
  std::string path = "/2015-03-31/functions/" + percent_encode(parts.at(1)) + "/invocations";
  if (parts.size() > 2) path += "?Qualifier=" + percent_encode(parts[2]);
  return path;
}

void invoke(Context& context, const Secret& secret) {
  const Rotation& rotation = *secret.rotation;
  const Json event = {{"Step", rotation.step},
                      {"SecretId", secret.arn},
                      {"ClientRequestToken", rotation.version_id}};
  context.outbox.invoke_function(
      context.scope(), context.now,
      {{"url", context.settings.lambda_endpoint + invoke_path(rotation.function_arn)},
       {"headers",
        {{"Content-Type", "application/json"},
         {"X-Amz-Invocation-Type", "RequestResponse"},
         {"User-Agent", "secretsmanager.amazonaws.com"}}},
       {"body", to_text(event)},
       {"retryAfter", kRetryAfter},
       {"about",
        {{"function", rotation.function_arn}, {"secret", secret.arn}, {"step", rotation.step}}},
       {"secret", context.scope().id(secret.name)},
       {"versionId", rotation.version_id},
       {"step", rotation.step}});
}

void end_rotation(Secret& secret) {
  Rotation& rotation = *secret.rotation;
  if (rotation.is_test) secret.versions.erase(rotation.version_id);
  rotation.version_id.clear();
  rotation.step.clear();
  rotation.is_test = false;
}

void succeed(Context& context, Secret& secret) {
  Rotation& rotation = *secret.rotation;
  emit_rotation_event(context, secret, "Succeeded");
  if (!rotation.is_test) {
    rotation.last_rotated_at = secret.last_changed_at = context.now;
    if (rotation.is_enabled) schedule_rotation(context, secret, context.now);
  }
  end_rotation(secret);
}

}  // namespace

void start_rotation(Context& context, Secret& secret, const std::string& version_id,
                    RotationKind kind) {
  Rotation& rotation = *secret.rotation;
  rotation.version_id = version_id;
  rotation.is_test = kind == RotationKind::Test;
  rotation.step = rotation.is_test ? kTestStep : kSteps.front();
  const auto [version, is_new] = secret.versions.try_emplace(version_id);
  if (is_new) version->second.created_at = context.now;
  attach_stage(secret, kPending, version_id);
  emit_rotation_event(context, secret, "Started");
  invoke(context, secret);
}

void abandon_rotation(Context& context, Secret& secret) {
  if (!secret.rotation || secret.rotation->version_id.empty()) return;
  emit_rotation_event(context, secret, "Abandoned");
  end_rotation(secret);
}

void schedule_rotation(Context& context, Secret& secret, Instant last) {
  Rotation& rotation = *secret.rotation;
  context.scheduler.cancel(std::exchange(rotation.timer, 0));
  rotation.next_window_at = next_window(rotation.rules, last);
  if (!rotation.next_window_at) return;
  rotation.timer = context.scheduler.schedule(*rotation.next_window_at, Rank::StateTransition,
                                              kRotateSecretTimer, context.scope().id(secret.name));
}

bool has_pending_rotation(const Secret& secret) {
  const std::string pending = find_stage_holder(secret, kPending);
  return !pending.empty() && pending != find_stage_holder(secret, kCurrent);
}

void open_rotation_window(State& state, Context& context, const Timer& timer) {
  Secret* secret = state.secrets.edit(timer.subject);
  if (secret == nullptr || !secret->rotation || !secret->rotation->is_enabled) return;
  schedule_rotation(context, *secret, context.now);
  const bool is_busy = !secret->rotation->version_id.empty();
  if (is_busy || secret->is_marked_for_deletion()) return;
  // What a rotation left behind that failed is taken up again.
  const std::string pending = find_stage_holder(*secret, kPending);
  start_rotation(context, *secret, has_pending_rotation(*secret) ? pending : context.random.uuid(),
                 RotationKind::Real);
}

void end_invocation(State& state, Context& context, const Delivery& delivery,
                    const AttemptResult& result) {
  Secret* secret = state.secrets.edit(string_member(delivery.payload, "secret"));
  const std::string step = string_member(delivery.payload, "step");
  // The rotation may have been called off meanwhile, and the secret deleted.
  if (secret == nullptr || !secret->rotation || secret->rotation->step != step ||
      secret->rotation->version_id != string_member(delivery.payload, "versionId")) {
    return;
  }
  Rotation& rotation = *secret->rotation;
  if (!result.has_arrived()) {
    emit_rotation_event(context, *secret, "Failed", result.error);
    return end_rotation(*secret);
  }
  if (rotation.is_test) return succeed(context, *secret);
  const auto at = std::ranges::find(kSteps, std::string_view(step));
  if (at + 1 != kSteps.end()) {
    rotation.step = *(at + 1);
    return invoke(context, *secret);
  }
  if (find_stage_holder(*secret, kCurrent) == rotation.version_id) {
    return succeed(context, *secret);
  }
  emit_rotation_event(context, *secret, "Failed",
                      "The function has ended, but AWSCURRENT is not on the new version.");
  end_rotation(*secret);
}

}  // namespace keytrail::secretsmanager
