// The Timeline is everything that happened, in order: calls, records, log events, datapoints, alarm
// evaluations and transitions, notifications, clock moves. Each entry says what caused it, so that
// one call can be followed to the mail it led to. Entries gather here while a command runs; the
// engine writes them as one batch when it ends.
//
// Entry kinds and their members (besides "kind", and "id" and "time" that the engine adds):
//   call          service operation account region identity errorCode? errorMessage? requestId …
//   record        eventID eventName eventSource errorCode? …
//   log-event     logGroup logStream eventID? …
//   datapoint     namespace metricName value unit source …
//   alarm-evaluation    alarm datapoints result why
//   alarm-transition    alarm from to reason …
//   alarm-suppression   alarm by ("" when it ends)
//   notification  topic protocol endpoint status …
//   clock, state-transition
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/scope.h"

namespace keytrail {

class Timeline {
 public:
  // `body` is an object; "kind", "account" and "region" are put in front of its members.
  void note(std::string_view kind, const Scope& scope, const Json& body);
  // The same for the entries that every call makes, all of whose members are texts; empty ones are
  // left out. No tree is built.
  struct Member {
    std::string_view name;
    std::string_view value;
  };
  void note_texts(std::string_view kind, const Scope& scope, std::initializer_list<Member> members);

  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }
  // The entries, one a line.
  std::string take() {
    count_ = 0;
    return std::exchange(lines_, {});
  }

  // A place between entries; what is noted there stands before what was noted since.
  class Place {
    friend class Timeline;
    std::size_t offset = 0;
  };
  Place here() const;
  // Moves the last entry to an earlier place: a call stands before what it caused, though it is
  // known how the call went only afterwards.
  void move_last_to(Place place);

 private:
  std::string& begin_line();

  std::string lines_;
  std::size_t count_ = 0;
  std::size_t last_offset_ = 0;  // Where the last entry begins.
};

}  // namespace keytrail
