// Searches a group's events, all streams interleaved by time. One call looks at a bounded number
// of events; with a token but without events it is the caller's turn to go on, as on AWS.
#include <set>

#include "logs/encryption.h"
#include "logs/errors.h"
#include "logs/event_position.h"
#include "logs/event_size.h"
#include "logs/filter_pattern.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kEventsPerFilterPage = 10'000;
constexpr std::size_t kEventsSearchedMax = 20'000;  // Ours.
constexpr Instant kEarliestTailStart{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}};

struct StreamChoice {
  std::set<std::string> names;  // Empty: by prefix.
  std::string prefix;

  bool takes(const std::string& stream) const {
    return names.empty() ? stream.starts_with(prefix) : names.contains(stream);
  }
  // What the store can narrow by itself.
  std::string single_name() const { return names.size() == 1 ? *names.begin() : std::string(); }
};

Result<StreamChoice> choose_streams(const State& state, const std::string& group,
                                    const Json& input) {
  StreamChoice choice;
  choice.prefix = string_member(input, "logStreamNamePrefix");
  const Json* names = find_member(input, "logStreamNames");
  if (names == nullptr) return choice;
  if (!choice.prefix.empty()) return errors::names_and_prefix();
  for (const Json& name : *names) {
    KT_TRY_VOID(require_stream_id(state, group, name.get<std::string>()));
    choice.names.insert(name.get<std::string>());
  }
  return choice;
}

Result<Range> choose_range(const Json& input) {
  Range range;
  const auto start = optional_integer(input, "startTime");
  if (start) range.from = instant_of(*start);
  if (const auto end = optional_integer(input, "endTime")) {
    // Inclusive, unlike GetLogEvents'.
    range.until = instant_of(*end) + Duration(*end < INT64_MAX ? 1 : 0);
  }
  if (!optional_bool(input, "startFromHead").value_or(true)) {
    if (start && range.from < kEarliestTailStart) return errors::tail_start_too_early();
    range.order = Order::Descending;
  }
  if (const auto text = optional_string(input, "nextToken")) {
    const std::optional<ReadToken> token = parse_read_token(*text);
    if (!token) return errors::invalid_next_token();
    resume(range, *token);
  }
  return range;
}

Json describe_event(const LogEventRow& row, const std::string& message) {
  return {{"logStreamName", row.stream},
          {"timestamp", millis_of(row.at)},
          {"message", message},
          {"ingestionTime", millis_of(row.ingested_at)},
          {"eventId", event_id(EventPosition::before(row))}};
}

class Search {
 public:
  Search(const FilterPattern& pattern, const StreamChoice& streams, std::size_t limit,
         MessageReader& reader)
      : pattern_(pattern), streams_(streams), limit_(limit), reader_(reader) {}

  // False when the page is full, the event then belongs to the next page; or after an error.
  bool visit(const LogEventRow& row) {
    if (!streams_.takes(row.stream)) return note_searched(row);
    if (is_full()) return stop();
    Result<Text> message = reader_.read(row);
    if (!message.ok()) {
      error_ = std::move(message).error();
      return false;
    }
    const std::string& text = *message.value();
    if (!pattern_.matches(text, nullptr)) return note_searched(row);
    const std::size_t bytes = event_bytes(text);
    if (!events_.empty() && bytes_ + bytes > kBatchBytesMax) return stop();
    bytes_ += bytes;
    events_.push_back(describe_event(row, text));
    return note_searched(row);
  }

  Result<Json> finish(Order order) && {
    if (error_) return *std::move(error_);
    Json output = {{"events", std::move(events_)}, {"searchedLogStreams", Json::array()}};
    if (is_stopped_) {
      const EventPosition next =
          order == Order::Ascending ? EventPosition::after(last_) : EventPosition::before(last_);
      output["nextToken"] = render_read_token({order, next});
    }
    return output;
  }

 private:
  bool is_full() const { return events_.size() == limit_; }
  bool stop() {
    is_stopped_ = true;
    return false;
  }
  bool note_searched(const LogEventRow& row) {
    last_.at = row.at;
    last_.sequence = row.sequence;
    return ++searched_ < kEventsSearchedMax || stop();
  }

  const FilterPattern& pattern_;
  const StreamChoice& streams_;
  const std::size_t limit_;
  MessageReader& reader_;
  std::optional<ApiError> error_;
  Json events_ = Json::array();
  std::size_t bytes_ = 0;
  std::size_t searched_ = 0;
  LogEventRow last_;  // Time and sequence of the last event looked at.
  bool is_stopped_ = false;
};

}  // namespace

Result<Json> filter_log_events(State& state, Context& context, const Json& input) {
  auto pattern = FilterPattern::compile(string_member(input, "filterPattern"));
  if (std::holds_alternative<PatternError>(pattern)) return errors::invalid_filter_pattern();
  KT_TRY(const std::string group, require_identified_group_id(state, context, input));
  KT_TRY(const StreamChoice streams, choose_streams(state, group, input));
  KT_TRY(const Range range, choose_range(input));
  MessageReader reader(context, state.groups.find(group)->name);
  Search search(
      std::get<FilterPattern>(pattern), streams,
      static_cast<std::size_t>(optional_integer(input, "limit").value_or(kEventsPerFilterPage)),
      reader);
  if (range.from < range.until) {
    context.store.scan_log_events(group, streams.single_name(), range,
                                  [&](const LogEventRow& row) { return search.visit(row); });
  }
  return std::move(search).finish(range.order);
}

}  // namespace keytrail::logs
