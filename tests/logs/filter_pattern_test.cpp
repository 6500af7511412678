#include "logs/filter_pattern.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

namespace keytrail::logs {
namespace {

std::optional<FilterPattern> compiled(std::string_view text) {
  auto result = FilterPattern::compile(text);
  if (const PatternError* error = std::get_if<PatternError>(&result)) {
    ADD_FAILURE() << text << "\ncolumn " << error->column << ": expected " << error->expected;
    return std::nullopt;
  }
  return std::get<FilterPattern>(std::move(result));
}

bool matches(std::string_view pattern, std::string_view message) {
  const auto filter = compiled(pattern);
  return filter && filter->matches(message, nullptr);
}

// Rows of an RFC 4180 file, the heading left out.
std::vector<std::vector<std::string>> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::stringstream whole;
  whole << file.rdbuf();
  const std::string text = whole.str();
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' && is_quoted && at + 1 < text.size() && text[at + 1] == '"') {
      rows.back().back() += text[++at];
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !is_quoted) {
      rows.emplace_back(1);
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  if (rows.back() == std::vector<std::string>(1)) rows.pop_back();
  rows.erase(rows.begin());
  return rows;
}

TEST(FilterPattern, AgreesWithEveryRowOfTheTable) {
  const auto rows = read_csv(KEYTRAIL_TEST_DATA "/filter_patterns.csv");
  ASSERT_EQ(rows.size(), 183u);
  for (const auto& row : rows) {
    ASSERT_EQ(row.size(), 6u) << row[0];
    const auto& [id, pattern, event, expected, why] =
        std::tie(row[0], row[1], row[2], row[3], row[4]);
    EXPECT_EQ(matches(pattern, event), expected == "yes") << id << ": " << pattern << "\n" << why;
  }
}

TEST(FilterPattern, TakesTheDrillsOwnPatternAsItStands) {
  constexpr std::string_view kPattern =
      R"({ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") })";
  EXPECT_TRUE(matches(kPattern, R"({"eventSource":"kms.amazonaws.com","errorCode":"Denied"})"));
  EXPECT_TRUE(matches(kPattern, R"({"eventSource":"kms.amazonaws.com","errorMessage":"no"})"));
  EXPECT_FALSE(matches(kPattern, R"({"eventSource":"kms.amazonaws.com"})"));
  EXPECT_FALSE(matches(kPattern, R"({"eventSource":"kms.amazonaws.com","errorCode":null})"));
  EXPECT_FALSE(matches(kPattern, R"({"eventSource":"sns.amazonaws.com","errorCode":"Denied"})"));
}

struct Refusal {
  const char* pattern;
  std::size_t column;
  const char* expected;
};

