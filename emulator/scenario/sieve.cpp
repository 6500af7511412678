#include "scenario/sieve.h"

#include "scenario/look.h"

namespace keytrail::scenario {
namespace {

// Such a trail takes all management events and nothing else.
bool is_plain(Emulator& emulator, const Json& trail) {
  const Json put =
      look(emulator, "cloudtrail", "GetEventSelectors", {{"TrailName", trail["Name"]}});
  const Json* selectors = find_member(put, "EventSelectors");
  if (selectors == nullptr || selectors->size() != 1) return false;
  const Json plain = {{"ReadWriteType", "All"},
                      {"IncludeManagementEvents", true},
                      {"DataResources", Json::array()},
                      {"ExcludeManagementEventSources", Json::array()}};
  return (*selectors)[0] == plain &&
         optional_bool(trail, "IncludeGlobalServiceEvents").value_or(false);
}

bool is_management(const ingest::RecordView& record) {
  for (const JsonObjectText::Place& place : record.members) {
    const std::string_view value = record.text.substr(place.offset, place.size);
    if (place.name == "eventCategory" && value != "\"Management\"") return false;
    if (place.name == "managementEvent" && value == "false") return false;
  }
  return true;
}

}  // namespace

Sieve::Sieve(Emulator& emulator) {
  const ListOperation filters{"logs", "DescribeMetricFilters", "metricFilters", "nextToken"};
  for (const Json& filter : look_at_all(emulator, filters)) {
    auto pattern = logs::FilterPattern::compile(string_member(filter, "filterPattern"));
    patterns_.push_back(std::get<logs::FilterPattern>(std::move(pattern)));
    const Json& transformation = filter["metricTransformations"][0];
    wants_minutes_ = wants_minutes_ || transformation.contains("defaultValue");
  }
  const Json trails = look(emulator, "cloudtrail", "DescribeTrails", Json::object());
  for (const Json& trail : trails["trailList"]) {
    // A topic is told of every delivery.
    const bool tells_topic = trail.contains("SnsTopicARN");
    const bool needs_selection = wants_minutes_ && !is_plain(emulator, trail);
    lets_all_through_ = lets_all_through_ || tells_topic || needs_selection;
  }
}

bool Sieve::lets_through(const ingest::RecordView& record) {
  if (lets_all_through_) return true;
  if (wants_minutes_ && is_first_of_its_minute(record)) return true;
  const logs::LogMessage message(record.text, nullptr, &record.members);
  for (const logs::FilterPattern& pattern : patterns_) {
    if (pattern.matches(message)) return true;
  }
  return false;
}

bool Sieve::is_first_of_its_minute(const ingest::RecordView& record) {
  const std::int64_t minute = millis_of(record.at) / 60'000;
  if (minute == last_minute_ || !is_management(record)) return false;
  last_minute_ = minute;
  return minutes_.insert(minute).second;
}

}  // namespace keytrail::scenario
