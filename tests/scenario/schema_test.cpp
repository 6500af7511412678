// The lists of the schema are those of the models. KEYTRAIL_UPDATE_GOLDEN=1 writes them anew.
#include "scenario/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/json.h"
#include "base/regions.h"
#include "models/model.h"

namespace keytrail::scenario {
namespace {

constexpr const char* kSchemaPath = KEYTRAIL_SOURCE_DIR "/scenarios/_scenario.schema.json";

TEST(Schema, ListsWhatTheModelsHave) {
  Json operations = Json::array();
  Json services = Json::array();
  for (const models::Service& service : models::services()) {
    services.push_back(service.name);
    for (const models::Operation& operation : service.operations) {
      operations.push_back(std::string(service.name) + " " + std::string(operation.name));
    }
  }
  const std::string text(schema_text());
  const Json schema = Json::parse(text);
  Json updated = schema;
  updated["$defs"]["operation"]["enum"] = operations;
  updated["$defs"]["service"]["enum"] = services;
  updated["$defs"]["region"]["anyOf"][0]["enum"] = region_codes();
  if (std::getenv("KEYTRAIL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kSchemaPath) << updated.dump(1, ' ', true) << "\n";
    return;
  }
  EXPECT_GT(operations.size(), 300u);
  EXPECT_EQ(schema, updated) << "run this test with KEYTRAIL_UPDATE_GOLDEN=1";
  EXPECT_EQ(text, updated.dump(1, ' ', true) + "\n") << "json.dumps(indent=1) writes it";
}

}  // namespace
}  // namespace keytrail::scenario
