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
