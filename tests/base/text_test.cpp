#include "base/text.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/arn.h"

namespace keytrail {
namespace {

TEST(Wildcards, StandForAnyRunOfCharacters) {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const std::vector<Row> rows = {
      {"", "", true},          {"", "a", false},       {"*", "", true},
      {"*", "abc", true},      {"a*", "abc", true},    {"a*", "bac", false},
      {"*c", "abc", true},     {"*c", "cab", false},   {"a*c", "ac", true},
      {"a*c", "abbc", true},   {"a*c", "abcd", false}, {"a*b*c", "aXbYc", true},
      {"a*b*c", "acb", false}, {"**", "x", true},      {"a?c", "a?c", true},
      {"a?c", "abc", false},   {"*aab", "aaab", true}, {"abc", "ABC", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(matches_wildcard(row.pattern, row.text), row.matches)
        << row.pattern << " " << row.text;
  }
  const auto matches = [](const char* pattern, const char* text) {
    return matches_wildcard(pattern, text, {.any_run = '%', .any_one = '?'});
  };
  EXPECT_TRUE(matches("a?c%", "abcd") && matches("?", "?") && matches("*", "*"));
  EXPECT_FALSE(matches("a?c", "ac") || matches("*", "a") || matches("?", ""));
  // Would not end with backtracking.
  std::string stars;
  for (int i = 0; i < 50; ++i) stars += "a*";
  EXPECT_FALSE(matches_wildcard(stars + "b", std::string(10'000, 'a')));
}

TEST(Base64, IsTakenInItsStandardFormOnly) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"\xFF\xEE\xFB", "/+77"}};
  for (const auto& [plain, coded] : rows) {
    EXPECT_EQ(to_base64(plain), coded);
    const auto back = from_base64(coded);
    ASSERT_TRUE(back) << coded;
    EXPECT_EQ(std::string(back->begin(), back->end()), plain);
  }
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "=Zg=", "Zm9v=", "Zm 9v", "Zm9v\n",
                           "_-77", "Zg==Zg=="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Hex, IsTakenInPairs) {
  const std::vector<std::uint8_t> bytes = {0x00, 0xAB, 0xFF};
  EXPECT_EQ(to_hex(bytes), "00abff");
  EXPECT_EQ(from_hex("00abff"), bytes);
  for (const char* text : {"0", "0g", "0x00"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Utf8, IsCountedInCodePoints) {
  EXPECT_EQ(code_points("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x94\x91"), 4u);
  for (const char* text : {"", "a", "\xC3\xA4", "\xF0\x9F\x94\x91"})
    EXPECT_TRUE(is_valid_utf8(text));
  // Cut off, a tail alone, overlong, a surrogate, beyond the last code point.
  for (const char* text :
       {"\xC3", "\xA4", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
}

TEST(Percent, IsDecodedWhereItIsWhole) {
  EXPECT_EQ(percent_decode("a%2Bb+c%20d", PlusIsBlank::No), "a+b+c d");
  EXPECT_EQ(percent_decode("a%2Bb+c%20d", PlusIsBlank::Yes), "a+b c d");
  for (const char* text : {"%", "%4", "%zz", "100%"}) {
    EXPECT_EQ(percent_decode(text, PlusIsBlank::No), text);
  }
  const std::string all = "a-z_A.Z~0 /+%\xC3\xA4";
  EXPECT_EQ(percent_encode(all), "a-z_A.Z~0%20%2F%2B%25%C3%A4");
  EXPECT_EQ(percent_decode(percent_encode(all), PlusIsBlank::Yes), all);
}

TEST(Doubles, LookAsInJava) {
  const std::vector<std::pair<double, const char*>> rows = {{0, "0.0"},
                                                            {1, "1.0"},
                                                            {-2.5, "-2.5"},
                                                            {99.5, "99.5"},
                                                            {0.001, "0.001"},
                                                            {0.0001, "1.0E-4"},
                                                            {9999999, "9999999.0"},
                                                            {10000000, "1.0E7"},
                                                            {12345678.5, "1.23456785E7"},
                                                            {0.1, "0.1"},
                                                            {1.0 / 3, "0.3333333333333333"},
                                                            {1e100, "1.0E100"}};
  for (const auto& [value, text] : rows) EXPECT_EQ(to_java_double(value), text);
}

TEST(Lists, AreSplitAndJoined) {
  using List = std::vector<std::string>;
  EXPECT_EQ(split("a,b,,c", ','), (List{"a", "b", "", "c"}));
  EXPECT_EQ(split(",", ','), (List{"", ""}));
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(replace_all("a%a%", "%", "%%"), "a%%a%%");
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(lower_first("AWSAccountId"), "aWSAccountId");
  EXPECT_EQ(xml_escape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;'");
}

TEST(Arns, AreSixPartsOfWhichTheLastMayHaveColons) {
  const auto arn = parse_arn("arn:aws:logs:us-east-1:123456789012:log-group:a:*");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->service, "logs");
  EXPECT_EQ(arn->region, "us-east-1");
  EXPECT_EQ(arn->account, "123456789012");
  EXPECT_EQ(arn->resource, "log-group:a:*");
  EXPECT_EQ(arn->text(), "arn:aws:logs:us-east-1:123456789012:log-group:a:*");
  EXPECT_EQ(parse_arn("arn:aws:s3:::bucket")->resource, "bucket");
  for (const char* text : {"", "arn", "arn:aws:s3::bucket", "urn:aws:s3:::bucket", "alias/a"}) {
    EXPECT_FALSE(parse_arn(text)) << text;
  }
}

}  // namespace
}  // namespace keytrail