TEST(FilterPattern, SaysWhereAPatternWentWrong) {
  const Refusal kRefusals[] = {
      {"{ $.a }", 7, "a comparison, IS or NOT EXISTS"},
      {"{ $.a = }", 9, "a value"},
      {"{ $.a == 1 }", 8, "a value"},
      {"{ a = 1 }", 3, "a selector such as $.eventName, or ("},
      {"{ $.a = 1", 10, "a closing } at the end"},
      {"{ ($.a = 1 }", 12, "&&, || or )"},
      {"{ $.a = 1 && }", 14, "a selector such as $.eventName, or ("},
      {"{ $.a EXISTS }", 7, "a comparison, IS or NOT EXISTS"},
      {"{ $.a IS NOT NULL }", 9, "NULL, TRUE or FALSE"},
      {"{ $.a NOT NULL }", 10, "EXISTS"},
      {"{ $.a[x] = 1 }", 7, "an index, * or a 'name'"},
      {"{ $.a[99999999999999999999] = 1 }", 27, "an index, * or a 'name'"},
      {"{ $.['a] = 1 }", 14, "a name and a closing '"},
      {"{ $.a > \"b\" }", 9, "a number"},
      {"{ $.a > b }", 9, "a number"},
      {"{ $.a = \"x }", 9, "a closing \" for this quote"},
      {"{ $ = 1 }", 4, ". or [ after $"},
      {"{ $.a = 1 $.b = 2 }", 11, "&&, || or }"},
      {"{}", 2, "a selector such as $.eventName, or ("},
      {"{", 2, "a closing } at the end"},
      {"[a, ..., b, ...]", 13, "only one ... in a pattern"},
      {"[a, b, a]", 8, "a name that was not used before"},
      {"[a = ]", 6, "a value"},
      {"[a == 1]", 5, "a value"},
      {"[a, b", 6, "a closing ] at the end"},
      {"[w1=ERROR AND w1!=X, w2]", 11, "&&, ||, a comma or ]"},
      {"[w1=ERROR && w2=X, w2]", 14, "the name w1 again"},
      {"[a > x]", 6, "a number"},
      {"%(ab)+%", 2,
       "a letter, a digit or one of : _ # = @ / ; , - ^ $ ? [ ] { } | \\ * + . in a regular "
       "expression"},
      {"%abc", 1, "a closing % for this regex"},
      {"%%", 2, "a regular expression between the percent signs"},
      {"%a\\b%", 3, "one of \\d \\D \\s \\S \\w \\W \\xhh or an escaped operator"},
      {"%a\\xff%", 3, "one of \\d \\D \\s \\S \\w \\W \\xhh or an escaped operator"},
      {"{ $.a = %x% || $.b = %y% || $.c = %z% }", 2,
       "at most 2 regular expressions in one pattern"},
      {"[a = %x%, b = %y%, c = %z%]", 2, "at most 2 regular expressions in one pattern"},
      {"{ $.a[*].b[*] = 1 }", 11, "at most one wildcard in a selector"},
      {"{ $.a[*]=1 || $.b[*]=1 || $.c[*]=1 || $.d[*]=1 }", 39,
       "at most 3 selectors with a wildcard"},
      {"\"no end", 1, "a closing \" for this quote"},
      {"user_id=42", 8, "a blank; a term with symbols must be quoted"},
      {"ERROR -", 8, "a word of letters, digits and _, a quoted phrase or a %regex%"},
  };
  for (const Refusal& row : kRefusals) {
    const auto result = FilterPattern::compile(row.pattern);
    const PatternError* error = std::get_if<PatternError>(&result);
    ASSERT_NE(error, nullptr) << row.pattern;
    EXPECT_EQ(error->column, row.column) << row.pattern;
    EXPECT_EQ(error->expected, row.expected) << row.pattern;
  }
  EXPECT_TRUE(std::holds_alternative<PatternError>(FilterPattern::compile("%something!%")));
  EXPECT_TRUE(std::holds_alternative<PatternError>(FilterPattern::compile("%[a%")));
}

TEST(FilterPattern, BoundsLengthAndDepth) {
  const auto is_taken = [](const std::string& pattern) {
    return std::holds_alternative<FilterPattern>(FilterPattern::compile(pattern));
  };
  EXPECT_TRUE(is_taken(std::string(1024, 'a')));
  EXPECT_FALSE(is_taken(std::string(1025, 'a')));
  const auto nested = [](std::size_t depth) {
    return "{" + std::string(depth, '(') + "$.a=1" + std::string(depth, ')') + "}";
  };
  EXPECT_TRUE(is_taken(nested(kPatternDepthMax)));
  EXPECT_FALSE(is_taken(nested(kPatternDepthMax + 1)));
  EXPECT_FALSE(is_taken("{" + std::string(1000, '(') + "}"));
}

struct Case {
  const char* name;
  const char* pattern;
  const char* message;
  bool is_match;
};

