#include "secretsmanager/deletion.h"

namespace keytrail::secretsmanager {
namespace {

const char* event_name(VersionDeletion step) {
  switch (step) {
    case VersionDeletion::Start:
      return "StartSecretVersionDelete";
    case VersionDeletion::Cancel:
      return "CancelSecretVersionDelete";
    case VersionDeletion::End:
      break;
  }
  return "EndSecretVersionDelete";
}

}  // namespace

void emit_version_event(Context& context, const Secret& secret, const std::string& version_id,
                        VersionDeletion step) {
  ServiceEvent event;
  event.event_source = "secretsmanager.amazonaws.com";
  event.event_name = event_name(step);
  event.additional_event_data = {{"SecretId", secret.arn}, {"SecretVersionId", version_id}};
  event.invoked_by = "secretsmanager.amazonaws.com";
  context.ports.service_events.emit(context.scope(), event);
}

void emit_version_events(Context& context, const Secret& secret, VersionDeletion step) {
  for (const auto& [version_id, version] : secret.versions) {
    emit_version_event(context, secret, version_id, step);
  }
}

void remove_secret(State& state, Context& context, const std::string& name) {
  const std::string id = context.scope().id(name);
  const Secret* secret = state.secrets.find(id);
  if (!secret) return;
  emit_version_events(context, *secret, VersionDeletion::End);
  if (secret->deletion) context.scheduler.cancel(secret->deletion->timer);
  if (secret->rotation) context.scheduler.cancel(secret->rotation->timer);
  state.secrets.erase(id);
}

void end_recovery_window(State& state, Context& context, const Timer& timer) {
  remove_secret(state, context, timer.subject.substr(context.scope().prefix().size()));
}

}  // namespace keytrail::secretsmanager
