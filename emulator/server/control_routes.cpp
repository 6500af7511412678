#include "server/control_routes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "base/nearest.h"
#include "base/text.h"
#include "models/model.h"
#include "scenario/recording.h"
#include "server/key_list.h"

#ifndef KEYTRAIL_VERSION
#define KEYTRAIL_VERSION "0"
#endif

namespace keytrail {
namespace {

std::string mode_name(ClockMode mode) { return mode == ClockMode::Manual ? "manual" : "wall"; }

std::optional<ClockMode> mode_of(const std::string& text) {
  if (text == "wall") return ClockMode::Wall;
  return text == "manual" ? std::optional(ClockMode::Manual) : std::nullopt;
}

Json clock_json(EmulatorClock& clock) {
  const ClockReading reading = clock.read();
  const bool is_whole = reading.speed == std::floor(reading.speed);
  return {
      {"now", to_rfc3339(reading.now)},
      {"mode", mode_name(reading.mode)},
      {"speed", is_whole ? Json(static_cast<std::int64_t>(reading.speed)) : Json(reading.speed)}};
}

wire::HttpResponse health(Emulator& emulator, bool as_localstack) {
  Json services = Json::object();
  for (const std::string& name : Emulator::service_names()) services[name] = "available";
  Json body = {{"status", "ok"}, {"version", KEYTRAIL_VERSION}, {"services", std::move(services)}};
  if (as_localstack) {
    body["edition"] = "community";
  } else {
    body["waitingCalls"] = emulator.waiting_calls();
  }
  return json_answer(200, body);
}

wire::HttpResponse get_clock(Emulator& emulator, const wire::HttpRequest&) {
  Json body = clock_json(emulator.clock());
  if (Json next = emulator.clock().next(); !next.is_null()) body["next"] = std::move(next);
  return json_answer(200, body);
}

wire::HttpResponse move_clock(Emulator& emulator, const wire::HttpRequest& request) {
  const std::optional<Json> body = parse_json(request.body);
  if (!body || !body->is_object() || body->empty()) {
    return problem(400, R"(Expected a JSON object with "advance", "set", "mode" or "speed".)");
  }
  std::optional<Duration> advance;
  std::optional<Instant> set;
  std::optional<ClockMode> mode;
  std::optional<double> speed;
  // All of it is checked before any of it is done.
  for (const auto& [name, value] : body->items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : std::string();
    if (name == "advance") {
      advance = parse_duration(text);
      if (!advance)
        return problem(400,
                       R"("advance" must be a duration such as "90s", "10d", "1h30m" or "P10D".)");
    } else if (name == "set") {
      set = parse_instant(text);
      if (!set)
        return problem(400, R"("set" must be an RFC 3339 time such as "2026-01-31T12:00:00Z".)");
    } else if (name == "mode") {
      mode = mode_of(text);
      if (!mode) return problem(400, R"("mode" must be "wall" or "manual".)");
    } else if (name == "speed") {
      if (!value.is_number() || !(value.get<double>() > 0) || value.get<double>() > 1e9) {
        return problem(400, R"("speed" must be a number above 0 (at most 1e9).)");
      }
      speed = value.get<double>();
    } else {
      return problem(
          400, "Unknown member \"" + name + R"(": expected "advance", "set", "mode" or "speed".)");
    }
  }
  if (advance && set) return problem(400, R"(Give "advance" or "set", not both.)");
  ClockMove move{emulator.clock().read().now, {}};
  if (set && *set < move.now) return problem(400, emulator.clock().set(*set).error().message);
  if (mode) move = emulator.clock().set_mode(*mode);
  if (speed) {
    if (auto changed = emulator.clock().set_speed(*speed); changed.ok()) move = changed.value();
  }
  if (advance) move = emulator.clock().advance(*advance);
  if (set) {
    auto moved = emulator.clock().set(*set);
    if (!moved.ok()) return problem(400, moved.error().message);
    move = moved.value();
  }
  Json ran = Json::object();
  for (const auto& [what, count] : move.ran) ran[what] = count;
  Json answer = clock_json(emulator.clock());
  answer["now"] = to_rfc3339(move.now);
  answer["ran"] = std::move(ran);
  return json_answer(200, answer);
}

// A body may say how the clock begins: {"mode":"manual","clockStart":"2026-01-01T00:00:00Z"}.
wire::HttpResponse reset(Emulator& emulator, const wire::HttpRequest& request) {
  const Json body = parse_json(request.body).value_or(Json::object());
  const std::string mode = string_member(body, "mode");
  const std::string start = string_member(body, "clockStart");
  const std::optional<ClockMode> clock_mode = mode_of(mode);
  const std::optional<Instant> clock_start = parse_instant(start);
  if (!mode.empty() && !clock_mode) {
    return problem(400, R"("mode" must be "wall" or "manual".)");
  }
  if (!start.empty() && !clock_start) {
    return problem(400, R"("clockStart" must be an RFC 3339 time such as "2026-01-31T12:00:00Z".)");
  }
  emulator.reset(clock_mode, clock_start);
  return {204, {}, {}};
}

wire::HttpResponse get_inbox(Emulator& emulator, const wire::HttpRequest& request) {
  Json mails = Json::array();
  for (const Mail& mail : emulator.inbox(query_parameter(request, "to"))) {
    Json item = {
        {"id", mail.id},           {"time", to_rfc3339(mail.at)}, {"account", mail.account},
        {"region", mail.region},   {"from", mail.from},           {"to", mail.to},
        {"subject", mail.subject}, {"body", mail.body},           {"headers", mail.headers}};
    if (!mail.confirm_url.empty()) item["confirmUrl"] = mail.confirm_url;
    mails.push_back(std::move(item));
  }
  return json_answer(200, mails);
}

wire::HttpResponse clear_inbox(Emulator& emulator, const wire::HttpRequest& request) {
  emulator.clear_inbox(query_parameter(request, "to"));
  return {204, {}, {}};
}

wire::HttpResponse get_timeline(Emulator& emulator, const wire::HttpRequest& request) {
  TimelineQuery query = timeline_query(request);
  if (!read_number(request, "since", query.since)) {
    return problem(400, R"("since" must be the id of a timeline entry.)");
  }
  // The newest entries, for whoever comes late to a long timeline.
  std::uint64_t newest = std::numeric_limits<std::uint64_t>::max();
  if (!read_number(request, "last", newest)) {
    return problem(400, R"("last" must be a number of timeline entries.)");
  }
  if (const std::uint64_t there = emulator.last_timeline_id(); newest < there) {
    query.since = std::max(query.since, there - newest);
  }
  if (!read_number(request, "limit", query.limit)) {
    return problem(400, R"("limit" must be a number of timeline entries.)");
  }
  wire::HttpResponse response = json_answer(200, emulator.timeline(query));
  // Ids begin anew after a reset: whoever follows sees it by this.
  response.headers.emplace_back("Keytrail-Last-Id", std::to_string(emulator.last_timeline_id()));
  return response;
}

// What happened so far as a scenario file that does it again; "?since=ID" as for the timeline: what
// came before is set-up. "?reads=keep" has calls that only look in it, too.
wire::HttpResponse get_scenario(Emulator& emulator, const wire::HttpRequest& request) {
  scenario::RecordingOptions options;
  if (!read_number(request, "since", options.since)) {
    return problem(400, R"("since" must be the id of a timeline entry.)");
  }
  const std::string reads = query_parameter(request, "reads");
  if (!reads.empty() && reads != "keep") return problem(400, R"("reads" can only be "keep".)");
  if (reads == "keep") options.keep_reads = scenario::KeepReads::Yes;
  options.name = query_parameter(request, "name");
  const std::optional<std::string> text = scenario::record_scenario(emulator, options);
  if (!text) return problem(400, "Nobody has called anything yet: there is nothing to record.");
  return {200,
          {{"Content-Type", "text/yaml; charset=utf-8"},
           {"Content-Disposition", R"(attachment; filename="recorded.yaml")"}},
          *text};
}

wire::HttpResponse get_snapshot(Emulator& emulator, const wire::HttpRequest&) {
  return {200, {{"Content-Type", "application/vnd.sqlite3"}}, *emulator.take_snapshot()};
}

wire::HttpResponse put_snapshot(Emulator& emulator, const wire::HttpRequest& request) {
  const Result<void> restored = emulator.restore_snapshot(request.body);
  if (!restored.ok()) return problem(400, restored.error().message);
  return {204, {}, {}};
}

// {"customKeyStoreId":"cks-…","errorCode":"NETWORK_ERRORS"}; null lets it work again.
wire::HttpResponse put_store_fault(Emulator& emulator, const wire::HttpRequest& request) {
  const Json body = parse_json(request.body).value_or(Json());
  const std::string id = string_member(body, "customKeyStoreId");
  if (id.empty()) {
    return problem(400, R"(Expected a JSON object with "customKeyStoreId" and "errorCode".)");
  }
  const Result<void> done = emulator.set_custom_key_store_fault(
      id, string_member(body, "errorCode"), string_member(body, "region"),
      string_member(body, "account"));
  if (!done.ok()) return problem(404, done.error().message);
  return {204, {}, {}};
}

// The first member that is not one of these, as a complaint.
std::optional<std::string> unknown_member(const Json& object,
                                          const std::vector<std::string_view>& known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return "There is no member '" + name + "'" + did_you_mean(name, known);
  }
  return std::nullopt;
}

template <class Rows>
std::vector<std::string_view> names_of(const Rows& rows) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

// What is wrong with the words of a throttle: one that meets no call would be set for nothing.
std::optional<std::string> throttle_trouble(const Json& given, const Throttle& throttle) {
  if (!given.is_object() || throttle.service.empty() || (!throttle.calls && !throttle.lasting)) {
    return R"("throttle" must have "service", and "calls" or "for".)";
  }
  if (auto trouble = unknown_member(given, {"service", "operation", "calls", "for"})) {
    return trouble;
  }
  const models::Service* service = models::find_service(throttle.service);
  if (service == nullptr) {
    return "There is no service '" + throttle.service + "'" +
           did_you_mean(throttle.service, names_of(models::services()));
  }
  if (throttle.operation.empty() || models::find_operation(*service, throttle.operation)) {
    return std::nullopt;
  }
  return throttle.service + " has no operation '" + throttle.operation + "'" +
         did_you_mean(throttle.operation, names_of(service->operations));
}

// {"trailDelay":"15m"}, or {"throttle":{"service":"kms","operation":"Encrypt","calls":3}}, or with
// "for":"10m" instead of "calls", or beside it.
wire::HttpResponse put_faults(Emulator& emulator, const wire::HttpRequest& request) {
  const Json body = parse_json(request.body).value_or(Json());
  if (body.is_object()) {
    if (const auto trouble = unknown_member(body, {"trailDelay", "throttle"})) {
      return problem(400, *trouble);
    }
    if (body.size() > 1) return problem(400, R"(Expected "trailDelay" or "throttle", not both.)");
  }
  if (const Json* given = find_member(body, "throttle")) {
    Throttle throttle{string_member(*given, "service"), string_member(*given, "operation"),
                      std::nullopt, parse_duration(string_member(*given, "for"))};
    const auto calls = optional_integer(*given, "calls");
    if (calls && *calls > 0) throttle.calls = static_cast<std::uint64_t>(*calls);
    if (const auto trouble = throttle_trouble(*given, throttle)) return problem(400, *trouble);
    emulator.set_throttle(throttle);
    return {204, {}, {}};
  }
  const std::optional<Duration> delay = parse_duration(string_member(body, "trailDelay"));
  if (!delay) return problem(400, R"(Expected a JSON object with "trailDelay" or "throttle".)");
  emulator.set_trail_delay(*delay);
  return {204, {}, {}};
}

// One operation of any service in AWS's JSON form, whatever protocol the service speaks:
// {"service":"sns","operation":"ListTopics","input":{…},"account"?,"region"?,"identity"?}. With
// "observe": true it must be one that reads, and leaves no trace.
wire::HttpResponse post_call(Emulator& emulator, const wire::HttpRequest& request) {
  const Json body = parse_json(request.body).value_or(Json());
  const std::string service = string_member(body, "service");
  const std::string operation = string_member(body, "operation");
  if (service.empty() || operation.empty()) {
    return problem(400, R"(Expected a JSON object with "service", "operation" and "input".)");
  }
  CallOptions options;
  options.account = string_member(body, "account");
  options.region = string_member(body, "region");
  options.identity = string_member(body, "identity");
  options.user_agent = request.header("User-Agent");
  options.host = request.header("Host");
  const Json* const observe = find_member(body, "observe");
  options.leaves_no_trace = observe != nullptr && *observe == true;
  const Json* const input = find_member(body, "input");
  const CallResult result =
      emulator.call(service, operation, input == nullptr ? Json::object() : *input, options);
  if (result.error) {
    return json_answer(200, {{"error",
                              {{"code", result.error->code},
                               {"message", result.error->message},
                               {"status", result.error->status}}}});
  }
  return json_answer(200, {{"output", result.output}});
}

// {"pattern":"…","messages":["…"]}: which of them match, and what became of each clause.
wire::HttpResponse post_filter(Emulator&, const wire::HttpRequest& request) {
  const Json body = parse_json(request.body).value_or(Json());
  const Json* const list = find_member(body, "messages");
  std::vector<std::string> messages;
  bool is_right = find_member(body, "pattern") != nullptr && list != nullptr && list->is_array();
  for (const Json& message : is_right ? *list : Json::array()) {
    is_right = is_right && message.is_string();
    if (is_right) messages.push_back(message.get<std::string>());
  }
  if (!is_right) {
    return problem(400, R"(Expected a JSON object with "pattern" and "messages", an array.)");
  }
  return json_answer(200, Emulator::explain_filter(string_member(body, "pattern"), messages));
}

// A body goes to a RecordIntake instead.
wire::HttpResponse no_body() { return problem(400, "The body holds no records."); }

struct ControlRoute {
  std::string_view method;
  std::string_view path;
  wire::HttpResponse (*answer)(Emulator&, const wire::HttpRequest&);
};

constexpr ControlRoute kRoutes[] = {
    {"GET", "/_keytrail/health",
     [](Emulator& emulator, const wire::HttpRequest&) { return health(emulator, false); }},
    {"GET", "/_localstack/health",
     [](Emulator& emulator, const wire::HttpRequest&) { return health(emulator, true); }},
    {"GET", "/_keytrail/clock", get_clock},
    {"POST", "/_keytrail/clock", move_clock},
    {"POST", "/_keytrail/reset", reset},
    {"GET", "/_keytrail/inbox", get_inbox},
    {"DELETE", "/_keytrail/inbox", clear_inbox},
    {"POST", kRecordsPath, [](Emulator&, const wire::HttpRequest&) { return no_body(); }},
    {"GET", "/_keytrail/timeline", get_timeline},
    {"GET", "/_keytrail/keys", list_keys_whole},
    {"GET", "/_keytrail/scenario", get_scenario},
    {"POST", "/_keytrail/call", post_call},
    {"PUT", "/_keytrail/faults", put_faults},
    {"POST", "/_keytrail/filter", post_filter},
    {"PUT", "/_keytrail/kms/custom-key-store-fault", put_store_fault},
    {"GET", "/_keytrail/snapshot", get_snapshot},
    {"PUT", "/_keytrail/snapshot", put_snapshot},
};

}  // namespace

