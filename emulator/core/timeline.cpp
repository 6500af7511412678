#include "core/timeline.h"

namespace keytrail {

namespace {

// The members every entry begins with, without the closing brace.
std::string opening(std::string_view kind, const Scope& scope) {
  std::string entry;
  entry.reserve(320);
  entry += R"({"kind":")";
  entry += kind;
  entry += R"(","account":")";
  entry += scope.account;
  entry += R"(","region":")";
  entry += scope.region;
  entry += '"';
  return entry;
}

}  // namespace

void Timeline::note(std::string_view kind, const Scope& scope, const Json& body) {
  std::string entry = opening(kind, scope);
  const std::string members = to_text(body);
  if (members.size() > 2) {
    entry += ',';
    entry.append(members, 1, std::string::npos);
  } else {
    entry += '}';
  }
  entries_.push_back(std::move(entry));
}

void Timeline::note_texts(std::string_view kind, const Scope& scope,
                          std::initializer_list<Member> members) {
  std::string entry = opening(kind, scope);
  for (const Member& member : members) {
    if (member.value.empty()) continue;
    entry += ",\"";
    entry += member.name;
    entry += "\":";
    append_json_string(entry, member.value);
  }
  entry += '}';
  entries_.push_back(std::move(entry));
}

void Timeline::append(std::vector<std::string> entries) {
  for (std::string& entry : entries) entries_.push_back(std::move(entry));
}

}  // namespace keytrail
