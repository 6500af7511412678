// A Call is one API request with its protocol already taken off; an Outcome is what came of it.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "core/caller.h"

namespace keytrail {

struct Call {
  std::string service;    // Our short name: kms, cloudtrail, logs, cloudwatch, sns …
  std::string operation;  // The model's name: "ScheduleKeyDeletion".
  Json input;             // Decoded by the model (see base/json.h for the value forms).
  Caller caller;
  // A look by keytrail itself: a read that leaves no record and no timeline entry.
  bool leaves_no_trace = false;
};

struct Outcome {
  std::string request_id;
  Result<Json> result = Json();  // The output tree, null for an operation without output.
};

}  // namespace keytrail
