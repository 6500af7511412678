#include "cli/cli.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "base/text.h"

namespace keytrail::cli {
namespace {

namespace fs = std::filesystem;

struct Answer {
  int code = 0;
  std::string out;
  std::string err;
};

class Cli : public ::testing::Test {
 protected:
  Cli() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / (std::string("keytrail-cli-") + info->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~Cli() override { fs::remove_all(root_); }

  Answer call(std::vector<std::string> arguments, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Io io{in,
          out,
          err,
          [this](const std::string& name) -> std::optional<std::string> {
            const auto found = environment_.find(name);
            if (found == environment_.end()) return std::nullopt;
            return found->second;
          },
          is_terminal_,
          is_err_terminal_};
    const int code = run(std::move(arguments), io);
    return {code, out.str(), err.str()};
  }

  std::string write(const std::string& name, const std::string& text) {
    const std::string path = (root_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(root_ / name).rdbuf();
    return text.str();
  }

  fs::path root_;
  std::map<std::string, std::string> environment_;
  bool is_err_terminal_ = false;
  bool is_terminal_ = false;
};

constexpr const char* kHolds = "name: it holds\ntags: [good]\nsteps:\n  - never: {mail: {}}\n";
constexpr const char* kFails = "name: it fails\nsteps:\n  - expect: {mail: {}}\n";

TEST_F(Cli, WrongUsageIsTwoAndHelpAndVersionAreNone) {
  EXPECT_EQ(call({}).code, kWrongUsage);
  EXPECT_EQ(call({"frobnicate"}).code, kWrongUsage);
  EXPECT_EQ(call({"run"}).code, kWrongUsage);
  EXPECT_EQ(call({"run", "--jobs", "none", "x"}).code, kWrongUsage);
  EXPECT_EQ(call({"serve", "--port", "many"}).code, kWrongUsage);
  EXPECT_EQ(call({"serve", "--enforce-policies"}).code, kWrongUsage);  // Of whom, nobody said.
  EXPECT_EQ(call({"serve", "--identities", "/nonexistent"}).code, kCannotStart);
  EXPECT_EQ(call({"--version"}).code, kAllHeld);
  EXPECT_EQ(call({"--version"}).out.rfind("keytrail ", 0), 0u);
  for (const char* command : {"serve", "run", "filter", "clock", "inbox", "reset", "status"}) {
    const Answer answer = call({command, "--help"});
    EXPECT_EQ(answer.code, kAllHeld) << command;
    EXPECT_FALSE(answer.out.empty()) << command;
  }
}

TEST_F(Cli, RunSaysByItsCodeWhatCameOfIt) {
  const std::string holds = write("holds.yaml", kHolds);
  const std::string fails = write("fails.yaml", kFails);
  const std::string invalid = write("_invalid.yaml", "name: n\nsteps: [{}]\n");
  EXPECT_EQ(call({"run", holds}).code, kAllHeld);
  EXPECT_EQ(call({"run", fails}).code, kExpectationFailed);
  const Answer bad = call({"run", invalid});
  EXPECT_EQ(bad.code, kInvalidInput);
  EXPECT_EQ(bad.err, invalid +
                         ":2:9: expected one of call, advance, set, inject, confirm, down, up, "
                         "throttle, trail_delay, expect or never\n");
  EXPECT_EQ(call({"run", (root_ / "missing.yaml").string()}).code, kCannotStart);
  EXPECT_EQ(call({"run", root_.string(), "--filter", "nothing like it"}).code, kWrongUsage);
  EXPECT_EQ(call({"run", root_.string(), "--filter", "("}).code, kWrongUsage);
  EXPECT_EQ(call({"run", holds, "--endpoint", "http://127.0.0.1:1"}).code, kCannotStart);
  EXPECT_EQ(call({"run", holds, "--junit", (root_ / "no" / "x.xml").string()}).code, kCannotStart);
}

TEST_F(Cli, NewWritesAScenarioThatHoldsAndNeverOverOne) {
  const std::string path = (root_ / "first.yaml").string();
  const Answer written = call({"new", path});
  EXPECT_EQ(written.code, 0);
  EXPECT_NE(written.err.find("next: keytrail run " + path), std::string::npos) << written.err;
  EXPECT_EQ(call({"run", path}).code, 0);
  EXPECT_EQ(call({"new", path}).code, 4);
  // Editors find the schema where the first line says; one that is there stays.
  EXPECT_TRUE(
      read("first.yaml").starts_with("# yaml-language-server: $schema=_scenario.schema.json\n"));
  EXPECT_EQ(read("_scenario.schema.json"), call({"schema"}).out);
  write("_scenario.schema.json", "mine");
  EXPECT_EQ(call({"new", (root_ / "second.yaml").string()}).code, 0);
  EXPECT_EQ(call({"new", (root_ / "third").string()}).code, 0);
  EXPECT_TRUE(fs::exists(root_ / "third.yaml"));
  EXPECT_EQ(read("_scenario.schema.json"), "mine");
  // The ways to break it that its first lines name.
  const std::string text = read("first.yaml");
  for (const auto& [old, instead] :
       {std::pair{"  - call: kms DisableKey\n    with: {KeyId: \"${app}\"}\n", ""},
        std::pair{"count: 1}", "count: 2}"}}) {
    ASSERT_NE(text.find(old), std::string::npos) << old;
    EXPECT_EQ(call({"run", write("broken.yaml", replace_all(text, old, instead))}).code,
              kExpectationFailed)
        << old;
  }
}

TEST_F(Cli, RunChoosesAndLists) {
  write("holds.yaml", kHolds);
  write("fails.yaml", kFails);
  EXPECT_EQ(call({"run", root_.string()}).code, kExpectationFailed);
  EXPECT_EQ(call({"run", root_.string(), "--tag", "good"}).code, kAllHeld);
  EXPECT_EQ(call({"run", root_.string(), "--filter", "holds.yaml: it"}).code, kAllHeld);
  const Answer list = call({"run", root_.string(), "--list"});
  EXPECT_EQ(list.code, kAllHeld);
  EXPECT_EQ(list.out, (root_ / "fails.yaml").string() + ": it fails\n" +
                          (root_ / "holds.yaml").string() + ": it holds\n");
}

TEST_F(Cli, RunPassesOverOtherFilesOfADirectoryAloud) {
  write("holds.yaml", kHolds);
  const std::string report = (root_ / "report.json").string();
  EXPECT_EQ(call({"run", root_.string(), "--json-file", report}).code, kAllHeld);
  const Answer again = call({"run", root_.string()});
  EXPECT_EQ(again.code, kAllHeld) << again.err;
  EXPECT_EQ(again.err, report + ": passed over, no scenario\n");
  EXPECT_EQ(call({"run", report}).code, kInvalidInput);
}

TEST_F(Cli, ReportsAreWrittenOnFailureToo) {
  write("fails.yaml", kFails);
  const Answer answer =
      call({"run", root_.string(), "--json", "--github", "--junit", (root_ / "j.xml").string(),
            "--tap", (root_ / "t.tap").string(), "--json-file", (root_ / "o.json").string(),
            "--report", (root_ / "r.html").string()});
  EXPECT_EQ(answer.code, kExpectationFailed);
  EXPECT_NE(read("j.xml").find("<failure"), std::string::npos);
  EXPECT_NE(read("t.tap").find("not ok 1"), std::string::npos);
  EXPECT_NE(read("r.html").find("FAIL: it fails"), std::string::npos);
  EXPECT_EQ(read("o.json"), answer.out);
  const auto document = parse_json(answer.out);
  ASSERT_TRUE(document);
  EXPECT_EQ((*document)["failed"], 1);
  EXPECT_EQ(answer.err.rfind("::error file=", 0), 0u);
}

TEST_F(Cli, ColourIsForTerminalsThatWantIt) {
  const std::string holds = write("holds.yaml", kHolds);
  const auto is_coloured = [&](std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"run", holds});
    return call(more).out.find('\x1b') != std::string::npos;
  };
  EXPECT_FALSE(is_coloured());
  is_terminal_ = true;
  environment_["TERM"] = "xterm";
  EXPECT_TRUE(is_coloured());
  EXPECT_FALSE(is_coloured({"--no-color"}));
  for (const char* name : {"NO_COLOR", "CI"}) {
    environment_[name] = "1";
    EXPECT_FALSE(is_coloured()) << name;
    environment_.erase(name);
  }
  environment_["TERM"] = "dumb";
  EXPECT_FALSE(is_coloured());
}

TEST_F(Cli, FilterTestFindsMatchesInEveryFormOfInput) {
  const std::string pattern = "{ $.errorCode = \"*\" }";
  const std::string hit = R"({"eventName":"Encrypt","errorCode":"X"})";
  const std::string miss = R"({"eventName":"Encrypt"})";
  const std::string lines = write("a.ndjson", miss + "\n\n" + hit + "\n");
  const std::string records = write("b.json", "{\"Records\": [" + hit + ",\n" + miss + "]}");
  EXPECT_EQ(call({"filter", "test", pattern, lines}).out, lines + ":3: " + hit + "\n");
  EXPECT_EQ(call({"filter", "test", pattern, records}).out, records + ":1: " + hit + "\n");
  EXPECT_EQ(call({"filter", "test", pattern}, hit).code, kAllHeld);
  EXPECT_EQ(call({"filter", "test", pattern, "-"}, miss).code, kExpectationFailed);
  EXPECT_EQ(call({"filter", "test", pattern}, "").code, kExpectationFailed);
  EXPECT_EQ(call({"filter", "test", pattern, "/no/such/file"}).code, kCannotStart);
  EXPECT_EQ(call({"filter", "test", pattern, write("c.gz", "\x1f\x8b broken")}).code,
            kInvalidInput);

  // "ERROR here\n" as gzip makes it.
  const std::string gzip(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x73\x0d\x0a\xf2\x0f\x52\xc8\x48\x2d"
      "\x4a\xe5\x02\x00\x52\xe7\x16\x64\x0b\x00\x00\x00",
      31);
  const std::string zipped = write("d.log.gz", gzip);
  EXPECT_EQ(call({"filter", "test", "ERROR", zipped}).out, zipped + ":1: ERROR here\n");
}

TEST_F(Cli, FilterTestShowsValuesAndPointsAtMistakes) {
  const Answer json =
      call({"filter", "test", "[ip, status = 4*]", "--json"}, "1.2.3.4 404\n1.2.3.4 200\n");
  const auto document = parse_json(json.out);
  ASSERT_TRUE(document) << json.out;
  EXPECT_EQ((*document)["tested"], 2);
  EXPECT_EQ((*document)["matched"], 1);
  EXPECT_EQ(to_text((*document)["matches"][0]["extractedValues"]),
            R"({"$ip":"1.2.3.4","$status":"404"})");

  const Answer bad = call({"filter", "test", "{ $.a = \"é\" & }"});
  EXPECT_EQ(bad.code, kInvalidInput);
  const std::size_t caret_line = bad.err.rfind("\n  ", bad.err.size() - 2);
  EXPECT_EQ(bad.err.substr(caret_line), "\n              ^\n") << bad.err;
  // Which clause failed on what, event by event.
  const Answer why = call({"filter", "test", "{ $.a = 1 && $.b = * }", "--explain"}, R"({"a":2})"
                                                                                     "\n");
  EXPECT_NE(why.out.find("fails  $.a = 1  (2)"), std::string::npos) << why.out;
  EXPECT_NE(why.out.find("fails  $.b = *  (nothing)"), std::string::npos) << why.out;
  const auto why_json =
      parse_json(call({"filter", "test", "{ $.a = 1 }", "--explain", "--json"}, R"({"a":2})"
                                                                                "\n")
                     .out);
  ASSERT_TRUE(why_json);
  EXPECT_EQ((*why_json)["explained"][0]["clauses"],
            Json::array({{{"text", "$.a = 1"}, {"holds", false}, {"found", "2"}}}));
}

TEST_F(Cli, AMistypedCommandIsNamed) {
  const Answer answer = call({"rn", "file.yaml"});
  EXPECT_EQ(answer.code, kWrongUsage);
  EXPECT_EQ(answer.err, "keytrail: there is no command 'rn'; did you mean 'run'?\n");
}

TEST_F(Cli, ReplaySaysWhatWouldHaveFiredAndWhen) {
  const std::string rules = write("rules.yaml", R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
alarms:
  - {name: a, metric: Replay/Errors, threshold: ">= 1", missing: notBreaching}
)");
  const auto record = [](const char* id, const char* time, const char* error) {
    return std::string(R"({"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventTime":")") +
           time +
           R"(","eventSource":"kms.amazonaws.com","eventName":"Encrypt","awsRegion":"us-east-1",)" +
           R"("eventID":")" + id +
           R"(","eventType":"AwsApiCall","recipientAccountId":"123456789012")" + error + "}";
  };
  // Out of order, as trail files are; the failing one is the later.
  const std::string fails = record("00000000-0000-4000-8000-000000000002", "2025-06-01T12:00:30Z",
                                   R"(,"errorCode":"DisabledException")");
  const std::string works =
      record("00000000-0000-4000-8000-000000000001", "2025-06-01T11:30:00Z", "");
  const std::string material = write("trail.ndjson", fails + "\n" + works + "\n");
  const Answer answer = call({"replay", "--rules", rules, material});
  EXPECT_EQ(answer.code, kAllHeld) << answer.err;
  EXPECT_EQ(answer.out,
            "2025-06-01 12:00:30  record Encrypt DisabledException -> metric-filter errors of g -> "
            "Replay/Errors 1\n"
            "2025-06-01 12:01:00  alarm a OK -> ALARM\n"
            "2025-06-01 12:04:00  alarm a ALARM -> OK\n");
  EXPECT_EQ(answer.err, "2 records, 1 datapoint, 2 changes of alarms\n");
  EXPECT_EQ(call({"replay", "--rules", rules, "-"}, works).out, "");

  // Of a scenario only what it is given counts.
  const std::string whole =
      write("whole.yaml",
            R"({"name": "n", "given": {"trail": {"name": "trail", "log_group": "g"}, "filters":
[{"name": "errors", "pattern": "{ $.errorCode = \"*\" }", "metric": "Replay/Errors"}], "alarms":
[{"name": "a", "metric": "Replay/Errors", "threshold": ">= 1", "missing": "notBreaching"}]},
"steps": [{"never": {"mail": {}}}]})");
  EXPECT_EQ(call({"replay", "--rules", whole, material}).out, answer.out);
  const Answer idle = call({"replay", "--rules", write("idle.yaml", "keys: [a]\n"), material});
  EXPECT_NE(idle.err.find("idle.yaml: no alarm is in it, so none can fire\n"), std::string::npos);

  const std::string page = (root_ / "replay.html").string();
  const Answer drawn = call({"replay", "--rules", rules, material, "--report", page});
  EXPECT_EQ(drawn.code, kAllHeld);
  EXPECT_EQ(drawn.out, answer.out);
  EXPECT_NE(read("replay.html").find("a: fired 1 time"), std::string::npos);
  EXPECT_EQ(call({"replay", "--rules", rules, "-", "--report", page}, works).code, kAllHeld);
  EXPECT_NE(read("replay.html").find("No alarm fired."), std::string::npos);
  const Answer nowhere =
      call({"replay", "--rules", rules, material, "--report", "/no/such/r.html"});
  EXPECT_EQ(nowhere.code, kCannotStart);
  EXPECT_NE(nowhere.err.find("/no/such/r.html: cannot be written"), std::string::npos);

  EXPECT_EQ(call({"replay", "--rules", rules, "-"}, "no record").code, kInvalidInput);
  EXPECT_EQ(call({"replay", "--rules", rules, "-"}, "").code, kWrongUsage);
  EXPECT_EQ(call({"replay", "--rules", "/no/such", material}).code, kCannotStart);
  const Answer bad = call({"replay", "--rules", write("bad.yaml", "filter: []\n"), material});
  EXPECT_EQ(bad.code, kInvalidInput);
  EXPECT_EQ(bad.err, (root_ / "bad.yaml").string() +
                         ":1:1: given: unknown key 'filter'; expected one of include, identities, "
                         "enforce_policies, keys, log_groups, trail, "
                         "filters, topics, alarms; did you mean 'filters'?\n");
}

