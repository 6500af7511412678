#include "scenario/suite.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

namespace fs = std::filesystem;
using Problems = std::vector<Problem>;

constexpr const char* kHolds = "name: holds\nsteps:\n  - never: {mail: {}}\n";
constexpr const char* kFails = "name: fails\nsteps:\n  - expect: {mail: {}}\n";

class Suite : public ::testing::Test {
 protected:
  Suite() {
    // Its own folder for each test: tests may run at the same time.
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / (std::string("keytrail-suite-") + info->name());
    fs::remove_all(root_);
    fs::create_directories(root_ / "b");
    fs::create_directories(root_ / "_parts");
  }
  ~Suite() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name) << text;
  }
  std::vector<Scenario> load() {
    auto loaded = load_suite({root_.string()});
    if (const auto* problems = std::get_if<Problems>(&loaded)) {
      ADD_FAILURE() << problems->front().line();
      return {};
    }
    return std::get<scenario::Suite>(std::move(loaded)).scenarios;
  }

  fs::path root_;
};

TEST_F(Suite, FilesAreFoundSortedByPathWithoutPartsAndOtherThings) {
  for (const char* name :
       {"c.yaml", "a.yml", "b/d.json", "_no.yaml", "_parts/no.yaml", ".no.yaml", "no.txt"}) {
    write(name, kHolds);
  }
  const auto found = find_scenario_files({root_.string()});
  std::vector<std::string> names;
  for (const FoundFile& file : std::get<std::vector<FoundFile>>(found)) {
    names.push_back(fs::relative(file.path, root_).string());
  }
  EXPECT_EQ(join(names, " "), "a.yml b/d.json c.yaml");
  // Named by itself, a file is taken whatever it is called.
  EXPECT_TRUE(std::holds_alternative<scenario::Suite>(load_suite({(root_ / "_no.yaml").string()})));
}

TEST_F(Suite, AMissingPathIsUnreadableAndABadFileInvalid) {
  const auto missing = load_suite({(root_ / "nothing.yaml").string()});
  EXPECT_EQ(std::get<Problems>(missing).front().kind, Problem::Kind::Unreadable);
  for (const char* bad : {"name: n\nsteps: [\n", "name: n\nsteps: [{never: {mial: {}}}]\n"}) {
    write("bad.yaml", bad);
    const auto loaded = load_suite({root_.string()});
    ASSERT_TRUE(std::holds_alternative<Problems>(loaded)) << bad;
    EXPECT_EQ(std::get<Problems>(loaded).front().kind, Problem::Kind::Invalid);
  }
}

TEST_F(Suite, EachBadFileIsNamed) {
  write("a.yaml", "name: n\nsteps: [{expect: {}}]\n");
  write("b/good.yaml", kHolds);
  write("c.yaml", "name: n\nsteps: [{never: {mial: {}}}]\n");
  const auto loaded = load_suite({root_.string()});
  ASSERT_TRUE(std::holds_alternative<Problems>(loaded));
  const Problems& problems = std::get<Problems>(loaded);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_TRUE(problems[0].path.ends_with("a.yaml"));
  EXPECT_TRUE(problems[1].path.ends_with("c.yaml"));
}

TEST_F(Suite, OtherFilesOfADirectoryArePassedOverUnlessTheyAreNamed) {
  write("holds.yaml", kHolds);
  const std::pair<const char*, const char*> others[] = {
      {"report.json", R"({"format": "keytrail-run/1", "passed": 1, "scenarios": []})"},
      {"package.json", R"({"name": "app", "scripts": {"test": "jest"}})"},
      {"workflow.yml", "name: CI\non: push\njobs: {test: {steps: [{run: make}]}}\n"},
      {"build.yaml", "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build]\n"},
      {"chart.yaml", "{{ if .Values.on }}\nname: [\n"},
      {"manifests.yaml", "a: 1\n---\nb: 2\n"},
      {"list.json", "[1, 2]"},
      {"empty.yaml", ""},
  };
  for (const auto& [name, text] : others) write(name, text);
  const auto loaded = load_suite({root_.string()});
  ASSERT_TRUE(std::holds_alternative<scenario::Suite>(loaded));
  EXPECT_EQ(std::get<scenario::Suite>(loaded).scenarios.size(), 1u);
  EXPECT_EQ(std::get<scenario::Suite>(loaded).passed_over.size(), std::size(others));
  for (const auto& [name, text] : others) {
    const auto named = load_suite({(root_ / name).string()});
    EXPECT_TRUE(std::holds_alternative<Problems>(named)) << name;
  }
}

