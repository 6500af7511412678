#include "base/json.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

TEST(JsonText, EqualsTheLibrarysForEveryCharacterAtEveryPlace) {
  for (int c = 0; c < 128; ++c) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'x');
      text[place] = static_cast<char>(c);
      const Json value = {{text, text}, {"n", -1.5}, {"list", {1, true, nullptr, ""}}};
      ASSERT_EQ(to_text(value), value.dump()) << "character " << c << " at " << place;
    }
  }
  for (const char* text : {"", "é", "日本語の説明", "plain", "1234567\x7F"}) {
    EXPECT_EQ(to_text(Json(text)), Json(text).dump());
  }
  EXPECT_EQ(to_text(Json::object()), "{}");
  EXPECT_EQ(to_text(Json::array()), "[]");
}

TEST(JsonText, ReplacesWhatIsNoUtf8) { EXPECT_EQ(to_text(Json("a\xC3(")), "\"a\xEF\xBF\xBD(\""); }

TEST(JsonParsing, KeepsTheLastOfDuplicatesAndTheOrderOfTheRest) {
  EXPECT_EQ(to_text(*parse_json(R"({"b":1,"a":2,"b":3})")), R"({"a":2,"b":3})");
}

// Short texts take a quick way; blanks behind it make a text long enough for the other.
TEST(JsonParsing, BothWaysAgreeOnEveryTextAndWhatItBecomesWithOneCharacterChanged) {
  const std::string blanks(17'000, ' ');
  const std::vector<std::string> texts = {
      R"({"a":[1,-2,0,-0,3.25,1e3,{"b":null,"c":true}],"d":"\u00e9\n\"x","a":{}})",
      R"([18446744073709551615,18446744073709551616,-9223372036854775808,1e400,0.1])",
      R"("\ud83d\ude00 \udc00 é 日本")",
      "\xEF\xBB\xBF{}",
      "[\"\xC3\x28\"]",
      std::string(511, '[') + std::string(511, ']'),
      std::string(513, '[') + std::string(513, ']'),
  };
  const std::string changes = std::string("\0\x01 \"\\{}[]:,.+-0eEuxd/\x7F\x80\xC3\xFF", 25);
  const auto agree = [&](const std::string& text) {
    const std::optional<Json> quick = parse_json(text);
    const std::optional<Json> strict = parse_json(text + blanks);
    ASSERT_EQ(quick.has_value(), strict.has_value()) << text;
    if (quick) {
      ASSERT_EQ(*quick, *strict) << text;
      ASSERT_EQ(to_text(*quick), to_text(*strict)) << text;
    }
  };
  for (const std::string& text : texts) {
    agree(text);
    for (std::size_t place = 0; place < std::min<std::size_t>(text.size(), 80); ++place) {
      std::string changed = text;
      for (const char c : changes) {
        changed[place] = c;
        agree(changed);
      }
      agree(text.substr(0, place));
    }
  }
}

TEST(JsonParsing, SaysWhere) {
  JsonParseError error;
  EXPECT_FALSE(parse_json("{\"a\":1,\n \"b\" 2}", &error));
  EXPECT_EQ(error.line, 2u);
  EXPECT_FALSE(parse_json(std::string(100000, '['), &error));
  EXPECT_FALSE(parse_json("{} x"));
  EXPECT_FALSE(parse_json(""));
}

}  // namespace
}  // namespace keytrail
