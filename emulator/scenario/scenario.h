// A Scenario is one file: what is given, what happens step by step, and what must (and must not)
// come of it. It is loaded once and can be run any number of times. scenarios/README.md describes
// the format.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "keytrail/emulator.h"
#include "scenario/matcher.h"
#include "scenario/problem.h"
#include "scenario/template.h"

namespace keytrail::scenario {

// A value of an output kept under a name.
struct Save {
  std::string name;
  std::size_t slot = 0;
  JsonPath path;
  std::string path_text;
};

// One AWS call. Without `error` it has to succeed.
struct CallStep {
  std::string service;
  std::string operation;
  Template input{Json::object()};
  CallOptions options;
  std::vector<Save> saves;
  std::optional<Matcher> result;
  struct ExpectedError {
    Matcher code;
    std::optional<Matcher> message;
  };
  std::optional<ExpectedError> error;
};

struct AdvanceStep {
  Duration by{0};
};
struct SetStep {
  Instant to;
};
// Foreign CloudTrail records; all have to be accepted.
struct InjectStep {
  std::vector<Template> records;
  Template like{Json::object()};  // Members of each record that does not say otherwise.
  bool are_brief = false;         // What else every record has is filled in.
};
// Opens the confirmation link of the last mail to this address, or post to this URL, that has one.
struct ConfirmStep {
  Template address;
};
// From here on the endpoint takes what is posted to it, or does not.
struct EndpointStep {
  Template url;
  bool is_down = false;
};

// From here on trails deliver this much later.
struct TrailDelayStep {
  Duration delay{0};
};
struct ThrottleStep {
  Throttle throttle;
};

// Whether an expectation says what must be, or what must not.
enum class Claim { Holds, Never };

// Some of what is there matches `where`, as many as `count` says (at least one, or with Never
// none).
struct SelectionExpectation {
  enum class Of { Records, LogEvents, Mail, Posts };
  Of of = Of::Records;
  Template log_group;  // Of::LogEvents only.
  Matcher where;
  std::optional<Matcher> count;
};
// A time: as such, or as so long after the scenario's start.
using Moment = std::variant<Instant, Duration>;

// The datapoints of a metric: all, or those of `lasting` from `begin` on. Never: none but zeros.
struct MetricExpectation {
  std::string metric_namespace;
  std::string metric_name;
  std::optional<Moment> begin;
  Duration lasting{0};
  std::optional<Matcher> sum;
  std::optional<Matcher> count;
};
// The state the alarm is in, or every change of its state so far, {"from", "to", "at", "after"}.
// Never: it was not once in that state; none of its changes is like one of these.
struct AlarmExpectation {
  std::string name;
  std::string state;
  std::optional<Matcher> since;
  std::vector<Matcher> changes;  // Instead of the state.
};
struct KeyExpectation {
  Template id;
  std::string state;  // As DescribeKey says, or "gone".
};
struct Expectation {
  Place place;
  Claim claim = Claim::Holds;
  std::variant<SelectionExpectation, MetricExpectation, AlarmExpectation, KeyExpectation> what;
};
struct ExpectStep {
  std::vector<Expectation> expectations;
};

struct Step {
  Place place;
  std::string say;     // What this step shows, for people, as written.
  Template said;       // And with its holes to fill.
  std::string region;  // Where expectations of this step look; empty: the scenario's.
  std::variant<std::monostate, CallStep, AdvanceStep, SetStep, InjectStep, ConfirmStep,
               EndpointStep, TrailDelayStep, ThrottleStep, ExpectStep>
      action;
};

struct Scenario {
  std::string path;
  std::string name;
  std::vector<std::string> tags;
  EmulatorOptions options;
  std::vector<std::pair<std::size_t, Template>> values;  // Set before the first step, in order.
  std::vector<Step> given;
  std::vector<Step> steps;
  Names names;
};

}  // namespace keytrail::scenario
