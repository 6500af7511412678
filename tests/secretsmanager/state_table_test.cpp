// Every operation in every state of a secret, cell by cell, against tests/data/secret_states.csv.
#include <fstream>

#include "base/text.h"
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

const std::string kFunctionArn = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

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
      {"PutResourcePolicy", {{"ResourcePolicy", kPolicy}}},
      {"PutSecretValue", {{"ClientRequestToken", kToken2}, {"SecretString", "other"}}},
      {"RemoveRegionsFromReplication", {{"RemoveReplicaRegions", {"eu-west-1"}}}},
      {"ReplicateSecretToRegions",
       {{"AddReplicaRegions", Json::array({{{"Region", "eu-west-1"}}})}}},
      {"RotateSecret", {{"ClientRequestToken", kToken2}, {"RotationLambdaARN", kFunctionArn}}},
      {"TagResource", {{"Tags", Json::array({{{"Key", "a"}, {"Value", "b"}}})}}},
      {"UntagResource", {{"TagKeys", {"a"}}}},
      {"UpdateSecret", {{"Description", "other"}}},
      {"ValidateResourcePolicy", {{"ResourcePolicy", kPolicy}}},
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

  // What an operation needs to be possible at all, where the state leaves room for it.
  void prepare(const Cell& cell) {
    harness.settings.lambda_endpoint = "http://127.0.0.1:3001";
    if (cell.state != "Active") return;
    if (cell.operation == "CancelRotateSecret") {
      ok("RotateSecret", {{"SecretId", "db"},
                          {"ClientRequestToken", kToken3},
                          {"RotationLambdaARN", kFunctionArn}});
    }
    if (cell.operation == "RemoveRegionsFromReplication" ||
        cell.operation == "StopReplicationToReplica") {
      ok("ReplicateSecretToRegions",
         {{"SecretId", "db"}, {"AddReplicaRegions", Json::array({{{"Region", "eu-west-1"}}})}});
    }
    if (cell.operation == "StopReplicationToReplica") harness.caller.scope.region = "eu-west-1";
  }
};

TEST_F(SecretStateTable, EveryCellAnswersAsTheTableSays) {
  for (const Cell& cell : read_cells()) {
    SCOPED_TRACE(cell.operation + " on " + cell.state);
    state.secrets.clear();
    harness.caller.scope.region = "us-east-1";
    bring_into(cell.state);
    prepare(cell);
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
