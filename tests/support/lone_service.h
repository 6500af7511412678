// A service with nobody else around: its state, and calls of its operations.
#pragma once

#include "support/harness.h"

namespace keytrail::testing {

template <class ServiceState, const std::vector<Operation<ServiceState>>& (*operations)()>
struct LoneService : Harness {
  ServiceState state;

  Result<Json> call(std::string_view operation, Json input = Json::object()) {
    return Harness::call(operations(), state, operation, std::move(input));
  }
  // The output; a failure of the test when there is an error instead.
  Json done(std::string_view operation, Json input = Json::object()) {
    Result<Json> result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << ": " << result.error().message;
    return Json::object();
  }
  // "code: message"; "" when there was no error.
  std::string refusal(std::string_view operation, Json input) {
    const Result<Json> result = call(operation, std::move(input));
    return result.ok() ? "" : result.error().code + ": " + result.error().message;
  }
};

}  // namespace keytrail::testing
