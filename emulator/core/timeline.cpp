#include "core/timeline.h"

namespace keytrail {

void Timeline::note(std::string_view kind, const Scope& scope, Json body) {
  // The members are spliced in as text: this runs several times per call.
  std::string entry = R"({"kind":")";
  entry += kind;
  entry += R"(","account":")";
  entry += scope.account;
  entry += R"(","region":")";
  entry += scope.region;
  entry += '"';
  const std::string members = to_text(body);
  if (members.size() > 2) {
    entry += ',';
    entry.append(members, 1, std::string::npos);
  } else {
    entry += '}';
  }
  entries_.push_back(std::move(entry));
}

void Timeline::append(std::vector<std::string> entries) {
  for (std::string& entry : entries) entries_.push_back(std::move(entry));
}

}  // namespace keytrail
