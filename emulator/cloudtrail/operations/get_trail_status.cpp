#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

// When the trail last wrote into its log group: the newest event of its stream, so that no delivery
// has to be written down twice.
std::optional<Instant> latest_log_delivery(Context& context, const Trail& trail) {
  std::optional<Instant> latest;
  const std::optional<std::string> group = log_group_name(trail);
  if (!group) return latest;
  Range newest_first;
  newest_first.order = Order::Descending;
  context.store.scan_log_events(trail.home.id(*group), log_stream_name(trail), newest_first,
                                [&](const LogEventRow& row) {
                                  latest = row.ingested_at;
                                  return false;
                                });
  return latest;
}

std::string text_or_empty(const std::optional<Instant>& at) {
  return at ? to_rfc3339_seconds(*at) : std::string();
}

}  // namespace

// Nothing is said of deliveries to S3, which do not happen yet. The six last members are of no use
// to anyone, but the service still sends them, as texts.
Result<Json> get_trail_status(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail(state, context, string_member(input, "Name")));
  Json status = {{"IsLogging", trail->is_logging}};
  if (trail->started_at) status["StartLoggingTime"] = millis_of(*trail->started_at);
  if (trail->stopped_at) status["StopLoggingTime"] = millis_of(*trail->stopped_at);
  if (const std::optional<Instant> latest = latest_log_delivery(context, *trail)) {
    status["LatestCloudWatchLogsDeliveryTime"] = millis_of(*latest);
  }
  if (!trail->log_delivery_error.empty()) {
    status["LatestCloudWatchLogsDeliveryError"] = trail->log_delivery_error;
  }
  status["LatestDeliveryAttemptTime"] = "";
  status["LatestNotificationAttemptTime"] = "";
  status["LatestNotificationAttemptSucceeded"] = "";
  status["LatestDeliveryAttemptSucceeded"] = "";
  status["TimeLoggingStarted"] = text_or_empty(trail->started_at);
  status["TimeLoggingStopped"] = text_or_empty(trail->stopped_at);
  return status;
}

}  // namespace keytrail::cloudtrail
