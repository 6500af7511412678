#include <algorithm>
#include <charconv>

#include "cloudwatch/alarm_history.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/paging.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kPageSizeDefault = 100;

using Cursor = std::pair<Instant, std::uint64_t>;

std::string position_of(const Cursor& cursor) {
  return std::to_string(millis_of(cursor.first)) + ' ' + std::to_string(cursor.second);
}

std::optional<Cursor> parse_position(std::string_view text) {
  const char* end = text.data() + text.size();
  std::int64_t millis = 0;
  std::uint64_t sequence = 0;
  const auto first = std::from_chars(text.data(), end, millis);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, sequence);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return Cursor(instant_of(millis), sequence);
}

// From StartDate to EndDate, the latter included; newest first unless asked otherwise.
Result<Range> range_of(const Json& input) {
  Range range;
  if (const auto start = optional_integer(input, "StartDate")) range.from = instant_of(*start);
  if (const auto end = optional_integer(input, "EndDate")) {
    range.until = instant_of(*end) + Duration(1);
  }
  if (string_member(input, "ScanBy") != "TimestampAscending") range.order = Order::Descending;
  KT_TRY(const std::optional<std::string> position, page_position(input));
  if (!position) return range;
  range.beyond = parse_position(*position);
  if (!range.beyond) return invalid_next_token();
  return range;
}

Json item_json(const JournalRow& row) {
  return Json{{"AlarmName", row.body["alarmName"]},    {"AlarmType", row.body["alarmType"]},
              {"Timestamp", millis_of(row.at)},        {"HistoryItemType", row.body["type"]},
              {"HistorySummary", row.body["summary"]}, {"HistoryData", row.body["data"]}};
}

// Without AlarmTypes only metric alarms are shown (DescribeAlarmHistory reference).
bool wants_type(const Json& input, const Json& type) {
  const Json* types = find_member(input, "AlarmTypes");
  if (!types || types->empty()) return type == "MetricAlarm";
  return std::find(types->begin(), types->end(), type) != types->end();
}

}  // namespace

Result<Json> describe_alarm_history(State&, Context& context, const Json& input) {
  KT_TRY(const Range range, range_of(input));
  const std::string type = string_member(input, "HistoryItemType");
  const auto name = optional_string(input, "AlarmName");
  const auto page_size =
      static_cast<std::size_t>(optional_integer(input, "MaxRecords").value_or(kPageSizeDefault));
  Json items = Json::array();
  Cursor last;
  bool is_more = false;
  const std::string partition =
      name ? history_partition(context.scope(), *name) : context.scope().prefix();
  context.store.scan_journal(std::string(kHistoryJournal), partition, range,
                             [&](const JournalRow& row) {
                               if (!type.empty() && row.body["type"] != type) return true;
                               if (!wants_type(input, row.body["alarmType"])) return true;
                               is_more = items.size() == page_size;
                               if (is_more) return false;
                               items.push_back(item_json(row));
                               last = Cursor(row.at, row.sequence);
                               return true;
                             });
  Json output{{"AlarmHistoryItems", std::move(items)}};
  if (is_more) output["NextToken"] = make_token(position_of(last));
  return output;
}

}  // namespace keytrail::cloudwatch
