// Every operation in every state of a secret, cell by cell, against tests/data/secret_states.csv.
#include <fstream>

#include "base/text.h"
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

struct Cell {
  std::string operation, state, result, error, message;
};

std::vector<Cell> read_cells() {
  std::ifstream file(KEYTRAIL_TEST_DATA "/secret_states.csv");
  std::vector<Cell> cells;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> columns = split(line, ',');
    cells.push_back({columns.at(0), columns.at(1), columns.at(2), columns.at(3), columns.at(4)});
  }
  return cells;
}

std::string row_name(const Cell& cell) {
  return cell.operation.substr(0, cell.operation.find('('));
}

Json input_of(const Cell& cell) {
  static const std::map<std::string, Json> others{
      {"BatchGetSecretValue", {{"SecretIdList", {"db"}}}},
      {"CreateSecret",
       {{"Name", "db"}, {"ClientRequestToken", kToken2}, {"SecretString", "other"}}},
      {"GetRandomPassword", Json::object()},
      {"ListSecrets", Json::object()}};
  if (const auto found = others.find(cell.operation); found != others.end()) return found->second;
  Json input{{"SecretId", "db"}};
  const std::map<std::string, Json> members{
      {"DeleteSecret(ForceDeleteWithoutRecovery)", {{"ForceDeleteWithoutRecovery", true}}},
      {"PutResourcePolicy", {{"ResourcePolicy", "{}"}}},
      {"PutSecretValue", {{"ClientRequestToken", kToken2}, {"SecretString", "other"}}},
      {"TagResource", {{"Tags", Json::array({{{"Key", "a"}, {"Value", "b"}}})}}},
      {"UntagResource", {{"TagKeys", {"a"}}}},
      {"UpdateSecret", {{"Description", "other"}}},
      {"UpdateSecretVersionStage", {{"VersionStage", "blue"}, {"MoveToVersionId", kToken1}}}};
  if (const auto found = members.find(cell.operation); found != members.end()) {
    input.update(found->second);
  }
  return input;
}

class SecretStateTable : public SecretsTest {
 protected:
  void bring_into(const std::string& name) {
    create();
    if (name == "Active") return;
    ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
    if (name == "Deleted") advance(std::chrono::days(7));
  }
};

TEST_F(SecretStateTable, EveryCellAnswersAsTheTableSays) {
  for (const Cell& cell : read_cells()) {
    SCOPED_TRACE(cell.operation + " on " + cell.state);
    state.secrets.clear();
    bring_into(cell.state);
    const Result<Json> result = call(row_name(cell), input_of(cell));
    if (cell.result == "error") {
      ASSERT_FALSE(result.ok());
      EXPECT_EQ(result.error().code, cell.error);
      EXPECT_EQ(result.error().message, replace_all(cell.message, "{Name}", "db"));
      EXPECT_EQ(result.error().status, 400);
      continue;
    }
    ASSERT_TRUE(result.ok()) << result.error().message;
    if (cell.operation == "BatchGetSecretValue") {
      Json errors = Json::array();
      if (!cell.error.empty()) {
        errors.push_back(
            {{"SecretId", "db"}, {"ErrorCode", cell.error}, {"Message", cell.message}});
      }
      EXPECT_EQ(result.value()["Errors"], errors);
      EXPECT_EQ(result.value()["SecretValues"].size(), cell.error.empty() ? 1u : 0u);
    }
    if (cell.operation == "ListSecrets") {
      EXPECT_EQ(result.value()["SecretList"].size(), cell.result == "ok_listed" ? 1u : 0u);
      const Json all = ok("ListSecrets", {{"IncludePlannedDeletion", true}});
      EXPECT_EQ(all["SecretList"].size(), cell.result == "ok_not_listed" ? 0u : 1u);
    }
  }
}

TEST_F(SecretStateTable, HasThreeCellsForEachOperation) {
  std::map<std::string, int> cells;
  for (const Cell& cell : read_cells()) ++cells[cell.operation];
  for (const auto& row : operations()) EXPECT_EQ(cells[std::string(row.name)], 3) << row.name;
}

}  // namespace
}  // namespace keytrail::secretsmanager
