#include "base/json_object_text.h"

#include <gtest/gtest.h>

namespace keytrail {
namespace {

TEST(JsonObjectText, IsTheTextOfTheSameTreeAndReadsEachMemberOfIt) {
  const Json inner = {{"list", {1, 2.5, "x"}}, {"none", nullptr}};
  JsonObjectText object;
  object.add_text("plain", "value");
  object.add_text("escaped", "a \"quote\" and a \\");
  object.add_text("empty", "");
  object.add_text_if_any("absent", "");
  object.add_bool("flag", true);
  object.add_json("inner", inner);
  object.add_raw("raw", "[1,2]");
  object.close();
  const Json tree = {{"plain", "value"}, {"escaped", "a \"quote\" and a \\"},
                     {"empty", ""},      {"flag", true},
                     {"inner", inner},   {"raw", {1, 2}}};
  EXPECT_EQ(object.text(), to_text(tree));
  for (const auto& [name, value] : tree.items()) {
    EXPECT_EQ(JsonObjectText::read(object.text(), object.places(), name),
              std::optional<Json>(value))
        << name;
  }
  EXPECT_EQ(JsonObjectText::read(object.text(), object.places(), "absent"), std::nullopt);
}

TEST(JsonObjectText, ForgetsTheLastMemberWithoutATrace) {
  JsonObjectText object;
  object.add_text("first", "1");
  EXPECT_EQ(object.last(), "\"1\"");
  object.drop_last();
  object.add_text("second", "2");
  object.add_bool("third", false);
  object.drop_last();
  object.close();
  EXPECT_EQ(object.text(), R"({"second":"2"})");
}

TEST(JsonObjectText, WithoutMembersIsAnEmptyObject) {
  JsonObjectText object;
  object.close();
  EXPECT_EQ(object.text(), "{}");
}

}  // namespace
}  // namespace keytrail
