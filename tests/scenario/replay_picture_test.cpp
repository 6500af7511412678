#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "scenario/loader.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

using namespace std::chrono_literals;

const Instant kMorning = *parse_instant("2025-06-01T12:00:00Z");

constexpr const char* kOneAlarm = R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
alarms:
  - {name: errors, metric: Replay/Errors, threshold: ">= 1", missing: notBreaching}
)";

class ReplayPictures : public ::testing::Test {
 protected:
  ReplayPictures() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    rules_ = (std::filesystem::path(::testing::TempDir()) /
              (std::string("keytrail-picture-") + info->name() + ".yaml"))
                 .string();
  }
  ~ReplayPictures() override { std::filesystem::remove(rules_); }

  void add(Duration after, Json more = Json::object()) {
    char id[37];
    std::snprintf(id, sizeof id, "00000000-0000-4000-8000-%012zu", count_++);
    Json record = {
        {"eventVersion", "1.08"},
        {"userIdentity", {{"type", "IAMUser"}, {"arn", "arn:aws:iam::123456789012:user/alice"}}},
        {"eventTime", to_rfc3339(kMorning + after)},
        {"eventSource", "kms.amazonaws.com"},
        {"eventName", "Encrypt"},
        {"awsRegion", "us-east-1"},
        {"eventID", id},
        {"eventType", "AwsApiCall"},
        {"recipientAccountId", "123456789012"}};
    record.update(more);
    material_ << to_text(record) << "\n";
  }
  void add_error(Duration after) { add(after, {{"errorCode", "DisabledException"}}); }

  ReplayResult replay_with(const std::string& rules) {
    std::ofstream(rules_) << rules;
    auto loaded = load_rules(rules_);
    if (const auto* problem = std::get_if<Problem>(&loaded)) {
      ADD_FAILURE() << problem->line();
      return {};
    }
    ReplayResult result = replay(
        std::move(std::get<Scenario>(loaded)), {{"-"}, material_}, [](const StoryLine&) {},
        KeepPicture::Yes);
    EXPECT_FALSE(result.failure) << result.failure->got;
    EXPECT_TRUE(result.picture);
    return result;
  }
  std::string page_of(const std::string& rules) {
    return render_replay_html("rules.yaml", replay_with(rules));
  }

  std::stringstream material_;

 private:
  std::string rules_;
  std::size_t count_ = 0;
};

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_F(ReplayPictures, AFiringSaysWhenWhyAndWhatCausedIt) {
  add(0s);
  add_error(90s);
  add(10min);
  const ReplayResult result = replay_with(kOneAlarm);
  const AlarmPicture& alarm = result.picture->alarms.at(0);
  ASSERT_EQ(alarm.firings.size(), 1u);
  const Firing& firing = alarm.firings[0];
  EXPECT_EQ(firing.at, kMorning + 2min);
  EXPECT_EQ(firing.until, kMorning + 5min);
  EXPECT_EQ(firing.record_count, 1u);
  ASSERT_EQ(firing.records.size(), 1u);
  EXPECT_EQ(firing.records[0].at, kMorning + 90s);
  // Time in states adds up to the picture.
  EXPECT_EQ(alarm.stays[1].lasting, 3min);
  EXPECT_EQ(alarm.stays[0].lasting, 8min);
  EXPECT_EQ(alarm.stays[2].lasting, 0min);
  EXPECT_EQ(alarm.stays[0].times, 2u);
  EXPECT_EQ(result.picture->until, kMorning + 11min);

  const std::string page = render_replay_html("rules.yaml", result);
  for (const char* part :
       {"<h2 id=\"alarm-1\" class=\"fail\">errors: fired 1 time</h2>",
        "Sum of Replay/Errors &gt;= 1.0 in 1 of 1 periods of 1m; missing data: notBreaching",
        ">ALARM</text>", ">OK</text>", ">INSUFFICIENT_DATA</text>", "threshold 1.0",
        "<td>ALARM</td><td>1</td><td>3m</td><td>27.3%</td>",
        "<td>2025-06-01 12:02:00</td><td class=\"time\">2025-06-01 12:05:00</td>",
        "Threshold Crossed: 1 datapoint [1.0 (01/06/25 12:01:00)] was greater than or equal to",
        "<li>2025-06-01 12:01:30 Encrypt DisabledException by "
        "arn:aws:iam::123456789012:user/alice</li>"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
  }
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos);
  EXPECT_EQ(page.find("No alarm fired"), std::string::npos);
}

TEST_F(ReplayPictures, NothingFiredIsSaid) {
  add(0s);
  const std::string page = page_of(kOneAlarm);
  EXPECT_NE(page.find("<p>No alarm fired.</p>"), std::string::npos);
  EXPECT_NE(page.find("class=\"pass\">errors: did not fire</h2>"), std::string::npos);
  EXPECT_NE(page.find("<p>It did not fire.</p>"), std::string::npos);
}

TEST_F(ReplayPictures, RulesWithoutAnAlarmAreSaid) {
  add(0s);
  EXPECT_NE(page_of("trail: {name: trail, log_group: g}\n").find("The rules have no alarm."),
            std::string::npos);
}

TEST_F(ReplayPictures, NamesAreTextWhateverTheyHold) {
  add(0s, {{"errorCode", "<script>code\""},
           {"eventName", "<script>event\""},
           {"userIdentity", {{"type", "IAMUser"}, {"arn", "<script>who\""}}}});
  const std::string page = page_of(R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: 'Replay/<script>metric"'}
alarms:
  - {name: '<script>alarm"', metric: 'Replay/<script>metric"', threshold: ">= 1"}
)");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  for (const char* name : {"code", "event", "who", "metric", "alarm"}) {
    EXPECT_NE(page.find("&lt;script&gt;" + std::string(name) + "&quot;"), std::string::npos)
        << name;
  }
  EXPECT_NE(page.find("aria-label=\"States of &lt;script&gt;alarm&quot; over time"),
            std::string::npos);
}