TEST(FilterPattern, DecidesWhatTheTableLeavesOut) {
  const Case kCases[] = {
      {"no blanks are needed", "{($.a=b)||($.c=d)}", R"({"c":"d"})", true},
      {"white space around the message is harmless", "{$.a=1}", "  {\"a\":1}\n", true},
      {"a scalar document is not taken as JSON", "{$.a NOT EXISTS}", "5", false},
      {"an array document is JSON", "{$[1].a = 2}", R"([0,{"a":2}])", true},
      {"broken JSON never matches", "{$.a NOT EXISTS}", "{\"b\":1", false},
      {"two documents are no JSON", "{$.a = 1}", R"({"a":1} {"a":1})", false},
      {"no boolean equals a word", "{$.a = true}", R"({"a":true})", false},
      {"nor differs from one", "{$.a != true}", R"({"a":true})", false},
      {"the text \"true\" is no boolean", "{$.a IS TRUE}", R"({"a":"true"})", false},
      {"a number's text may be quoted", R"({$.a = "12"})", R"({"a":12})", true},
      {"a number in text equals its digits", "{$.id = 123456789012}", R"({"id":"123456789012"})",
       true},
      {"text is not compared by value", "{$.a = 1e3}", R"({"a":"1000"})", false},
      {"text has no order", "{$.a > 5}", R"({"a":"6"})", false},
      {"digits with a star are a prefix", "{$.a = 4*}", R"({"a":404})", true},
      {"digits with a star miss other prefixes", "{$.a = 4*}", R"({"a":504})", false},
      {"a star inside is an ordinary character", R"({$.a = "Ev*ent"})", R"({"a":"Event"})", false},
      {"and matches itself", R"({$.a = "Ev*ent"})", R"({"a":"Ev*ent"})", true},
      {"stars at both ends contain", R"({$.a = "*b*"})", R"({"a":"abc"})", true},
      {"an escaped quote belongs to the text", R"({$.a = "say \"x\""})", R"({"a":"say \"x\""})",
       true},
      {"the closing brace may stand inside a quote", R"({$.a = "}" })", R"({"a":"}"})", true},
      {"any member", R"({$.* = "x"})", R"({"a":1,"b":"x"})", true},
      {"any member, none", R"({$.* = "x"})", R"({"a":1,"b":"y"})", false},
      {"any element further down", "{$.a[*].b = 2}", R"({"a":[{"b":1},{"b":2}]})", true},
      {"a wildcard element is not a member", "{$.a.* = 2}", R"({"a":[2]})", false},
      {"an empty list has no element", "{$.a[*] NOT EXISTS}", R"({"a":[]})", true},
      {"a name in brackets without a dot", "{$['a b'] = 1}", R"({"a b":1})", true},
      {"of a name given twice the last counts", "{$.a = 2}", R"({"a":1,"a":2})", true},
      {"a name may hold a dash", "{$.x-y = 1}", R"({"x-y":1})", true},
      {"a regex may fail with !=", "{$.a != %^b%}", R"({"a":"abc"})", true},
      {"an absent path meets no !=", "{$.a != %^b%}", R"({"b":"abc"})", false},
      {"parentheses inside a field", "[(a=1 || a=2) && a!=2, b]", "1 x", true},
      {"parentheses inside a field, the twin", "[(a=1 || a=2) && a!=2, b]", "2 x", false},
      {"the guide's slip in case", "[w1=ERROR || W1=WARNING, w2]", "WARNING x", true},
      {"an unclosed quote is ordinary text", "[a, b=\"\\\"x\", c]", "1 \"x 2", true},
      {"a bracket field may be empty", "[a, b, c=2]", "1 [] 2", true},
      {"order needs numbers on both sides", "[a, b > 5]", "1 -", false},
      {"more names than fields", "[a, b]", "1", false},
      {"an ellipsis may be empty", "[a, ..., b]", "1 2", true},
      {"an excluded regex", "-%5\\d\\d%", "status 200", true},
      {"an excluded regex, the twin", "-%5\\d\\d%", "status 503", false},
      {"a class may hold a bracket", "%[[:]x%", "a:x", true},
      {"no POSIX classes", "%[[:a:]]%", "b]", false},
      {"a repetition without a first bound", "%^a{,2}$%", "aa", true},
      {"a repetition without a first bound, the twin", "%^a{,2}$%", "aaa", false},
      {"the end is the end of the message", "%a$%", "a\nb", false},
      {"a dot takes a newline too", "%a.b%", "a\nb", true},
  };
  for (const Case& row : kCases) {
    EXPECT_EQ(matches(row.pattern, row.message), row.is_match)
        << row.name << ": " << row.pattern << " on " << row.message;
  }
}

