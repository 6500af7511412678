// The JSON Schema of scenario files, scenarios/_scenario.schema.json, which is built in. Its lists
// of operations and Regions are those of the models; tests/scenario/schema_test.cpp compares them,
// and with KEYTRAIL_UPDATE_GOLDEN=1 writes them anew.
#pragma once

#include <string_view>

namespace keytrail::scenario {

std::string_view schema_text();

}  // namespace keytrail::scenario
