#include "secretsmanager/deletion.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {

// Restoring a secret that is not marked changes nothing and succeeds.
Result<Json> restore_secret(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_secret(state, context, input));
  if (secret->is_marked_for_deletion()) {
    Secret& changed = change_secret(state, context, secret->name);
    context.scheduler.cancel(changed.deletion->timer);
    changed.deletion.reset();
    emit_version_events(context, changed, VersionDeletion::Cancel);
  }
  record_secret(context, *secret, RecordedName::Yes);
  return arn_and_name(*secret);
}

}  // namespace keytrail::secretsmanager