bool is_control_path(std::string_view path) {
  return path.starts_with("/_keytrail/") || path.starts_with("/_localstack/");
}

wire::HttpResponse json_answer(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json"}}, to_text(body) + "\n"};
}

wire::HttpResponse problem(int status, const std::string& message) {
  return json_answer(status, {{"message", message}});
}

std::string query_parameter(const wire::HttpRequest& request, std::string_view name) {
  for (const std::string& pair : split(request.query, '&')) {
    const std::size_t equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals), PlusIsBlank::Yes) != name) continue;
    if (equals == std::string::npos) return {};
    return percent_decode(std::string_view(pair).substr(equals + 1), PlusIsBlank::Yes);
  }
  return {};
}

TimelineQuery timeline_query(const wire::HttpRequest& request) {
  TimelineQuery query;
  query.kind = query_parameter(request, "kind");
  query.account = query_parameter(request, "account");
  query.region = query_parameter(request, "region");
  return query;
}

bool read_number(const wire::HttpRequest& request, std::string_view name, std::uint64_t& number) {
  const std::string text = query_parameter(request, name);
  if (text.empty()) return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

wire::HttpResponse answer_control(Emulator& emulator, const wire::HttpRequest& request) {
  std::set<std::string> allowed;
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  for (const ControlRoute& route : kRoutes) {
    if (route.path != request.path) continue;
    if (route.method == method) return route.answer(emulator, request);
    allowed.emplace(route.method);
  }
  if (allowed.empty()) return problem(404, "There is no " + request.path + ".");
  const std::string list = join({allowed.begin(), allowed.end()}, ", ");
  wire::HttpResponse response = problem(405, request.path + " takes " + list + ".");
  response.headers.emplace_back("Allow", list);
  return response;
}

}  // namespace keytrail