// Filters that guides and the CIS benchmark tell people to use, with near misses.
TEST(FilterPattern, TakesDocumentedCloudTrailFilters) {
  constexpr const char* kDisableKey[] = {
      "{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = "
      "ScheduleKeyDeletion)) }",
      "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || "
      "($.eventName=ScheduleKeyDeletion))}",
      "{ ($.eventSource = \"kms.amazonaws.com\") && (($.eventName = \"DisableKey\") || "
      "($.eventName = \"ScheduleKeyDeletion\")) }"};
  for (const char* pattern : kDisableKey) {
    EXPECT_TRUE(matches(
        pattern, R"({"eventSource":"kms.amazonaws.com","eventName":"ScheduleKeyDeletion"})"));
    for (const char* miss : {"EnableKey", "CancelKeyDeletion", "DeleteKey", "disablekey"}) {
      EXPECT_FALSE(matches(pattern, std::string(R"({"eventSource":"kms.amazonaws.com",)") +
                                        R"("eventName":")" + miss + "\"}"))
          << pattern << " " << miss;
    }
  }
  constexpr const char* kPending =
      R"({ $.eventSource = kms* && $.errorMessage = "* is pending deletion."})";
  const auto record = [](const char* text) {
    return std::string(R"({"eventSource":"kms.amazonaws.com","errorMessage":"arn )") + text + "\"}";
  };
  EXPECT_TRUE(matches(kPending, record("is pending deletion.")));
  EXPECT_FALSE(matches(kPending, record("is pending deletion (or pending replica deletion).")));
  EXPECT_FALSE(matches(kPending, record("is disabled.")));
  // && binds closer, so the first alternative counts whatever the event's name is.
  constexpr const char* kUnauthorized =
      R"({ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && )"
      R"(($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") })";
  const auto denied = [](const char* code, const char* name) {
    return std::string(R"({"sourceIPAddress":"1.2.3.4","errorCode":")") + code +
           R"(","eventName":")" + name + "\"}";
  };
  EXPECT_TRUE(matches(kUnauthorized, denied("AccessDeniedException", "Decrypt")));
  EXPECT_FALSE(matches(kUnauthorized, denied("AccessDenied", "HeadBucket")));
  EXPECT_TRUE(matches(kUnauthorized, denied("Client.UnauthorizedOperation", "HeadBucket")));
}

TEST(FilterPattern, UsesTheTreeItIsHanded) {
  const Json tree = {{"a", 1}};
  EXPECT_TRUE(compiled("{ $.a = 1 }")->matches("the text is not looked at", &tree));
  EXPECT_FALSE(compiled("{ $.a = 2 }")->matches(R"({"a":2})", &tree));
}

TEST(FilterPattern, ExtractsNamedAndCountedFields) {
  constexpr std::string_view kLine =
      R"(127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534)";
  const FilterPattern::ExtractedValues expected = {{"$1", "127.0.0.1"},
                                                   {"$2", "-"},
                                                   {"$3", "frank"},
                                                   {"$4", "10/Oct/2000:13:25:15 -0700"},
                                                   {"$5", "GET /apache_pb.gif HTTP/1.0"},
                                                   {"$status_code", "200"},
                                                   {"$size", "1534"}};
  EXPECT_EQ(compiled("[..., status_code=200, size]")->extract(kLine), expected);
  EXPECT_EQ(compiled("[]")->extract("a b"),
            (FilterPattern::ExtractedValues{{"$1", "a"}, {"$2", "b"}}));
  EXPECT_EQ(compiled("[w1, ]")->extract("a b c "),
            (FilterPattern::ExtractedValues{{"$w1", "a"}, {"$2", "b c"}}));
  EXPECT_TRUE(compiled("ERROR")->extract("ERROR").empty());
  EXPECT_TRUE(compiled("{ $.a = 1 }")->extract(R"({"a":1})").empty());
}

TEST(FilterPattern, ReadsValuesThroughReferences) {
  const auto number = [](std::string_view pattern, std::string_view reference,
                         std::string_view message) -> std::optional<double> {
    const auto filter = compiled(pattern);
    const auto parsed = filter->reference(reference);
    return parsed ? filter->number_of(*parsed, LogMessage(message)) : std::optional<double>(-1);
  };
  EXPECT_EQ(number("{ $.a = * }", "$.bytes", R"({"bytes":12.5})"), 12.5);
  EXPECT_EQ(number("{ $.a = * }", "$.bytes", R"({"bytes":"12.5"})"), std::nullopt);
  EXPECT_EQ(number("{ $.a = * }", "$.bytes", R"({"a":1})"), std::nullopt);
  EXPECT_EQ(number("[..., size]", "$size", "a b 77"), 77);
  EXPECT_EQ(number("[..., size]", "$2", "a 5 77"), 5);
  EXPECT_EQ(number("[..., size]", "$size", "a b -"), std::nullopt);
  // References that do not fit the pattern are none.
  EXPECT_EQ(number("[..., size]", "$other", "a b 7"), -1);
  EXPECT_EQ(number("[..., size]", "$.size", "a b 7"), -1);
  EXPECT_EQ(number("ERROR", "$.a", "ERROR"), -1);
  EXPECT_EQ(number("{ $.a = * }", "$.a[*]", "{}"), -1);
  EXPECT_EQ(number("{ $.a = * }", "a", "{}"), -1);
  EXPECT_EQ(number("{ $.a = * }", "$.a b", "{}"), -1);
}