TEST_F(Suite, PartsAreIncludedBesideTheirFile) {
  write("b/_chain.yaml", "include: ../_key.yaml\ntrail: {name: trail, log_group: g}\n");
  write("_key.yaml", "keys: [app]\n");
  write("b/uses.yaml",
        "name: n\ngiven:\n  include: _chain.yaml\n  filters:\n"
        "    - {name: f, pattern: x, metric: A/b}\nsteps:\n"
        "  - expect: {key: {id: \"${app}\", state: Enabled}}\n");
  const std::vector<Scenario> scenarios = load();
  ASSERT_EQ(scenarios.size(), 1u);
  EXPECT_TRUE(run_scenario(scenarios[0]).passed());
  EXPECT_EQ(scenarios[0].given.front().place.line, 3);

  write("_key.yaml", "kyes: [app]\n");
  const auto wrong = load_suite({root_.string()});
  EXPECT_EQ(std::get<Problems>(wrong).front().line(),
            (root_ / "b" / ".." / "_key.yaml").string() +
                ":1:1: given: unknown key 'kyes'; expected one of include, identities, "
                "enforce_policies, keys, log_groups, trail, "
                "filters, topics, alarms; did you mean 'keys'?");
  write("_key.yaml", "include: _key.yaml\n");
  const auto endless = load_suite({root_.string()});
  EXPECT_NE(std::get<Problems>(endless).front().text.find("at most 8 files"), std::string::npos);
}

TEST_F(Suite, ResultsComeInOrderHoweverManyJobs) {
  for (int i = 0; i < 12; ++i)
    write("s" + std::to_string(100 + i) + ".yaml", i % 3 ? kHolds : kFails);
  const std::vector<Scenario> scenarios = load();
  SuiteOptions options;
  options.jobs = 4;
  std::vector<const Scenario*> told;
  const auto entries = run_suite(scenarios, options,
                                 [&](const SuiteEntry& entry) { told.push_back(entry.scenario); });
  ASSERT_EQ(told.size(), 12u);
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i], &scenarios[i]);
    EXPECT_EQ(entries[i].passed(), i % 3 != 0);
  }
  EXPECT_FALSE(all_passed(entries));
}

TEST_F(Suite, FailFastBeginsNothingAfterAFailure) {
  write("a.yaml", kHolds);
  write("b.yaml", kFails);
  write("c.yaml", kHolds);
  SuiteOptions options;
  options.fail_fast = FailFast::Yes;
  const std::vector<Scenario> scenarios = load();
  const auto entries = run_suite(scenarios, options);
  EXPECT_TRUE(entries[0].passed());
  EXPECT_TRUE(entries[1].result && !entries[1].passed());
  EXPECT_FALSE(entries[2].result);
}

// One of each outcome, with everything in it that a format must escape.
class Reports : public ::testing::Test {
 protected:
  Reports() {
    for (const char* name : {"holds", "fails <&\"> # 1,2:\x01", "not run"}) {
      Scenario scenario;
      scenario.path = "drills/a.yaml";
      scenario.name = name;
      scenarios_.push_back(std::move(scenario));
    }
    ScenarioResult passed;
    passed.expectations = 2;
    ScenarioResult failed;
    failed.expectations = 1;
    failed.failures.push_back({{12, 5},
                               *parse_instant("2026-01-01T00:01:00Z"),
                               "a <b>",
                               "100% & \"c\"",
                               "record written"});
    entries_ = {{&scenarios_[0], passed, Duration(1500)},
                {&scenarios_[1], failed, Duration(20)},
                {&scenarios_[2], std::nullopt, Duration(0)}};
  }

  std::vector<Scenario> scenarios_;
  std::vector<SuiteEntry> entries_;
};

TEST_F(Reports, JUnit) {
  EXPECT_EQ(render_junit(entries_), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" skipped="1" time="1.520">
  <testsuite name="keytrail" tests="3" failures="1" errors="0" skipped="1" time="1.520">
    <testcase classname="drills/a.yaml" name="holds" file="drills/a.yaml" time="1.500"/>
    <testcase classname="drills/a.yaml" name="fails &lt;&amp;&quot;&gt; # 1,2:?" file="drills/a.yaml" time="0.020">
      <failure message="expected a &lt;b&gt;, got 100% &amp; &quot;c&quot;">drills/a.yaml:12:5 at 2026-01-01T00:01:00Z
  expected: a &lt;b&gt;
  got:      100% &amp; &quot;c&quot;
  held:     record written
</failure>
    </testcase>
    <testcase classname="drills/a.yaml" name="not run" file="drills/a.yaml" time="0.000"><skipped message="not run: another failed first"/></testcase>
  </testsuite>
</testsuites>
)");
}

TEST_F(Reports, Tap) {
  EXPECT_EQ(render_tap(entries_), std::string(R"(TAP version 13
1..3
ok 1 - drills/a.yaml: holds
not ok 2 - drills/a.yaml: fails <&"> \# 1,2:)") +
                                      "\x01" + R"(
  ---
  failures: |
    drills/a.yaml:12:5 at 2026-01-01T00:01:00Z
      expected: a <b>
      got:      100% & "c"
      held:     record written
  ...
ok 3 - drills/a.yaml: not run # SKIP not run: another failed first
)");
}

