#include "core/timeline.h"

#include <algorithm>

#include "core/timeline_query.h"

namespace keytrail {
namespace {

// The members every entry begins with, without the closing brace.
void append_opening(std::string& line, std::string_view kind, const Scope& scope) {
  line += R"({"kind":")";
  line += kind;
  line += R"(","account":")";
  line += scope.account;
  line += R"(","region":")";
  line += scope.region;
  line += '"';
}

}  // namespace

std::string& Timeline::begin_line() {
  constexpr std::size_t kUsualBytes = 1024;  // What a call and its way down the chain take.
  if (lines_.empty()) {
    lines_.reserve(kUsualBytes);
  } else {
    lines_ += '\n';
  }
  last_offset_ = lines_.size();
  ++count_;
  return lines_;
}

void Timeline::note(std::string_view kind, const Scope& scope, const Json& body) {
  std::string& line = begin_line();
  append_opening(line, kind, scope);
  const std::string members = to_text(body);
  if (members.size() > 2) {
    line += ',';
    line.append(members, 1, std::string::npos);
  } else {
    line += '}';
  }
}

void Timeline::note_texts(std::string_view kind, const Scope& scope,
                          std::initializer_list<Member> members) {
  std::string& line = begin_line();
  append_opening(line, kind, scope);
  for (const Member& member : members) {
    if (member.value.empty()) continue;
    line += ",\"";
    line += member.name;
    line += "\":";
    append_json_string(line, member.value);
  }
  line += '}';
}

Timeline::Place Timeline::here() const {
  Place place;
  place.offset = lines_.size();
  return place;
}

void Timeline::move_last_to(Place place) {
  // Lines are separated, not ended, by '\n': the one that moves takes its separator along.
  const std::size_t start = place.offset == 0 ? 0 : place.offset + 1;
  if (start >= last_offset_) return;  // Nothing was noted since.
  lines_ += '\n';
  std::rotate(lines_.begin() + static_cast<std::ptrdiff_t>(start),
              lines_.begin() + static_cast<std::ptrdiff_t>(last_offset_), lines_.end());
  lines_.pop_back();
}

bool TimelineQuery::wants(std::string_view entry) const {
  // In the order in which append_opening() writes the members.
  const auto next_is = [&](std::string_view name, const std::string& wanted) {
    entry.remove_prefix(name.size());
    const std::string_view value = entry.substr(0, entry.find('"'));
    entry.remove_prefix(value.size() + 1);
    return wanted.empty() || value == wanted;
  };
  return next_is(R"({"kind":")", kind) && next_is(R"(,"account":")", account) &&
         next_is(R"(,"region":")", region);
}

}  // namespace keytrail
