// The operation table: every operation keytrail emulates, with its model. What the model knows and
// this table does not is answered with 501.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "core/operation.h"
#include "engine/world.h"
#include "models/model.h"

namespace keytrail {

struct OperationEntry {
  const models::Service* service = nullptr;
  const models::Operation* model = nullptr;
  std::string_view event_source;  // "kms.amazonaws.com"; CloudWatch is "monitoring.amazonaws.com".
  std::string_view api_version;   // In records; empty: this service writes none.
  Access access = Access::Read;
  ResponseElements response = ResponseElements::None;
  Plane plane = Plane::Management;
  std::vector<std::string_view> unlogged;
  std::vector<Refused> refused;
  std::function<Result<Json>(World&, Context&, const Json&)> handler;
};

// Null when the operation is not emulated.
const OperationEntry* find_entry(std::string_view service, std::string_view operation);
const std::vector<OperationEntry>& all_entries();

using TimerEntry = std::function<void(World&, Context&, const Timer&)>;
// Null when no service knows the kind.
const TimerEntry* find_timer(std::string_view kind);

}  // namespace keytrail