TEST_F(Reports, Json) {
  const Json document = render_json(entries_);
  EXPECT_EQ(document["format"], "keytrail-run/1");
  EXPECT_EQ(document["passed"], 1);
  EXPECT_EQ(document["failed"], 1);
  EXPECT_EQ(document["notRun"], 1);
  EXPECT_EQ(document["scenarios"][0]["status"], "passed");
  EXPECT_EQ(to_text(document["scenarios"][1]["failures"][0]),
            R"({"line":12,"column":5,"time":"2026-01-01T00:01:00Z","expected":"a <b>",)"
            R"("got":"100% & \"c\"","held":"record written"})");
  EXPECT_EQ(document["scenarios"][2]["status"], "not-run");
}

TEST_F(Reports, Html) {
  entries_[1].result->story = {{StoryLine::Kind::Fail, {}, "<b>"}};
  const std::string page = render_html(entries_);
  EXPECT_NE(page.find("<h2 class=\"pass\">PASS: holds</h2>"), std::string::npos);
  EXPECT_NE(page.find("<h2 class=\"fail\">FAIL: fails &lt;&amp;"), std::string::npos);
  EXPECT_NE(page.find("<h2 class=\"fail\">NOT RUN: not run</h2>"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"link fail\"><span class=\"tag\">FAIL</span> &lt;b&gt;</td>"),
            std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST_F(Reports, GitHub) {
  EXPECT_EQ(
      render_github(entries_),
      "::error file=drills/a.yaml,line=12,col=5,title=fails <&\"> # 1%2C2%3A\x01::expected a <b>, "
      "got 100%25 & \"c\"; held: record written\n");
}

TEST_F(Reports, TheConsoleHasAWordBesideEachColour) {
  const std::string plain = render_console(entries_[1], ShowStory::Yes, Colour::No);
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
  EXPECT_NE(plain.find("FAIL drills/a.yaml: fails"), std::string::npos);
  EXPECT_NE(render_console(entries_[0], ShowStory::Yes, Colour::Yes).find("\x1b[32mPASS\x1b[0m"),
            std::string::npos);
  EXPECT_EQ(render_console_summary(entries_, Colour::No),
            "3 scenarios: 1 passed, 1 failed, 1 not run\n");
}

TEST_F(Suite, WhatCannotBeDoneElsewhereIsSkippedAloudAndFailsNothing) {
  write("a.yaml", kHolds);
  SuiteOptions options;
  options.run.elsewhere = [](const EmulatorOptions&) -> Result<std::unique_ptr<Target>> {
    return cannot_be_done("not here");
  };
  const std::vector<Scenario> scenarios = load();
  const auto entries = run_suite(scenarios, options);
  EXPECT_TRUE(all_passed(entries));
  const std::string path = (root_ / "a.yaml").string();
  const std::string why = "1 skipped; " + path + ": all of it: not here";
  EXPECT_EQ(render_console(entries[0], ShowStory::No, Colour::No),
            path + ": skipped all of it: not here\nSKIP " + path +
                ": holds (0 expectations, 1 skipped, seed 0)\n");
  EXPECT_EQ(render_console_summary(entries, Colour::No),
            "1 scenario: 0 passed, 1 skipped in part or whole\n");
  EXPECT_NE(render_junit(entries).find("<skipped message=\"" + why + "\"/>"), std::string::npos);
  EXPECT_NE(render_junit(entries).find("failures=\"0\" errors=\"0\" skipped=\"1\""),
            std::string::npos);
  EXPECT_NE(render_tap(entries).find(" # SKIP " + why + "\n"), std::string::npos);
  EXPECT_EQ(render_json(entries)["scenarios"][0]["status"], "skipped");
  EXPECT_EQ(render_json(entries)["skipped"], 1);
  EXPECT_EQ(render_github(entries),
            "::notice file=" + path + ",line=1,col=1,title=holds::skipped all of it: not here\n");
}

TEST_F(Suite, WhatIsLostOnTheWayFails) {
  write("a.yaml", kHolds);
  SuiteOptions options;
  options.run.elsewhere = [](const EmulatorOptions&) -> Result<std::unique_ptr<Target>> {
    return ApiError{"EndpointNotReached", "gone", 0};
  };
  const std::vector<Scenario> scenarios = load();
  const auto entries = run_suite(scenarios, options);
  ASSERT_FALSE(all_passed(entries));
  EXPECT_EQ(entries[0].result->failures.front().got, "gone");
}

}  // namespace
}  // namespace keytrail::scenario