TEST(FilterPattern, ExplainsClauseByClause) {
  const auto clauses =
      compiled(R"({ $.source = kms* && ($.code = "*" || $.name NOT EXISTS) })")
          ->explain(LogMessage(R"({"source":"kms.amazonaws.com","name":"Encrypt"})"));
  ASSERT_EQ(clauses.size(), 3u);
  EXPECT_EQ(clauses[0].text, "$.source = kms*");
  EXPECT_TRUE(clauses[0].holds);
  EXPECT_EQ(clauses[0].found, "\"kms.amazonaws.com\"");
  EXPECT_EQ(clauses[1].text, "$.code = \"*\"");
  EXPECT_FALSE(clauses[1].holds);
  EXPECT_EQ(clauses[1].found, "nothing");
  EXPECT_FALSE(clauses[2].holds);
  // What matches everything asks for nothing.
  EXPECT_TRUE(compiled("\" \"")->explain(LogMessage("x")).empty());
}

// Random texts out of the languages' own alphabet reach deep into the parsers; nothing may crash,
// hang, or give an error outside the text.
TEST(FilterPattern, SurvivesRandomTexts) {
  constexpr unsigned kSeed = 20260101;
  std::mt19937 random(kSeed);
  const std::vector<std::string> pieces = {"{",
                                           "}",
                                           "[",
                                           "]",
                                           "(",
                                           ")",
                                           "$",
                                           ".",
                                           "*",
                                           "'",
                                           "\"",
                                           "%",
                                           "=",
                                           "!=",
                                           "<",
                                           ">=",
                                           "&&",
                                           "||",
                                           ",",
                                           "...",
                                           " ",
                                           "\\",
                                           "a",
                                           "b1",
                                           "-",
                                           "?",
                                           "12",
                                           "1e3",
                                           "IS",
                                           "NULL",
                                           "NOT",
                                           "EXISTS",
                                           "$.a",
                                           "[*]",
                                           "\xff",
                                           "\xc3\xa9",
                                           std::string(1, '\0'),
                                           ":",
                                           "{,",
                                           "x"};
  const auto random_text = [&](std::size_t pieces_max) {
    std::string text;
    for (std::size_t left = random() % pieces_max; left > 0; --left) {
      if (random() % 16 == 0)
        text += static_cast<char>(random());
      else
        text += pieces[random() % pieces.size()];
    }
    return text;
  };
  std::size_t taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string pattern = random_text(24);
    if (round % 3 == 1) pattern = "{ $.a" + pattern + "}";
    if (round % 3 == 2) pattern = "[" + pattern + "]";
    const auto result = FilterPattern::compile(pattern);
    if (const PatternError* error = std::get_if<PatternError>(&result)) {
      EXPECT_GE(error->column, 1u) << "seed " << kSeed << " pattern " << pattern;
      EXPECT_LE(error->column, pattern.size() + 1) << "seed " << kSeed << " pattern " << pattern;
      EXPECT_FALSE(error->expected.empty()) << "seed " << kSeed << " pattern " << pattern;
      continue;
    }
    ++taken;
    const FilterPattern& filter = std::get<FilterPattern>(result);
    const std::string message = random_text(40);
    const bool first = filter.matches(message, nullptr);
    EXPECT_EQ(filter.matches(message, nullptr), first);
    filter.matches(R"({"a":[1,{"b1":"x"}],"b1":12})", nullptr);
    filter.extract(message);
    filter.explain(LogMessage(message));
  }
  EXPECT_GT(taken, 100u);
}

}  // namespace
}  // namespace keytrail::logs
