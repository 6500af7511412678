#include "base/instant.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

TEST(ParseDuration, TakesCompoundAndIsoForms) {
  EXPECT_EQ(parse_duration("90s"), std::chrono::seconds(90));
  EXPECT_EQ(parse_duration("1h30m"), std::chrono::minutes(90));
  EXPECT_EQ(parse_duration("10d"), std::chrono::days(10));
  EXPECT_EQ(parse_duration("P10D"), std::chrono::days(10));
  EXPECT_EQ(parse_duration("PT1H30M"), std::chrono::minutes(90));
  EXPECT_EQ(parse_duration("250ms"), Duration(250));
}

TEST(ParseDuration, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "10", "d", "-5m", "5x", "P", "PT", "1h 30m", "99999999999999d"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

TEST(DurationText, ReadsBack) {
  for (const char* text : {"0s", "1h30m", "10d", "1d1s", "250ms"}) {
    EXPECT_EQ(to_text(*parse_duration(text)), text);
  }
}

TEST(ParseInstant, TakesOffsetsAndFractions) {
  EXPECT_EQ(to_rfc3339(*parse_instant("2026-01-01T01:00:00+01:00")), "2026-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(*parse_instant("2026-01-01T00:00:00.5Z")), "2026-01-01T00:00:00.500Z");
  EXPECT_EQ(to_rfc3339(*parse_instant("2026-01-01")), "2026-01-01T00:00:00Z");
}

TEST(ParseInstant, RefusesImpossibleDates) {
  for (const char* text : {"", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
                           "2026-01-01T00:00:00Q", "yesterday", "2026-1-1"}) {
    EXPECT_FALSE(parse_instant(text).has_value()) << text;
  }
}

TEST(EnglishTime, HasNoLeadingZeros) {
  EXPECT_EQ(to_english_time(*parse_instant("2022-08-10T22:38:27Z")), "Aug 10, 2022, 10:38:27 PM");
  EXPECT_EQ(to_english_time(*parse_instant("2022-08-01T01:02:03Z")), "Aug 1, 2022, 1:02:03 AM");
}

TEST(Steps, AreCountedFromTheEpoch) {
  const Instant at = *parse_instant("2026-01-01T00:00:30Z");
  EXPECT_EQ(to_rfc3339(floor_to(at, std::chrono::minutes(1))), "2026-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(next_whole(at, std::chrono::minutes(1))), "2026-01-01T00:01:00Z");
  EXPECT_EQ(next_whole(floor_to(at, std::chrono::minutes(1)), std::chrono::minutes(1)),
            *parse_instant("2026-01-01T00:01:00Z"));
}

}  // namespace
}  // namespace keytrail
