#include "scenario/matcher.h"

#include <gtest/gtest.h>

namespace keytrail::scenario {
namespace {

struct MatcherRow {
  const char* name;
  const char* expected;  // YAML.
  const char* actual;    // JSON; nullptr: absent.
  const char* mismatch;  // "expected | got", or nullptr when it matches.
};

class Matchers : public ::testing::TestWithParam<MatcherRow> {};

TEST_P(Matchers, SayWhatDiffers) {
  Names names;
  names.define("name");
  YamlSource source("a.yaml", GetParam().expected);
  const Matcher matcher = Matcher::parse(source, source.root(), names);
  ASSERT_FALSE(source.problem()) << source.problem()->line();
  const Values values{{Json("saved")}, nullptr};
  std::optional<Json> actual;
  if (GetParam().actual) actual = parse_json(GetParam().actual);
  const auto answer = matcher.check(actual ? &*actual : nullptr, values);
  ASSERT_TRUE(answer.ok());
  const auto& mismatch = answer.value();
  if (GetParam().mismatch == nullptr) {
    EXPECT_FALSE(mismatch) << mismatch->expected << " | " << mismatch->got;
    return;
  }
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->expected + " | " + mismatch->got, GetParam().mismatch);
}

INSTANTIATE_TEST_SUITE_P(
    All, Matchers,
    ::testing::Values(
        MatcherRow{"text", "foo", R"("foo")", nullptr},
        MatcherRow{"other_text", "foo", R"("food")", R"("foo" | "food")"},
        MatcherRow{"wildcard", "\"* is disabled.\"", R"("key is disabled.")", nullptr},
        MatcherRow{"wildcard_elsewhere", "\"* is disabled.\"", R"("is disabled")",
                   R"("* is disabled." | "is disabled")"},
        MatcherRow{"number", "1", "1.0", nullptr},
        MatcherRow{"number_is_not_text", "1", R"("1")", R"(1 | "1")"},
        MatcherRow{"text_is_not_number", "\"1\"", "1", R"("1" | 1)"},
        MatcherRow{"comparison", "\">= 2\"", "2", nullptr},
        MatcherRow{"comparison_fails", "\"> 2\"", "2", R"("> 2" | 2)"},
        MatcherRow{"comparison_of_text", "\"> 2\"", R"("three")", R"("> 2" | "three")"},
        MatcherRow{"unequal", "\"!= 2\"", "3", nullptr},
        MatcherRow{"time_as_seconds", "2026-01-01T00:00:00Z", "1767225600.0", nullptr},
        MatcherRow{"later_time", "\"> 2026-01-01T00:00:00Z\"", R"("2026-01-01T00:00:01Z")",
                   nullptr},
        MatcherRow{"no_later_time", "\"> 2026-01-01T00:00:00Z\"", R"("2026-01-01T00:00:00Z")",
                   R"("> 2026-01-01T00:00:00Z" | "2026-01-01T00:00:00Z")"},
        MatcherRow{"exists", "exists", "0", nullptr},
        MatcherRow{"exists_not", "exists", nullptr, "a value | absent"},
        MatcherRow{"null_does_not_exist", "exists", "null", "a value | null"},
        MatcherRow{"absent", "absent", nullptr, nullptr},
        MatcherRow{"absent_not", "absent", "0", "absent | 0"},
        MatcherRow{"quoted_exists", "\"exists\"", R"("exists")", nullptr},
        MatcherRow{"quoted_exists_not", "\"exists\"", "0", R"("exists" | 0)"},
        MatcherRow{"hole", "${name}", R"("saved")", nullptr},
        MatcherRow{"hole_not", "x ${name}", R"("x save")", R"("x saved" | "x save")"},
        MatcherRow{"members", "{a: 1}", R"({"a": 1, "b": 2})", nullptr},
        MatcherRow{"member_differs", "{a: {b: 1}}", R"({"a": {"b": 2}})", "a.b: 1 | a.b: 2"},
        MatcherRow{"member_missing", "{a: 1}", R"({"b": 2})", "a: 1 | a: absent"},
        MatcherRow{"path", "{\"$.a.b[1]\": 2}", R"({"a": {"b": [1, 2]}})", nullptr},
        MatcherRow{"path_differs", "{\"$.a[0]\": 2}", R"({"a": [1]})", "$.a[0]: 2 | $.a[0]: 1"},
        MatcherRow{"text_that_is_json", "{a: {b: 1}}", R"({"a": "{\"b\": 1}"})", nullptr},
        MatcherRow{"path_into_text", "{\"$.a.b\": 1}", R"({"a": "{\"b\": 1}"})", nullptr},
        MatcherRow{"no_structure", "{a: 1}", "3", "a structure | 3"},
        MatcherRow{"list", "[1, \"*\"]", R"([1, "x"])", nullptr},
        MatcherRow{"list_length", "[1]", "[1, 2]", "a list of 1 | [1,2]"},
        MatcherRow{"list_item", "[1, 2]", "[1, 3]", "[1]: 2 | [1]: 3"}),
    [](const auto& row) { return row.param.name; });

TEST(Matcher, AMalformedPathIsAProblem) {
  YamlSource source("a.yaml", "{\"$.a[x]\": 1}");
  Matcher::parse(source, source.root(), {});
  ASSERT_TRUE(source.problem());
  EXPECT_EQ(source.problem()->text, "expected a path such as $.a.b[0], got '$.a[x]'");
}

}  // namespace
}  // namespace keytrail::scenario
