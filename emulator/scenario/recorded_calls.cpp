#include "scenario/recorded_calls.h"

#include <algorithm>
#include <array>
#include <set>

namespace keytrail::scenario {
namespace {

constexpr std::size_t kEntriesPerPage = 10'000;

std::vector<Json> whole_timeline(Emulator& emulator) {
  std::vector<Json> entries;
  std::uint64_t seen = 0;
  while (true) {
    Json page = emulator.timeline({.since = seen, .limit = kEntriesPerPage});
    if (page.empty()) return entries;
    for (Json& entry : page) entries.push_back(std::move(entry));
    seen = entries.back()["id"].get<std::uint64_t>();
  }
}

RecordedCall join(const Json& entry, TapedCall taped) {
  RecordedCall call;
  call.id = entry["id"].get<std::uint64_t>();
  call.at = parse_instant(string_member(entry, "time")).value_or(Instant());
  call.service = string_member(entry, "service");
  call.operation = string_member(entry, "operation");
  call.account = string_member(entry, "account");
  call.region = string_member(entry, "region");
  call.identity = string_member(entry, "identity");
  call.taped = std::move(taped);
  return call;
}

// Operations that only look. Others that CloudTrail calls read-only use a key or a secret, which is
// what detections are about.
bool only_looks(const RecordedCall& call) {
  constexpr std::array<std::string_view, 6> kVerbs = {"Describe", "List", "Get",
                                                      "Lookup",   "Head", "Filter"};
  const std::string& operation = call.operation;
  return call.taped.is_read && operation != "GetSecretValue" &&
         std::any_of(kVerbs.begin(), kVerbs.end(),
                     [&](std::string_view verb) { return operation.starts_with(verb); });
}

// The calls one of whose records made a metric's datapoint.
std::set<std::size_t> counted_calls(const RecordedCalls& recorded) {
  std::map<std::string, std::size_t> call_by_event;
  std::set<std::size_t> counted;
  for (const Json& entry : recorded.timeline) {
    const std::string kind = string_member(entry, "kind");
    if (kind == "record") {
      const auto call = recorded.call_of.find(entry["id"].get<std::uint64_t>());
      if (call != recorded.call_of.end()) {
        call_by_event[string_member(entry, "eventID")] = call->second;
      }
    } else if (kind == "datapoint") {
      const auto call = call_by_event.find(string_member(entry, "cause"));
      if (call != call_by_event.end()) counted.insert(call->second);
    }
  }
  return counted;
}

}  // namespace

// Records of our own name what caused them.
bool is_fed_in(const Json& entry) {
  return string_member(entry, "kind") == "record" && !entry.contains("cause");
}

RecordedCalls find_calls(Emulator& emulator) {
  std::map<std::string, TapedCall> tape;
  for (TapedCall& call : emulator.recorded_calls()) tape[call.request_id] = std::move(call);
  RecordedCalls recorded;
  recorded.timeline = whole_timeline(emulator);
  bool is_call_known = false;
  for (const Json& entry : recorded.timeline) {
    const std::string kind = string_member(entry, "kind");
    if (kind == "clock") is_call_known = false;
    if (is_fed_in(entry)) {
      ++recorded.fed_in;
      is_call_known = false;
    }
    // What a service calls for the caller belongs to the call from outside.
    if (kind == "call" && string_member(entry, "invokedBy").empty()) {
      const auto taped = tape.find(string_member(entry, "requestId"));
      is_call_known = taped != tape.end();
      if (is_call_known) {
        recorded.calls.push_back(join(entry, std::move(taped->second)));
      } else {
        ++recorded.forgotten;
      }
    }
    if (is_call_known) {
      recorded.call_of[entry["id"].get<std::uint64_t>()] = recorded.calls.size() - 1;
    }
  }
  return recorded;
}

void choose_calls(RecordedCalls& recorded, KeepReads keep_reads, RecordedValues& values) {
  std::vector<RecordedCall>& calls = recorded.calls;
  const std::set<std::size_t> counted = counted_calls(recorded);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    RecordedCall& call = calls[i];
    values.hear(call.taped.input);
    values.learn(i, call.operation, call.taped.output);
    call.is_kept =
        call.failed() || !only_looks(call) || keep_reads == KeepReads::Yes || counted.contains(i);
  }
  // Sources come before those who need them.
  for (std::size_t i = calls.size(); i-- > 0;) {
    if (!calls[i].is_kept) continue;
    values.stand_before(i);
    std::set<std::size_t> sources = values.sources_of(calls[i].taped.input);
    if (calls[i].failed()) sources.merge(values.sources_of(Json(calls[i].taped.error->message)));
    for (const std::size_t source : sources) calls[source].is_kept = true;
  }
}

}  // namespace keytrail::scenario
