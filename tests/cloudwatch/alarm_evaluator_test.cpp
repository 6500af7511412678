#include "cloudwatch/alarm_evaluator.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "cloudwatch/alarm_texts.h"

namespace keytrail::cloudwatch {
namespace {

std::vector<Bucket> range_from(const std::string& text) {
  std::vector<Bucket> range;
  for (const std::string& word : split(text, ' ')) {
    Bucket bucket{instant_of(static_cast<std::int64_t>(range.size()) * 60'000), {}, 0};
    if (word != "-") {
      bucket.value = std::stod(word);
      bucket.sample_count = 1;
    }
    range.push_back(bucket);
  }
  return range;
}

// One line of tests/data/alarm_evaluation.csv. "!ALARM" in the last column but one means any other
// state: AWS says no more.
struct Row {
  explicit Row(const std::string& line) {
    const std::vector<std::string> cells = split(line, ',');
    rule.comparison = *find_comparison(cells[0]);
    rule.threshold = std::stod(cells[1]);
    rule.datapoints_to_alarm = std::stoi(cells[2]);
    rule.evaluation_periods = std::stoi(cells[3]);
    rule.missing_data = *find_missing_data(cells[4]);
    previous = state_of(cells[5]);
    range = range_from(cells[6]);
    expected = cells[7];
  }
  AlarmRule rule;
  AlarmState previous;
  std::vector<Bucket> range;
  std::string expected;
};

TEST(AlarmEvaluator, JudgesEveryCaseOfTheTableAsTheGuideDoes) {
  std::ifstream file(std::string(KEYTRAIL_TEST_DATA) + "/alarm_evaluation.csv");
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  int rows = 0;
  for (; std::getline(file, line); ++rows) {
    const Row row(line);
    const std::string state = state_name(evaluate(row.rule, row.previous, row.range).state);
    if (row.expected.starts_with('!')) {
      EXPECT_NE(state, row.expected.substr(1)) << line;
    } else {
      EXPECT_EQ(state, row.expected) << line;
    }
  }
  EXPECT_EQ(rows, 113);
}

TEST(AlarmEvaluator, LooksAtTheNewestNRealDatapointsAndFillsOnlyWhatIsLacking) {
  AlarmRule rule;
  rule.evaluation_periods = rule.datapoints_to_alarm = 3;
  rule.missing_data = MissingData::Breaching;
  const Verdict full = evaluate(rule, AlarmState::Ok, range_from("9 2 - 3 4"));
  EXPECT_EQ(full.filled, 0);
  ASSERT_EQ(full.evaluated.size(), 3u);
  EXPECT_EQ(full.evaluated[0].value, 4);  // Newest first.
  EXPECT_EQ(full.evaluated[2].value, 2);

  const Verdict gaps = evaluate(rule, AlarmState::Ok, range_from("2 - - - -"));
  EXPECT_EQ(gaps.filled, 2);
  ASSERT_EQ(gaps.evaluated.size(), 3u);
  EXPECT_FALSE(gaps.evaluated[0].value);
  EXPECT_EQ(gaps.evaluated[2].value, 2);
}

TEST(AlarmEvaluator, KeepsTheStateWhileAPercentileHasTooFewSamples) {
  AlarmRule rule;
  rule.threshold = 1;
  rule.samples_min = 100;
  std::vector<Bucket> range = range_from("- - 5");
  range.back().sample_count = 99;
  EXPECT_EQ(evaluate(rule, AlarmState::Ok, range).state, AlarmState::Ok);
  range.back().sample_count = 100;
  EXPECT_EQ(evaluate(rule, AlarmState::Ok, range).state, AlarmState::Alarm);
}

struct Explained {
  const char* range;
  MissingData missing_data;
  AlarmState previous;
  const char* text;
};

TEST(AlarmEvaluator, SaysWhy) {
  constexpr Explained kRows[] = {
      {"0 0 1 0 2", MissingData::Missing, AlarmState::Ok,
       "3 datapoints [2.0 (01/01/70 00:04:00), 0.0 (01/01/70 00:03:00), 1.0 (01/01/70 00:02:00)], "
       "2 greater than or equal to 1.0; 2 of 3 needed: OK -> ALARM"},
      {"- - - - 2", MissingData::NotBreaching, AlarmState::Ok,
       "1 datapoint [2.0 (01/01/70 00:04:00)], 1 greater than or equal to 1.0; 2 of 3 needed; 2 "
       "missing, taken as not breaching: stays OK"},
      {"- - - - 2", MissingData::Breaching, AlarmState::Ok,
       "1 datapoint [2.0 (01/01/70 00:04:00)], 1 greater than or equal to 1.0; 2 of 3 needed; 2 "
       "missing, taken as breaching: OK -> ALARM"},
      {"- - - - -", MissingData::Ignore, AlarmState::Alarm,
       "0 datapoints; 2 of 3 needed; 3 missing, ignored: stays ALARM"},
      {"- - - - -", MissingData::Missing, AlarmState::Alarm,
       "0 datapoints; 2 of 3 needed; 3 missing, left out: ALARM -> INSUFFICIENT_DATA"},
      {"- - - 2 -", MissingData::Missing, AlarmState::Ok,
       "1 datapoint [2.0 (01/01/70 00:03:00)], 1 greater than or equal to 1.0; 2 of 3 needed; 2 "
       "missing, left out; all there are breach, and the oldest is 2 periods old: OK -> ALARM"},
      {"- - - - 2", MissingData::Missing, AlarmState::Ok,
       "1 datapoint [2.0 (01/01/70 00:04:00)], 1 greater than or equal to 1.0; 2 of 3 needed; 2 "
       "missing, left out; all there are breach, and the oldest is not yet 2 periods old: stays "
       "OK"},
  };
  AlarmRule rule;
  rule.threshold = 1;
  rule.evaluation_periods = 3;
  rule.datapoints_to_alarm = 2;
  for (const Explained& row : kRows) {
    rule.missing_data = row.missing_data;
    EXPECT_EQ(explain(rule, row.previous, evaluate(rule, row.previous, range_from(row.range))),
              row.text);
  }
  rule = {};
  rule.samples_min = 100;
  EXPECT_EQ(explain(rule, AlarmState::Ok, evaluate(rule, AlarmState::Ok, range_from("- - 5"))),
            "1 datapoint [5.0 (01/01/70 00:02:00)], 1 greater than or equal to 0.0; 1 of 1 needed; "
            "too few samples: stays OK");
}

// ---- what the alarm says about it ----

struct ReasonCase {
  const char* name;
  const char* range;
  int m, n;
  bool is_m_given;
  MissingData missing_data;
  const char* reason;
};

constexpr ReasonCase kReasons[] = {
    {"a crossing with M given", "- - 2", 1, 1, true, MissingData::Missing,
     "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (01/01/70 00:02:00)] was greater than "
     "or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."},
    {"a return with M given", "- - 0.5", 1, 1, true, MissingData::Missing,
     "Threshold Crossed: 1 out of the last 1 datapoints [0.5 (01/01/70 00:02:00)] was not greater "
     "than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition)."},
    {"two of three, newest first", "0 0 1 0 2", 2, 3, true, MissingData::Missing,
     "Threshold Crossed: 2 out of the last 3 datapoints [2.0 (01/01/70 00:04:00), 1.0 (01/01/70 "
     "00:02:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK "
     "-> ALARM transition)."},
    {"some filled with M given", "- - - - 3", 1, 3, true, MissingData::NotBreaching,
     "Threshold Crossed: 1 out of the last 3 datapoints [3.0 (01/01/70 00:04:00)] was greater than "
     "or equal to the threshold (1.0) and 2 missing datapoints were treated as [NonBreaching] "
     "(minimum 1 datapoint for OK -> ALARM transition)."},
    {"the old form without M", "- - 2", 1, 1, false, MissingData::Missing,
     "Threshold Crossed: 1 datapoint [2.0 (01/01/70 00:02:00)] was greater than or equal to the "
     "threshold (1.0)."},
    {"the old form in the plural", "- - 1 2", 2, 2, false, MissingData::Missing,
     "Threshold Crossed: 2 datapoints [2.0 (01/01/70 00:03:00), 1.0 (01/01/70 00:02:00)] were "
     "greater than or equal to the threshold (1.0)."},
    {"the old form, some filled", "- - - - 0", 3, 3, false, MissingData::Breaching,
     "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were "
     "treated as [Breaching]."},
    {"all filled", "- - - -", 2, 2, false, MissingData::Breaching,
     "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were "
     "treated as [Breaching]."},
    {"all of one filled", "- - -", 1, 1, true, MissingData::NotBreaching,
     "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was "
     "treated as [NonBreaching]."},
    {"no data at all", "- - -", 1, 1, true, MissingData::Missing,
     "Insufficient Data: 1 datapoint was unknown."},
    {"no data for three", "- - - - -", 3, 3, true, MissingData::Missing,
     "Insufficient Data: 3 datapoints were unknown."},
    {"five or more are listed at the end", "- - 1 2 3 4 5 6", 6, 6, true, MissingData::Missing,
     "Threshold Crossed: 6 out of the last 6 datapoints were greater than or equal to the "
     "threshold (1.0). The most recent datapoints which crossed the threshold: [6.0 (01/01/70 "
     "00:07:00), 5.0 (01/01/70 00:06:00), 4.0 (01/01/70 00:05:00), 3.0 (01/01/70 00:04:00), 2.0 "
     "(01/01/70 00:03:00)] (minimum 6 datapoints for OK -> ALARM transition)."},
};

TEST(StateReason, IsWordedAsCloudWatchWordsIt) {
  for (const ReasonCase& row : kReasons) {
    Alarm alarm;
    if (row.is_m_given) alarm.datapoints_to_alarm = row.m;
    AlarmRule rule{Comparison::GreaterOrEqual, 1, row.n, row.m, row.missing_data, 0};
    const Verdict verdict = evaluate(rule, AlarmState::Ok, range_from(row.range));
    EXPECT_EQ(state_reason(rule, alarm, verdict), row.reason) << row.name;
  }
}

Alarm watched() {
  Alarm alarm;
  alarm.statistic = "Sum";
  alarm.period = std::chrono::minutes(1);
  alarm.threshold = 1;
  return alarm;
}

TEST(StateReasonData, TellsWhatWasEvaluated) {
  Alarm alarm = watched();
  alarm.unit = "Count";
  const AlarmRule rule{Comparison::GreaterOrEqual, 1, 2, 1, MissingData::Missing, 0};
  const Verdict verdict = evaluate(rule, AlarmState::Ok, range_from("- - 1 2"));
  EXPECT_EQ(
      to_text(state_reason_data(alarm, verdict, instant_of(240'123))),
      R"({"version":"1.0","queryDate":"1970-01-01T00:04:00.123+0000",)"
      R"("startDate":"1970-01-01T00:02:00.000+0000","unit":"Count","statistic":"Sum","period":60,)"
      R"("recentDatapoints":[1.0,2.0],"threshold":1.0,"evaluatedDatapoints":[)"
      R"({"timestamp":"1970-01-01T00:03:00.000+0000","sampleCount":1.0,"value":2.0},)"
      R"({"timestamp":"1970-01-01T00:02:00.000+0000","sampleCount":1.0,"value":1.0}]})");
}

TEST(StateReasonData, HasOnlyTimesWhenThereWasNoDatapoint) {
  const AlarmRule rule{Comparison::GreaterOrEqual, 1, 1, 1, MissingData::Missing, 0};
  const Verdict verdict = evaluate(rule, AlarmState::Ok, range_from("- - -"));
  EXPECT_EQ(to_text(state_reason_data(watched(), verdict, instant_of(180'000))),
            R"({"version":"1.0","queryDate":"1970-01-01T00:03:00.000+0000","statistic":"Sum",)"
            R"("period":60,"recentDatapoints":[],"threshold":1.0,"evaluatedDatapoints":[)"
            R"({"timestamp":"1970-01-01T00:02:00.000+0000"}]})");
}

TEST(StateReasonData, StaysWithinFourThousandCharacters) {
  std::string text = "- -";
  for (int i = 0; i < 1440; ++i) text += " 0.12345678901234567";
  const AlarmRule rule{Comparison::Less, 1, 1440, 1440, MissingData::Missing, 0};
  const Verdict verdict = evaluate(rule, AlarmState::Ok, range_from(text));
  EXPECT_EQ(verdict.state, AlarmState::Alarm);
  EXPECT_LE(to_text(state_reason_data(watched(), verdict, instant_of(0))).size(), 4000u);
}

}  // namespace
}  // namespace keytrail::cloudwatch
