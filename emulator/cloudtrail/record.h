// A Record is what CloudTrail writes about one call or one service event (CloudTrail guide, "Record
// contents"). Its text is written once, is what history and log groups hold, and is what filter
// patterns and selectors read single members from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_object_text.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

struct RecordInput {
  const Caller& caller;
  Instant at;
  std::string_view event_source;  // "kms.amazonaws.com".
  std::string_view event_name;
  bool is_read_only = false;
  std::string_view request_id;
  std::string event_id;
  // In CloudTrail's casing; null for none. What the handler's draft sets goes before them.
  Json request_parameters = nullptr;
  Json response_elements = nullptr;
  const ApiError* error = nullptr;     // nullptr: the call succeeded.
  const RecordDraft* draft = nullptr;  // nullptr: the handler was never reached.
  std::string_view api_version = {};   // Empty: this service writes none.
  // Of a call that concerns two accounts: the same in the records of both.
  std::string_view shared_event_id = {};
};

struct Record {
  RecordRow row;
  bool is_management = true;
  std::string error_code;
  std::vector<JsonObjectText::Place> members;  // Where they are in the text.

  // The member of that name; nothing when it is absent.
  std::optional<Json> read(std::string_view name) const;
};

Record build_record(RecordInput input);

// DeleteKey at the end of a waiting period and the like: no caller, no request. The request id is
// for an event that is shown as a call.
Record build_service_event(const Scope& scope, Instant at, std::string event_id,
                           const ServiceEvent& event, std::string_view request_id = {});

// A record that was written elsewhere, such as one from a real trail's file. The text stays as it
// is but for blanks between its parts; the columns are read from it. The error says what is
// missing.
Result<Record> adopt_record(std::string_view text);

}  // namespace keytrail::cloudtrail
