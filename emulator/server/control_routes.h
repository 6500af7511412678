// The control API under /_keytrail/ (and /_localstack/health): clock, inbox, reset, records,
// timeline. Plain JSON over HTTP.
#pragma once

#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace keytrail {

bool is_control_path(std::string_view path);

// Where foreign CloudTrail records come in.
inline constexpr std::string_view kRecordsPath = "/_keytrail/cloudtrail/records";

// Everything but the live timeline and incoming records, which are streams and the server's own.
wire::HttpResponse answer_control(Emulator& emulator, const wire::HttpRequest& request);

wire::HttpResponse json_answer(int status, const Json& body);
wire::HttpResponse problem(int status, const std::string& message);

// The value of a query parameter, decoded; empty when absent.
std::string query_parameter(const wire::HttpRequest& request, std::string_view name);
// The kind, account and region that a request for the timeline names.
TimelineQuery timeline_query(const wire::HttpRequest& request);
// False when the parameter is there and is no number; `number` stays when it is not there.
bool read_number(const wire::HttpRequest& request, std::string_view name, std::uint64_t& number);

}  // namespace keytrail
