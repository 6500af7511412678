#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> get_key_last_usage(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::GetKeyLastUsage, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::GetKeyLastUsage, *key));
  Json last = Json::object();
  if (const KeyUse* use = kms.uses.find(key->row_id())) {
    last = {{"Operation", use->operation},
            {"Timestamp", millis_of(use->at)},
            {"CloudTrailEventId", use->event_id},
            {"KmsRequestId", use->request_id}};
  }
  // Keys are watched from their first day on.
  return Json{{"KeyId", key->arn},
              {"KeyLastUsage", std::move(last)},
              {"TrackingStartDate", millis_of(key->created_at)},
              {"KeyCreationDate", millis_of(key->created_at)}};
}

}  // namespace keytrail::kms
