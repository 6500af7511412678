// The statistics of one period, in particular the extended ones.
#include "cloudwatch/statistics.h"

#include <gtest/gtest.h>

namespace keytrail::cloudwatch {
namespace {

DatapointRow sample(double value, double count = 1) {
  DatapointRow row;
  row.value = row.minimum = row.maximum = value;
  row.sample_count = count;
  return row;
}

// 1, 2, … 10, out of order, the 10 in two parts.
Aggregate one_to_ten() {
  Aggregate aggregate;
  for (const double value : {7, 3, 9, 1, 5, 2, 8, 4, 6}) aggregate.add(sample(value));
  aggregate.add(sample(10, 0.5));
  aggregate.add(sample(10, 0.5));
  return aggregate;
}

TEST(Statistics, TellWhatTheGuideSays) {
  struct Case {
    const char* name;
    double value;
  };
  const Case cases[] = {
      {"SampleCount", 10},  {"Sum", 55},          {"Average", 5.5}, {"Minimum", 1},
      {"Maximum", 10},      {"p50", 5},           {"p90", 9},       {"p91", 10},
      {"p0.1", 1},          {"p100", 10},         {"tm90", 5},      {"tm100", 5.5},
      {"tc90", 9},          {"ts90", 45},         {"wm90", 5.4},    {"IQM", 5.5},
      {"TM(25%:75%)", 5.5}, {"TM(10%:90%)", 5.5}, {"TM(:50%)", 3},  {"TM(50%:)", 8},
      {"TM(2:4)", 3.5},     {"TM(:4)", 2.5},      {"TM(8:)", 9.5},  {"TC(2:4)", 2},
      {"TC(20%:)", 8},      {"TC(10:)", 0},       {"TS(8:)", 19},   {"TS(80%:)", 19},
      {"WM(3:5)", 4.3},     {"WM(20%:80%)", 5.5}, {"PR(:3)", 30},   {"PR(3:)", 70},
      {"PR(3:5)", 20},      {"PR(100:)", 0},
  };
  const Aggregate aggregate = one_to_ten();
  for (const Case& row : cases) {
    const std::optional<Statistic> statistic = find_statistic(row.name);
    ASSERT_TRUE(statistic) << row.name;
    const std::optional<double> value = aggregate.value(*statistic);
    ASSERT_TRUE(value) << row.name;
    EXPECT_DOUBLE_EQ(*value, row.value) << row.name;
  }
  EXPECT_FALSE(aggregate.value(*find_statistic("TM(10:)")));  // The mean of nothing.
  EXPECT_FALSE(aggregate.value(*find_statistic("WM(10:)")));
}

TEST(Statistics, EqualValuesAreAllTrimmedAlike) {
  Aggregate aggregate;
  aggregate.add(sample(5, 4));
  for (const char* name : {"IQM", "tm50", "wm50", "p1", "p99", "TM(40%:60%)"}) {
    EXPECT_EQ(aggregate.value(*find_statistic(name)), 5) << name;
  }
}

TEST(Statistics, ExtendedOnesWantRawValuesThatAreNotNegative) {
  DatapointRow set = sample(5, 2);
  set.maximum = 8;
  Aggregate sets, negative;
  sets.add(set);
  negative.add(sample(-1));
  for (const char* name : {"p50", "tm50", "PR(:9)", "IQM"}) {
    EXPECT_FALSE(sets.value(*find_statistic(name))) << name;
    EXPECT_FALSE(negative.value(*find_statistic(name))) << name;
  }
  EXPECT_EQ(sets.value(*find_statistic("Sum")), 10);
  EXPECT_EQ(negative.value(*find_statistic("Average")), -1);
}

TEST(Statistics, OtherNamesAreNone) {
  for (const char* name :
       {"",          "sum",     "p",           "p0",         "p101",     "p-1",
        "p1e1",      "p50%",    "tm",          "tm0",        "tm101",    "TM90",
        "TM()",      "TM(:)",   "TM(90%:10%)", "TM(10%:90)", "TM(-1:2)", "tm(10%:90%)",
        "TM(101%:)", "TM(1:2",  "PR(10%:90%)", "PR90",       "pr(1:2)",  "XX(1:2)",
        "iqm",       "IQM(1:2)"}) {
    EXPECT_FALSE(find_statistic(name)) << name;
  }
}

TEST(Statistics, OnlyPercentilesHaveASampleCountForSignificance) {
  EXPECT_DOUBLE_EQ(find_statistic("p50")->samples_for_significance(), 20);
  EXPECT_DOUBLE_EQ(find_statistic("p99")->samples_for_significance(), 1000);
  EXPECT_DOUBLE_EQ(find_statistic("p10")->samples_for_significance(), 100);
  EXPECT_EQ(find_statistic("tm99")->samples_for_significance(), 0);
}

}  // namespace
}  // namespace keytrail::cloudwatch
