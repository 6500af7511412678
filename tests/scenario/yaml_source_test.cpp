#include "scenario/yaml_source.h"

#include <gtest/gtest.h>

namespace keytrail::scenario {
namespace {

struct SourceRow {
  const char* name;
  const char* text;
  const char* line;  // Of the problem, or nullptr.
};

class Documents : public ::testing::TestWithParam<SourceRow> {};

TEST_P(Documents, ReadStrictly) {
  const YamlSource source("a.yaml", GetParam().text);
  if (GetParam().line == nullptr) {
    EXPECT_FALSE(source.problem()) << source.problem()->line();
    return;
  }
  ASSERT_TRUE(source.problem());
  EXPECT_EQ(source.problem()->line(), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    All, Documents,
    ::testing::Values(
        SourceRow{"plain", "a: 1\nb: [2, {c: 3}]\n", nullptr},
        SourceRow{"json", R"({"a": 1, "b": [true, null]})", nullptr},
        SourceRow{"aliases", "a: &x {b: 1}\nc: *x\n", nullptr},
        SourceRow{"duplicate", "a: 1\nb: 2\na: 3\n",
                  "a.yaml:3:1: duplicate key 'a'; expected it once"},
        SourceRow{"nested_duplicate", "a:\n  - {b: 1, b: 2}\n",
                  "a.yaml:2:12: duplicate key 'b'; expected it once"},
        SourceRow{"two_documents", "a: 1\n---\nb: 2\n",
                  "a.yaml:1:1: expected one YAML document, got 2"},
        SourceRow{"empty", "", "a.yaml:1:1: expected one YAML document, got 0"},
        SourceRow{"merge_key", "a: &x {b: 1}\nc:\n  <<: *x\n",
                  "a.yaml:3:3: expected no merge key '<<'"},
        SourceRow{"tag", "a: !thing b\n", "a.yaml:1:4: expected no tag, got '!thing'"},
        SourceRow{"not_utf8", "a: \xff\n", "a.yaml: expected UTF-8 text"},
        SourceRow{"unclosed", "a: [1, 2\n",
                  "a.yaml:2:1: expected YAML: end of sequence flow not found; a text that holds "
                  "any of {}[],#: or begins with >, |, *, & or % wants quotes"}),
    [](const auto& row) { return row.param.name; });

// A mark that some editors write at the beginning, lines that end as on Windows, letters of several
// bytes: the quotes are where they are all the same.
TEST(YamlSource, QuotesAreFoundWhereverTheyAre) {
  for (const std::string& text :
       {std::string("\xEF\xBB\xBF") + "a: \"x\"\nb: 'it''s'\n",
        std::string("a: \"x\"\r\nb: 'y'\r\n"),
        std::string("a: \"\xC3\xA4\xE6\x97\xA5\"\nb: \"\xF0\x9F\x94\x91 \\\" \\\\\"\n"),
        std::string("a: &x \"quoted\"\nb: *x\nc: {'d': \"e\"}\n")}) {
    const YamlSource source("a.yaml", text);
    EXPECT_FALSE(source.problem()) << text << source.problem()->line();
  }
  const YamlSource open("a.yaml",
                        "\xEF\xBB\xBF"
                        "a: '\xE6\x97\xA5'\r\nb: \"x\\\"\r\n");
  ASSERT_TRUE(open.problem());
  EXPECT_EQ(open.problem()->line(), "a.yaml:2:4: this quote is never closed");
}

TEST(YamlSource, EndlessAliasesAreRefused) {
  std::string text = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
            "]\n";
  }
  const YamlSource source("a.yaml", text);
  ASSERT_TRUE(source.problem());
  EXPECT_NE(source.problem()->text.find("expected at most"), std::string::npos);
}

TEST(YamlSource, PlainScalarsHaveTypesAndQuotedOnesAreTexts) {
  YamlSource source("a.yaml",
                    "[1, -2.5, true, null, ~, \"1\", 'true', word, 012345678901, 1e3, 2026-01-01, "
                    "!!str 7, .5.5]");
  ASSERT_FALSE(source.problem());
  EXPECT_EQ(
      to_text(source.value(source.root())),
      R"([1,-2.5,true,null,null,"1","true","word","012345678901",1000.0,"2026-01-01","7",".5.5"])");
}

TEST(Fields, NameWhatIsKnownWhenAKeyIsNot) {
  YamlSource source("a.yaml", "one: 1\ntwoo: 2\n");
  {
    Fields fields(source, source.root(), "thing");
    EXPECT_EQ(fields.integer("one", 0), 1);
    EXPECT_EQ(fields.integer("two", 7), 7);
  }
  ASSERT_TRUE(source.problem());
  EXPECT_EQ(source.problem()->line(),
            "a.yaml:2:1: thing: unknown key 'twoo'; expected one of one, two; did you mean 'two'?");
}

}  // namespace
}  // namespace keytrail::scenario
