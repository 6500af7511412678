#include "logs/errors.h"
#include "logs/event_position.h"
#include "logs/event_size.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

// PutLogEvents reference.
constexpr std::chrono::hours kBatchSpanMax{24};
constexpr std::chrono::days kAgeMax{14};
constexpr std::chrono::hours kAheadMax{2};

Instant at_of(const Json& event) { return instant_of(event.at("timestamp").get<std::int64_t>()); }

Result<void> check_batch(const Json& events) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    bytes += event_bytes(events[i].at("message").get_ref<const std::string&>());
    if (i > 0 && at_of(events[i]) < at_of(events[i - 1])) return errors::not_chronological();
  }
  if (bytes > kBatchBytesMax) return errors::batch_too_large(bytes, kBatchBytesMax);
  return {};
}

// What of an ordered batch is taken: [begin, end). The rest is refused without an error.
struct Taken {
  std::size_t too_old_end = 0;
  std::size_t expired_end = 0;
  std::size_t too_new_start = 0;

  std::size_t begin() const { return std::max(too_old_end, expired_end); }
};

Taken sort_out(const Json& events, Instant now, std::optional<std::int64_t> retention_in_days) {
  const auto count_before = [&](Instant limit) {
    std::size_t count = 0;
    while (count < events.size() && at_of(events[count]) < limit) ++count;
    return count;
  };
  Taken taken;
  taken.too_old_end = count_before(now - kAgeMax);
  if (retention_in_days) {
    taken.expired_end = count_before(now - std::chrono::days(*retention_in_days));
  }
  taken.too_new_start = count_before(now + kAheadMax + Duration(1));
  return taken;
}

// Only events that are neither too old nor too new count (PutLogEvents reference).
Result<void> check_span(const Json& events, const Taken& taken) {
  if (taken.too_old_end >= taken.too_new_start) return {};
  const Instant first = at_of(events[taken.too_old_end]);
  const Instant last = at_of(events[taken.too_new_start - 1]);
  if (last - first > kBatchSpanMax) return errors::batch_spans_too_long();
  return {};
}

Json rejected_info(const Taken& taken, std::size_t count) {
  Json info = Json::object();
  if (taken.too_new_start < count) info["tooNewLogEventStartIndex"] = taken.too_new_start;
  if (taken.too_old_end > 0) info["tooOldLogEventEndIndex"] = taken.too_old_end;
  if (taken.expired_end > 0) info["expiredLogEventEndIndex"] = taken.expired_end;
  return info;
}

}  // namespace

Result<Json> put_log_events(State& state, Context& context, const Json& input) {
  const Json& events = input.at("logEvents");
  KT_TRY_VOID(check_batch(events));
  KT_TRY(const std::string group_key, require_group_id(state, context, input));
  const std::string stream = string_member(input, "logStreamName");
  KT_TRY_VOID(require_stream_id(state, group_key, stream));

  const LogGroup& group = *state.groups.find(group_key);
  const Taken taken = sort_out(events, context.now, group.retention_in_days);
  KT_TRY_VOID(check_span(events, taken));
  for (std::size_t i = taken.begin(); i < taken.too_new_start; ++i) {
    DeliveredEvent event;
    event.at = at_of(events[i]);
    event.message =
        std::make_shared<const std::string>(events[i].at("message").get_ref<const std::string&>());
    // Refused, if at all, with the first.
    KT_TRY_VOID(deliver(state, context, context.scope(), group.name, stream, event));
  }

  Json output = {{"nextSequenceToken", event_id({context.now, context.random.number()})}};
  if (Json info = rejected_info(taken, events.size()); !info.empty()) {
    output["rejectedLogEventsInfo"] = std::move(info);
  }
  return output;
}

}  // namespace keytrail::logs
