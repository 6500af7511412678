// The way of a record from the call that caused it to the log groups of trails.
#include "cloudtrail/distribution.h"

#include "cloudtrail/event_selectors.h"
#include "cloudtrail/service.h"
#include "cloudtrail/trails.h"
#include "core/limits.h"

namespace keytrail::cloudtrail {
namespace {

// What a trail reports while its log group is gone; deliveries are not kept for later.
constexpr std::string_view kLogGroupGone =
    "ResourceNotFoundException: The specified log group does not exist.";

// Their events belong to no region; since 2021-11-22 they are recorded in us-east-1.
bool is_global_service(std::string_view event_source) {
  return event_source == "iam.amazonaws.com" || event_source == "cloudfront.amazonaws.com";
}

bool takes(const Trail& trail, const Record& record) {
  if (!trail.is_logging || trail.log_group_arn.empty()) return false;
  // Larger events go to S3 only (CloudTrail guide, "Record contents").
  if (record.row.text->size() > limits::kRecordBytesMax) return false;
  if (!trail.includes_global_service_events && is_global_service(record.row.event_source)) {
    return false;
  }
  return selects(trail, record);
}

// Hands the event to the trail's group and keeps in mind how that went. The trail is written only
// when that changes, never for each event.
void deliver(State& state, Context& context, const Trail& trail, const DeliveredEvent& event) {
  const std::optional<std::string> group = log_group_name(trail);
  const bool delivered =
      group && context.ports.logs.deliver(trail.home, *group, log_stream_name(trail), event);
  const std::string_view error = delivered ? std::string_view() : kLogGroupGone;
  if (trail.log_delivery_error != error) state.trails.edit(trail.id())->log_delivery_error = error;
}

DeliveredEvent event_of(const Record& record, Instant at, std::uint64_t record_sequence) {
  return {at,
          record.row.text,
          record.tree.is_null() ? nullptr : &record.tree,
          record.tree.is_null() ? &record.members : nullptr,
          record_sequence,
          record.row.event_id};
}

void schedule_delivery(Context& context, const Trail& trail, const Record& record,
                       std::uint64_t record_sequence) {
  context.scheduler.schedule(context.now + context.settings.trail_delay, Rank::TrailDelivery,
                             std::string(kDeliverTimer), trail.id(),
                             {{"scope", record.row.scope},
                              {"at", millis_of(record.row.at)},
                              {"sequence", record_sequence}});
}

void note_record(Context& context, const Record& record) {
  Json entry = {{"eventID", record.row.event_id},
                {"eventName", record.row.event_name},
                {"eventSource", record.row.event_source}};
  if (!record.error_code.empty()) entry["errorCode"] = record.error_code;
  const std::vector<std::string> parts = split(record.row.scope, '/');
  context.timeline.note("record", Scope{parts[0], parts[1]}, std::move(entry));
}

// Data events never enter event history; a log group then holds their text itself.
std::uint64_t keep(Context& context, const Record& record) {
  return record.is_management ? context.store.append(record.row) : 0;
}

}  // namespace

void distribute(State& state, Context& context, const Record& record,
                std::uint64_t record_sequence) {
  const std::string& scope = record.row.scope;
  const std::string_view account = std::string_view(scope).substr(0, scope.find('/') + 1);
  const std::string region = scope.substr(account.size(), scope.size() - account.size() - 1);
  state.trails.each(account, [&](const std::string&, const Trail& trail) {
    if (!trail.is_seen_from(region) || !takes(trail, record)) return;
    if (context.settings.trail_delay > Duration::zero()) {
      schedule_delivery(context, trail, record, record_sequence);
    } else {
      deliver(state, context, trail, event_of(record, context.now, record_sequence));
    }
  });
}

void deliver_later(State& state, Context& context, const Timer& timer) {
  const Trail* trail = state.trails.find(timer.subject);
  // A trail that was deleted, or lost its log group, since: nowhere to go.
  if (trail == nullptr || trail->log_group_arn.empty()) return;

  const std::uint64_t sequence = timer.detail.at("sequence").get<std::uint64_t>();
  const Instant at = instant_of(timer.detail.at("at").get<std::int64_t>());
  Range range{at, at + Duration(1), Order::Ascending, std::pair(at, sequence - 1)};
  std::optional<DeliveredEvent> event;
  context.store.scan_records(
      timer.detail.at("scope").get<std::string>(), range, [&](const RecordRow& row) {
        if (row.sequence == sequence) {
          event = DeliveredEvent{context.now, row.text, nullptr, nullptr, sequence, row.event_id};
        }
        return false;
      });
  if (event) deliver(state, context, *trail, *event);
}

Injected inject(State& state, Context& context, const std::vector<Json>& records) {
  Injected result;
  for (std::size_t index = 0; index < records.size(); ++index) {
    Result<Record> adopted = adopt_record(records[index]);
    if (!adopted) {
      result.refused.emplace_back(index, adopted.error().message);
      continue;
    }
    const Record& record = adopted.value();
    const std::uint64_t sequence = keep(context, record);
    note_record(context, record);
    for (const auto& [id, trail] : state.trails.rows()) {
      if (takes(trail, record)) {
        deliver(state, context, trail, event_of(record, context.now, sequence));
      }
    }
    ++result.accepted;
  }
  return result;
}

}  // namespace keytrail::cloudtrail
