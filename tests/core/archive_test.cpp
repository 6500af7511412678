// Entities as rows and back.
#include "core/archive.h"

#include <gtest/gtest.h>

#include "core/table.h"

namespace keytrail {
namespace {

struct Part {
  std::string name;
  int count = 3;

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("count", count);
  }
};

struct Thing {
  std::string id;
  bool is_on = true;
  int size = 0;
  std::optional<int> limit;
  std::vector<Part> parts;
  Bytes bytes;

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("isOn", is_on);
    archive("size", size);
    archive("limit", limit);
    archive("parts", parts);
    archive("bytes", bytes);
  }
};

TEST(Archive, WritesWhatDiffersFromANewEntityAndReadsTheWholeBack) {
  Table<Thing> table("thing");
  table.put("new", Thing{});
  EXPECT_EQ(*table.row("new"), "{}");

  const Bytes bytes{1, 2};
  // What is false, 0 or empty is written where a new entity has something else.
  table.put("other", Thing{"x", false, 7, 0, {{"", 3}, {"y", 0}}, bytes});
  EXPECT_EQ(parse_json(*table.row("other")),
            (Json{{"id", "x"},
                  {"isOn", false},
                  {"size", 7},
                  {"limit", 0},
                  {"parts", {Json::object(), {{"name", "y"}, {"count", 0}}}},
                  {"bytes", "AQI="}}));

  Table<Thing> again("thing");
  for (const char* id : {"new", "other"}) again.load(id, *parse_json(*table.row(id)));
  EXPECT_TRUE(again.find("new")->is_on);
  EXPECT_EQ(again.find("new")->limit, std::nullopt);
  const Thing& other = *again.find("other");
  EXPECT_EQ(std::tuple(other.id, other.is_on, other.size, other.limit, other.bytes),
            std::tuple("x", false, 7, std::optional(0), bytes));
  ASSERT_EQ(other.parts.size(), 2u);
  EXPECT_EQ(std::pair(other.parts[0].name, other.parts[0].count), std::pair(std::string(), 3));
  EXPECT_EQ(std::pair(other.parts[1].name, other.parts[1].count), std::pair(std::string("y"), 0));
}

}  // namespace
}  // namespace keytrail