// Of three periods two are beyond the threshold; the records of the one between are no cause.
TEST_F(ReplayPictures, CausesAreTheRecordsOfThePeriodsThatSpokeForTheAlarm) {
  for (const Duration after : {0s, 10s, 20s, 30s, 70s, 130s, 140s}) add_error(after);
  const ReplayResult result = replay_with(R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
alarms:
  - {name: errors, metric: Replay/Errors, threshold: "> 1", evaluation_periods: 3,
     datapoints_to_alarm: 2, missing: notBreaching}
)");
  const AlarmPicture& alarm = result.picture->alarms.at(0);
  ASSERT_EQ(alarm.firings.size(), 1u);
  EXPECT_EQ(alarm.firings[0].record_count, 6u);
  std::vector<Duration> after;
  for (const CausingRecord& record : alarm.firings[0].records) {
    after.push_back(record.at - kMorning);
  }
  EXPECT_EQ(after, (std::vector<Duration>{0s, 10s, 20s, 30s, 130s}));
  EXPECT_NE(render_replay_html("r", result).find("and 1 more record<"), std::string::npos);
}

// It has states and firings as others do, but judges no values.
TEST_F(ReplayPictures, ACompositeAlarmIsDrawnWithoutValues) {
  add_error(0s);
  add(10s, {{"eventName", "DisableKey"}});
  add_error(20min);
  const ReplayResult result = replay_with(R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
  - {name: disabled, pattern: '{ $.eventName = "DisableKey" }', metric: Replay/Disabled}
alarms:
  - {name: errors, metric: Replay/Errors, threshold: ">= 1", missing: notBreaching}
  - {name: disabled, metric: Replay/Disabled, threshold: ">= 1", missing: notBreaching}
  - {name: both, rule: ALARM(errors) AND ALARM(disabled)}
)");
  ASSERT_EQ(result.picture->alarms.size(), 3u);
  const AlarmPicture& alarm = result.picture->alarms[2];
  EXPECT_EQ(alarm.name, "both");
  EXPECT_EQ(alarm.condition, "ALARM(errors) AND ALARM(disabled)");
  ASSERT_EQ(alarm.firings.size(), 1u);
  EXPECT_EQ(alarm.firings[0].at, kMorning + 1min);
  EXPECT_TRUE(alarm.firings[0].records.empty());
  const std::string page = render_replay_html("rules.yaml", result);
  const std::size_t begin = page.find("aria-label=\"States of both over time\"");
  ASSERT_NE(begin, std::string::npos) << page;
  EXPECT_EQ(page.find("threshold", begin), std::string::npos);
  EXPECT_NE(page.find("those of the alarms in its rule", begin), std::string::npos);
}

TEST_F(ReplayPictures, AnAlarmOnAbsenceNamesNoRecord) {
  add_error(0s);
  add(30min);
  const std::string page = page_of(R"(trail: {name: trail, log_group: g}
filters:
  - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
alarms:
  - {name: quiet, metric: Replay/Errors, threshold: "< 1", missing: breaching}
)");
  EXPECT_NE(page.find("none: there was no data"), std::string::npos) << page;
}

TEST_F(ReplayPictures, ThePageIsBoundedAndCountsTheRest) {
  constexpr int kHours = 300;
  for (int hour = 0; hour < kHours; ++hour) add_error(std::chrono::hours(hour));
  const ReplayResult result = replay_with(kOneAlarm);
  const AlarmPicture& alarm = result.picture->alarms.at(0);
  EXPECT_EQ(alarm.firing_count, 300u);
  EXPECT_EQ(alarm.firings.size(), kFiringsListed);
  EXPECT_EQ(alarm.last_firing, kMorning + std::chrono::hours(kHours - 1) + 1min);
  EXPECT_LE(alarm.columns.size(), kPictureColumns);
  EXPECT_GE(alarm.columns.size(), kPictureColumns / 2);
  EXPECT_EQ(result.picture->column, 64min);
  // No firing is lost where columns are merged, nor is a value.
  for (const PictureColumn& column : alarm.columns) {
    EXPECT_EQ(column.saw[1], column.value.has_value());
  }
  const std::string page = render_replay_html("rules.yaml", result);
  EXPECT_NE(page.find("<p>It fired 200 more times.</p>"), std::string::npos);
  EXPECT_EQ(occurrences(page, "<li>"), kFiringsListed);
  EXPECT_NE(page.find("a stretch of 1h4m is one column"), std::string::npos);
}

// A list of filters comes in pages of fifty.
TEST_F(ReplayPictures, TheLastOfManyFiltersCountsToo) {
  add_error(0s);
  std::string rules = "trail: {name: trail, log_group: g}\nfilters:\n";
  for (int i = 0; i < 60; ++i) {
    rules += "  - {name: f" + std::to_string(100 + i) + ", pattern: '{ $.eventName = None }', " +
             "metric: Replay/Other}\n";
  }
  rules += R"(  - {name: z, pattern: '{ $.errorCode = "*" }', metric: Replay/Errors}
alarms:
  - {name: errors, metric: Replay/Errors, threshold: ">= 1", missing: notBreaching}
)";
  EXPECT_EQ(replay_with(rules).picture->alarms.at(0).firing_count, 1u);
}

}  // namespace
}  // namespace keytrail::scenario
