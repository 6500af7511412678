#include <map>

#include "logs/errors.h"
#include "logs/event_position.h"
#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/page.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kStreamsPerPage = 50;

Json describe_stream(const Context& context, const LogGroup& group, const LogStream& stream) {
  Json entry = {{"logStreamName", stream.name}, {"creationTime", millis_of(stream.created_at)}};
  if (stream.first_event_at) entry["firstEventTimestamp"] = millis_of(*stream.first_event_at);
  if (stream.last_event_at) entry["lastEventTimestamp"] = millis_of(*stream.last_event_at);
  if (stream.last_ingested_at) {
    entry["lastIngestionTime"] = millis_of(*stream.last_ingested_at);
    // Nobody needs it any more, but it is still answered; any token is taken.
    entry["uploadSequenceToken"] = event_id({*stream.last_ingested_at, 0});
  }
  entry["arn"] = group_arn(context.scope(), group.name).text() + ":log-stream:" + stream.name;
  entry["storedBytes"] = 0;  // AWS no longer counts streams; the group has the number.
  return entry;
}

// Sorts by the last event, streams without one first, then by name.
std::string time_key(const LogStream& stream) {
  return event_id({stream.last_event_at.value_or(Instant()), 0}) + stream.name;
}

}  // namespace

Result<Json> describe_log_streams(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group_key, require_identified_group_id(state, context, input));
  const std::string prefix = string_member(input, "logStreamNamePrefix");
  const bool is_by_time = string_member(input, "orderBy") == "LastEventTime";
  if (is_by_time && !prefix.empty()) return errors::order_by_time_with_prefix();
  const Order order =
      optional_bool(input, "descending").value_or(false) ? Order::Descending : Order::Ascending;
  KT_TRY(Page page, Page::begin("logStreams", input, kStreamsPerPage, order));

  std::map<std::string, const LogStream*> sorted;
  state.streams.each(inside(group_key) + prefix, [&](const std::string&, const LogStream& stream) {
    sorted.emplace(is_by_time ? time_key(stream) : stream.name, &stream);
  });
  const LogGroup& group = *state.groups.find(group_key);
  const auto offer = [&](const auto& item) {
    return page.offer(item.first, [&] { return describe_stream(context, group, *item.second); });
  };
  if (order == Order::Ascending) {
    for (auto item = sorted.begin(); item != sorted.end() && offer(*item);) ++item;
  } else {
    for (auto item = sorted.rbegin(); item != sorted.rend() && offer(*item);) ++item;
  }
  return std::move(page).finish();
}

}  // namespace keytrail::logs
