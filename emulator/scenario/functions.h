// The functions a scenario file may use in a value: base64(text), unbase64(text), text(anything)
// and wrap(material, public key, algorithm).
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "core/random.h"

namespace keytrail::scenario {

struct FunctionRow {
  std::string_view name;
  std::size_t arguments;
  Result<Json> (*apply)(const std::vector<Json>& arguments, Random& random);
};

// Nothing for an unknown name.
const FunctionRow* find_function(std::string_view name);
std::vector<std::string_view> function_names();

}  // namespace keytrail::scenario
