// An Operation is one row of a service's table: the handler, and what the record of a call shows.
// A TimerHandler is the same for work that time does.
#pragma once

#include <string_view>
#include <vector>

#include "core/context.h"

namespace keytrail {

// readOnly in the record (CloudTrail guide: Get/List/Describe and KMS cryptography are reads).
enum class Access { Read, Write };
// Data-plane calls make no record, only a timeline entry.
enum class Plane { Management, Data };
// Whether a successful write's output is the record's responseElements. Reads never show it.
enum class ResponseElements { None, Output };

// A parameter the model knows and this operation does not emulate: refused with 501 and its name
// unless it holds AWS's default. `allowed` is that default as JSON text; empty: must be absent.
struct Refused {
  std::string_view member;
  std::string_view allowed = {};
};

template <class State>
struct Operation {
  std::string_view name;
  // Returns the output tree (null for an operation without output).
  Result<Json> (*handler)(State& state, Context& context, const Json& input);
  Access access = Access::Read;
  ResponseElements response = ResponseElements::None;
  // Top-level members that the record never shows (secrets, payloads), from input and output.
  std::vector<std::string_view> unlogged = {};
  std::vector<Refused> refused = {};
  Plane plane = Plane::Management;
};

template <class State>
struct TimerHandler {
  std::string_view kind;  // "kms.delete-key", as given to Scheduler::schedule.
  // The context's caller is the service itself, in the scope the handler finds in the timer.
  void (*handler)(State& state, Context& context, const Timer& timer);
};

}  // namespace keytrail
