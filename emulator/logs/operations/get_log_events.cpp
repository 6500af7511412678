// One stream, page by page in both directions. The tokens are positions between events: whoever
// reads on from the end gets the token back that was sent, which is how clients know to stop.
#include <algorithm>

#include "logs/encryption.h"
#include "logs/errors.h"
#include "logs/event_position.h"
#include "logs/event_size.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kEventsPerPage = 10'000;

// The next page in the direction of the range, but always oldest first.
std::vector<LogEventRow> read_page(Store& store, const std::string& group,
                                   const std::string& stream, const Range& range,
                                   std::size_t limit) {
  std::vector<LogEventRow> rows;
  if (range.from >= range.until) return rows;
  std::size_t bytes = 0;
  store.scan_log_events(group, stream, range, [&](const LogEventRow& row) {
    bytes += event_bytes(message_bytes(row));
    if (!rows.empty() && bytes > kBatchBytesMax) return false;
    rows.push_back(row);
    return rows.size() < limit;
  });
  if (range.order == Order::Descending) std::reverse(rows.begin(), rows.end());
  return rows;
}

}  // namespace

Result<Json> get_log_events(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group, require_identified_group_id(state, context, input));
  const std::string stream = string_member(input, "logStreamName");
  KT_TRY_VOID(require_stream_id(state, group, stream));

  Range range;
  if (const auto start = optional_integer(input, "startTime")) range.from = instant_of(*start);
  if (const auto end = optional_integer(input, "endTime")) range.until = instant_of(*end);
  EventPosition here{std::max(range.from, Instant()), 0};
  if (const auto text = optional_string(input, "nextToken")) {
    const std::optional<ReadToken> token = parse_read_token(*text);
    if (!token) return errors::invalid_next_token();
    here = token->position;
    resume(range, *token);
  } else if (!optional_bool(input, "startFromHead").value_or(false)) {
    range.order = Order::Descending;
  }

  const auto limit =
      static_cast<std::size_t>(optional_integer(input, "limit").value_or(kEventsPerPage));
  const std::vector<LogEventRow> rows = read_page(context.store, group, stream, range, limit);
  MessageReader reader(context, state.groups.find(group)->name);
  Json events = Json::array();
  for (const LogEventRow& row : rows) {
    KT_TRY(const Text message, reader.read(row));
    events.push_back({{"timestamp", millis_of(row.at)},
                      {"message", *message},
                      {"ingestionTime", millis_of(row.ingested_at)}});
  }
  const EventPosition first = rows.empty() ? here : EventPosition::before(rows.front());
  const EventPosition last = rows.empty() ? here : EventPosition::after(rows.back());
  return Json{{"events", std::move(events)},
              {"nextForwardToken", render_read_token({Order::Ascending, last})},
              {"nextBackwardToken", render_read_token({Order::Descending, first})}};
}

}  // namespace keytrail::logs
