// Golden records: for every operation the record it leaves, next to the calls that lead there.
//
//   tests/data/records/kms.yaml   the calls, as a scenario
//   tests/data/records/kms.json   {"common": members all records share, "records": the rest of
//   each}
//
// Values that differ from run to run stand as placeholders. KEYTRAIL_UPDATE_GOLDEN=1 writes the
// JSON anew; review the difference against the CloudTrail and service guides.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/operation_table.h"
#include "scenario/loader.h"
#include "scenario/runner.h"
#include "support/record_checks.h"

namespace keytrail::scenario {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(KEYTRAIL_TEST_DATA) / "records";

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// All records of both regions the calls are made in, in the order of event history there.
std::vector<Json> records_of(Emulator& aws) {
  std::vector<Json> records;
  for (const char* region : {"us-east-1", "eu-west-1"}) {
    std::vector<Json> newest_first;
    CallOptions options;
    options.region = region;
    options.leaves_no_trace = true;
    Json input = Json::object();
    do {
      const Json page = aws.call("cloudtrail", "LookupEvents", input, options).output;
      for (const Json& event : page["Events"]) {
        newest_first.push_back(*parse_json(event["CloudTrailEvent"].get<std::string>()));
      }
      input["NextToken"] = string_member(page, "NextToken");
    } while (!string_member(input, "NextToken").empty());
    records.insert(records.end(), newest_first.rbegin(), newest_first.rend());
  }
  return records;
}

struct Played {
  std::vector<Json> records;
  testing::Secrets secrets;
};

Played play(const fs::path& path) {
  Played played;
  auto loaded = load_scenarios(path.string());
  if (const auto* problem = std::get_if<Problem>(&loaded)) {
    ADD_FAILURE() << problem->line();
    return played;
  }
  RunOptions options;
  options.watch = [&](const CallStep& call, const Json& input, const CallResult& answer) {
    played.secrets.note(call.service, input, answer.output);
  };
  options.then = [&](Emulator& aws) { played.records = records_of(aws); };
  const ScenarioResult result =
      run_scenario(std::get<std::vector<Scenario>>(loaded).front(), options);
  for (const Failure& failure : result.failures) {
    ADD_FAILURE() << where_text(path.string(), failure.place) << ": expected " << failure.expected
                  << ", got " << failure.got;
  }
  return played;
}

// Ids that the seed decides become the kind of thing they are; the same one twice keeps its number.
class Placeholders {
 public:
  std::string replace(const std::string& text) {
    static const RE2 kVolatile(
        "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|"
        "cks-[0-9a-f]{17}|mrk-[0-9a-f]{32}|IQoJb3JpZ2luX2Vj[A-Za-z0-9+/"
        "=]+|(?:ASIA|AROA|AIDA)[A-Z0-9]{16,17})");
    std::string out;
    re2::StringPiece rest(text);
    re2::StringPiece found;
    const char* begin = text.data();
    while (RE2::FindAndConsume(&rest, kVolatile, &found)) {
      out.append(begin, found.data());
      out += name_of(std::string(found.data(), found.size()));
      begin = found.data() + found.size();
    }
    return out.append(begin, text.data() + text.size());
  }

 private:
  // Those the calls themselves chose stay.
  std::string name_of(const std::string& id) {
    if (id.starts_with("00000000-0000-4000-8000-")) return id;
    const auto [at, is_new] = names_.emplace(id, names_.size() + 1);
    return "<id " + std::to_string(at->second) + ">";
  }

  std::map<std::string, std::size_t> names_;
};

// A record apart from what all have in common.
Json essence(const Json& record, const Json& common) {
  Json rest = Json::object();
  for (const auto& [name, value] : record.items()) {
    if (name == "eventID" || name == "requestID" || name == "sharedEventID") continue;
    const Json* same = find_member(common, name);
    if (same == nullptr || *same != value) rest[name] = value;
  }
  return rest;
}

std::string render(const std::vector<Json>& records) {
  Json common = Json::object();
  for (const char* name :
       {"eventVersion", "userIdentity", "awsRegion", "sourceIPAddress", "userAgent", "eventType",
        "managementEvent", "recipientAccountId", "eventCategory"}) {
    // Of the caller the scenarios have by default.
    for (const Json& record : records) {
      if (record["userIdentity"].value("type", "") != "Root" ||
          record["eventType"] != "AwsApiCall" || record["userIdentity"].contains("invokedBy")) {
        continue;
      }
      common[name] = record[name];
      break;
    }
  }
  Placeholders placeholders;
  std::string text = "{\n\"common\": " + to_text(common) + ",\n\"records\": [\n";
  for (const Json& record : records) {
    text += placeholders.replace(to_text(essence(record, common)));
    text += &record == &records.back() ? "\n" : ",\n";
  }
  return text + "]}\n";
}

// What only ever fails, with what this emulator has behind it: subscription filters have no
// destination, nothing encodes authorization messages, no function rotates secrets in a scenario.
constexpr std::array<std::string_view, 5> kNeverSucceed = {
    "PutSubscriptionFilter", "DeleteSubscriptionFilter", "DecodeAuthorizationMessage",
    "RotateSecret", "CancelRotateSecret"};

class GoldenRecords : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenRecords, AreWrittenForEveryOperation) {
  const Played played = play(kFolder / (GetParam() + ".yaml"));
  const std::string got = render(played.records);
  const fs::path golden = kFolder / (GetParam() + ".json");
  if (std::getenv("KEYTRAIL_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << got;
  std::istringstream expected_lines(text_of_file(golden));
  std::istringstream got_lines(got);
  std::string expected_line;
  std::string got_line;
  while (std::getline(got_lines, got_line)) {
    std::getline(expected_lines, expected_line);
    EXPECT_EQ(got_line, expected_line);
  }
  EXPECT_FALSE(std::getline(expected_lines, expected_line)) << "missing: " << expected_line;
}

TEST_P(GoldenRecords, CoverTheOperationTable) {
  const Played played = play(kFolder / (GetParam() + ".yaml"));
  std::map<std::string, bool> is_there;
  bool has_failure = false;
  for (const Json& record : played.records) {
    has_failure = has_failure || record.contains("errorCode");
    const std::string name = string_member(record, "eventName");
    const bool may_fail =
        std::find(kNeverSucceed.begin(), kNeverSucceed.end(), name) != kNeverSucceed.end();
    if (may_fail || !record.contains("errorCode")) {
      is_there[string_member(record, "eventSource") + name] = true;
    }
  }
  EXPECT_TRUE(has_failure);
  for (const OperationEntry& entry : all_entries()) {
    if (entry.service->name != GetParam() || entry.plane == Plane::Data) continue;
    const std::string name = std::string(entry.event_source) + std::string(entry.model->name);
    EXPECT_TRUE(is_there[name]) << "no golden record of " << entry.model->name;
  }
}

TEST_P(GoldenRecords, HaveTheFormOfRecordsAndNoSecrets) {
  const Played played = play(kFolder / (GetParam() + ".yaml"));
  for (const Json& record : played.records) {
    for (const std::string& problem : testing::RecordSchema::problems(record)) {
      ADD_FAILURE() << problem << ": " << to_text(record);
    }
    EXPECT_EQ(played.secrets.found_in(to_text(record)), "") << to_text(record);
  }
}

INSTANTIATE_TEST_SUITE_P(Services, GoldenRecords,
                         ::testing::Values("kms", "cloudtrail", "logs", "cloudwatch", "sns",
                                           "secretsmanager", "sts", "sqs", "s3", "organizations"),
                         [](const auto& service) { return service.param; });

}  // namespace
}  // namespace keytrail::scenario
