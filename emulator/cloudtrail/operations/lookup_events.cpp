#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cloudtrail/errors.h"
#include "cloudtrail/operations/operations.h"

namespace keytrail::cloudtrail {
namespace {

constexpr auto kHistory = std::chrono::days{90};
constexpr std::size_t kResultsDefault = 50;
constexpr std::size_t kAttributeValueLengthMax = 2000;

struct Attribute {
  std::string_view key;
  RecordAttribute attribute;
};
constexpr Attribute kAttributes[] = {
    {"EventId", RecordAttribute::EventId},
    {"EventName", RecordAttribute::EventName},
    {"EventSource", RecordAttribute::EventSource},
    {"ReadOnly", RecordAttribute::ReadOnly},
    {"Username", RecordAttribute::Username},
    {"AccessKeyId", RecordAttribute::AccessKeyId},
    {"ResourceType", RecordAttribute::ResourceType},
    {"ResourceName", RecordAttribute::ResourceName},
};

// Underscore, blank, comma and newline count as two (LookupEvents, LookupAttribute).
std::size_t attribute_length(std::string_view value) {
  const auto is_double = [](char c) { return c == '_' || c == ' ' || c == ',' || c == '\n'; };
  return code_points(value) +
         static_cast<std::size_t>(std::count_if(value.begin(), value.end(), is_double));
}

// None: every event.
Result<std::optional<RecordFilter>> parse_filter(const Json& input) {
  const Json* attributes = find_member(input, "LookupAttributes");
  if (attributes == nullptr || attributes->empty()) return std::optional<RecordFilter>();
  if (attributes->size() > 1) {
    return invalid_lookup_attributes("You can only specify one lookup attribute.");
  }
  const std::string key = string_member(attributes->front(), "AttributeKey");
  const std::string value = string_member(attributes->front(), "AttributeValue");
  const auto* const found = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                         [&](const Attribute& known) { return known.key == key; });
  if (found == std::end(kAttributes)) {
    return invalid_lookup_attributes("The lookup attribute " + key + " is not valid.");
  }
  if (attribute_length(value) > kAttributeValueLengthMax) {
    return invalid_lookup_attributes("The attribute value is too long.");
  }
  if (key == "ReadOnly" && value != "true" && value != "false") {
    return invalid_lookup_attributes("The attribute value of ReadOnly must be true or false.");
  }
  return std::optional(RecordFilter{found->attribute, value});
}

// A time so far off that it could not be reckoned with is as good as the end of the year 9999.
std::optional<Instant> time_member(const Json& input, std::string_view name) {
  constexpr std::int64_t kMillisMax = 253'402'300'799'000;
  const std::optional<std::int64_t> millis = optional_integer(input, name);
  if (!millis) return std::nullopt;
  return instant_of(std::clamp(*millis, std::int64_t{0}, kMillisMax));
}

// Both ends count, in whole seconds: that is what an event's time has.
Result<Range> parse_range(const Json& input, Instant now) {
  constexpr Duration kSecond = std::chrono::seconds{1};
  const std::optional<Instant> start = time_member(input, "StartTime");
  const std::optional<Instant> end = time_member(input, "EndTime");
  if (start && end && *start > *end) return invalid_time_range();
  Range range;
  range.order = Order::Descending;
  range.from = now - kHistory;
  if (start) {
    const Instant first = floor_to(*start + kSecond - Duration(1), kSecond);
    range.from = std::max(range.from, first);
  }
  if (end) range.until = floor_to(*end, kSecond) + kSecond;
  return range;
}

// ---- tokens: where the page ended, and which parameters it was a page of ----

std::uint64_t fingerprint(const Json& input, const Scope& scope) {
  Json parameters = input;
  parameters.erase("NextToken");
  parameters.erase("MaxResults");
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a.
  for (const char c : scope.prefix() + to_text(parameters)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  return hash;
}

using Position = std::pair<Instant, std::uint64_t>;

std::string make_token(const Position& position, std::uint64_t parameters) {
  return to_base64(std::to_string(millis_of(position.first)) + "," +
                   std::to_string(position.second) + "," + std::to_string(parameters));
}

template <class Number>
bool read_number(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Result<Position> parse_token(const std::string& token, std::uint64_t parameters) {
  const std::optional<Bytes> text = from_base64(token);
  if (!text) return invalid_next_token();
  const std::vector<std::string> parts = split(view_of(*text), ',');
  std::int64_t at = 0;
  std::uint64_t sequence = 0;
  std::uint64_t made_for = 0;
  if (parts.size() != 3 || !read_number(parts[0], at) || !read_number(parts[1], sequence) ||
      !read_number(parts[2], made_for) || made_for != parameters) {
    return invalid_next_token();
  }
  return Position(instant_of(at), sequence);
}

Json render_event(const RecordRow& row) {
  Json resources = Json::array();
  for (const auto& [type, name] : row.resources) {
    Json resource = Json::object();
    if (!type.empty()) resource["ResourceType"] = type;
    resource["ResourceName"] = name;
    resources.push_back(std::move(resource));
  }
  Json event = Json::object();
  event.get_ref<Json::object_t&>().reserve(9);  // An ordered object that grows copies its members.
  event["EventId"] = row.event_id;
  event["EventName"] = row.event_name;
  event["ReadOnly"] = row.is_read_only ? "true" : "false";
  if (!row.access_key_id.empty()) event["AccessKeyId"] = row.access_key_id;
  event["EventTime"] = millis_of(floor_to(row.at, std::chrono::seconds{1}));
  event["EventSource"] = row.event_source;
  if (!row.username.empty()) event["Username"] = row.username;
  event["Resources"] = std::move(resources);
  event["CloudTrailEvent"] = *row.text;
  return event;
}

}  // namespace

// Event history: the management events of 90 days, newest first, whatever trails there are.
Result<Json> lookup_events(State&, Context& context, const Json& input) {
  // Insights events are made by Insights selectors alone, and those are refused.
  if (find_member(input, "EventCategory") != nullptr) {
    return not_implemented("cloudtrail LookupEvents with EventCategory insight");
  }
  KT_TRY(const std::optional<RecordFilter> filter, parse_filter(input));
  KT_TRY(Range range, parse_range(input, context.now));
  const std::uint64_t parameters = fingerprint(input, context.scope());
  if (const auto token = optional_string(input, "NextToken")) {
    KT_TRY(range.beyond, parse_token(*token, parameters));
  }
  Json events = Json::array();
  const std::size_t wanted = static_cast<std::size_t>(
      optional_integer(input, "MaxResults").value_or(std::int64_t{kResultsDefault}));
  bool has_more = false;
  Position last;
  const auto take = [&](const RecordRow& row) {
    has_more = events.size() == wanted;
    if (has_more) return false;
    last = Position(row.at, row.sequence);
    events.push_back(render_event(row));
    return true;
  };
  const std::string scope = context.scope().prefix();
  if (filter) {
    context.store.find_records(scope, range, *filter, take);
  } else {
    context.store.scan_records(scope, range, take);
  }
  Json output = {{"Events", std::move(events)}};
  if (has_more) output["NextToken"] = make_token(last, parameters);
  return output;
}

}  // namespace keytrail::cloudtrail
