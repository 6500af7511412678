#include "cloudtrail/operations/operations.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

// When the trail last wrote into its log group: the newest event of its streams, so that no
// delivery has to be written down twice.
std::optional<Instant> latest_log_delivery(Context& context, const Trail& trail) {
  std::optional<Instant> latest;
  const std::optional<std::string> group = log_group_name(trail);
  if (!group) return latest;
  Range newest_first;
  newest_first.order = Order::Descending;
  std::vector<std::string> accounts = member_accounts(context, trail);
  accounts.push_back(trail.home.account);
  for (const std::string& account : accounts) {
    context.store.scan_log_events(trail.home.id(*group), log_stream_name(trail, account),
                                  newest_first, [&](const LogEventRow& row) {
                                    latest =
                                        std::max(latest.value_or(row.ingested_at), row.ingested_at);
                                    return false;
                                  });
  }
  return latest;
}

std::string text_or_empty(const std::optional<Instant>& at) {
  return at ? to_rfc3339_seconds(*at) : std::string();
}

// "LatestDeliveryTime" and "LatestDeliveryError" and the like.
void show(Json& status, const std::string& what, const std::optional<Instant>& at,
          const std::string& error) {
  if (at) status["Latest" + what + "Time"] = millis_of(*at);
  if (!error.empty()) status["Latest" + what + "Error"] = error;
}

}  // namespace

// The six last members are of no use to anyone, but the service still sends them, as texts.
Result<Json> get_trail_status(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail(state, context, string_member(input, "Name")));
  Json status = {{"IsLogging", trail->is_logging}};
  show(status, "Delivery", trail->delivered_at, trail->delivery_error);
  show(status, "Notification", trail->notified_at, trail->notification_error);
  if (trail->started_at) status["StartLoggingTime"] = millis_of(*trail->started_at);
  if (trail->stopped_at) status["StopLoggingTime"] = millis_of(*trail->stopped_at);
  show(status, "CloudWatchLogsDelivery", latest_log_delivery(context, *trail),
       trail->log_delivery_error);
  show(status, "DigestDelivery", trail->digest_delivered_at, trail->digest_error);
  status["LatestDeliveryAttemptTime"] = text_or_empty(trail->delivery_attempted_at);
  status["LatestNotificationAttemptTime"] = text_or_empty(trail->notification_attempted_at);
  status["LatestNotificationAttemptSucceeded"] = text_or_empty(trail->notified_at);
  status["LatestDeliveryAttemptSucceeded"] = text_or_empty(trail->delivered_at);
  status["TimeLoggingStarted"] = text_or_empty(trail->started_at);
  status["TimeLoggingStopped"] = text_or_empty(trail->stopped_at);
  return status;
}

}  // namespace keytrail::cloudtrail