TEST_F(Cli, ClientsWithoutAnEmulatorCannotStart) {
  environment_["KEYTRAIL_ENDPOINT"] = "http://127.0.0.1:1";
  for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                  {"reset"},
                                                  {"inbox", "--clear"},
                                                  {"clock"},
                                                  {"clock", "advance", "1m"}}) {
    const Answer answer = call(command);
    EXPECT_EQ(answer.code, kCannotStart);
    EXPECT_EQ(answer.err.rfind("keytrail: no keytrail at http://127.0.0.1:1: ", 0), 0u)
        << answer.err;
  }
  EXPECT_EQ(call({"status", "--endpoint", "https://127.0.0.1:1"}).code, kWrongUsage);
  EXPECT_EQ(call({"clock", "speed", "fast"}).code, kWrongUsage);
  EXPECT_EQ(call({"clock", "rewind", "1m"}).code, kWrongUsage);
}

TEST_F(Cli, RunShowsHowFarItIsOnATerminalAlone) {
  write("a.yaml", "name: a\nsteps:\n  - never: {mail: {}}\n");
  const std::string only = write("b.yaml", "name: b\nsteps:\n  - never: {mail: {}}\n");
  environment_["TERM"] = "xterm";
  EXPECT_EQ(call({"run", root_.string()}).err, "");
  is_err_terminal_ = true;
  const std::string empty = std::string(40, '.');
  const std::string half = std::string(20, '#') + std::string(20, '.');
  const std::string full = std::string(40, '#');
  const std::string gone = "\r\x1b[K";
  const Answer shown = call({"run", root_.string(), "--jobs", "1"});
  EXPECT_EQ(shown.err, "\r[" + empty + "] 0/2" + gone + "\r[" + half + "] 1/2" + gone + "\r[" +
                           full + "] 2/2" + gone);
  EXPECT_EQ(shown.out.find('\r'), std::string::npos);
  EXPECT_EQ(call({"run", only}).err, "");
  environment_["CI"] = "true";
  EXPECT_EQ(call({"run", root_.string()}).err, "");
}

}  // namespace
}  // namespace keytrail::cli
