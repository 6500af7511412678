#include "sns/filter_policy.h"

#include <gtest/gtest.h>

namespace keytrail::sns {
namespace {

// Each operator with a message that passes and its twin that does not.
TEST(FilterPolicies, LetThroughWhatTheySay) {
  struct Row {
    const char *name, *policy, *passes, *fails;
  };
  const Row rows[] = {
      {"a text", R"({"a":["x","y"]})", R"({"a":"y"})", R"({"a":"z"})"},
      {"a number", R"({"a":[3]})", R"({"a":3.0})", R"({"a":"3"})"},
      {"a truth", R"({"a":[true]})", R"({"a":true})", R"({"a":"true"})"},
      {"nothing", R"({"a":[null]})", R"({"a":null})", R"({})"},
      {"one of a list", R"({"a":["x"]})", R"({"a":["w","x"]})", R"({"a":["w"]})"},
      {"every key", R"({"a":["x"],"b":["y"]})", R"({"a":"x","b":"y"})", R"({"a":"x"})"},
      {"a prefix", R"({"a":[{"prefix":"bas"}]})", R"({"a":"basket"})", R"({"a":"abas"})"},
      {"a suffix", R"({"a":[{"suffix":"ball"}]})", R"({"a":"football"})", R"({"a":"balls"})"},
      {"any case", R"({"a":[{"equals-ignore-case":"Tennis"}]})", R"({"a":"TENNIS"})",
       R"({"a":"tennis "})"},
      {"a wildcard", R"({"a":[{"wildcard":"a*b"}]})", R"({"a":"a--b"})", R"({"a":"a--c"})"},
      {"anything but", R"({"a":[{"anything-but":["x","y"]}]})", R"({"a":"z"})", R"({"a":"x"})"},
      {"anything but needs something", R"({"a":[{"anything-but":"x"}]})", R"({"a":"z"})", R"({})"},
      {"anything but a prefix", R"({"a":[{"anything-but":{"prefix":"x"}}]})", R"({"a":"yx"})",
       R"({"a":"xy"})"},
      {"existence", R"({"a":[{"exists":true}]})", R"({"a":"x"})", R"({"b":"x"})"},
      {"absence", R"({"a":[{"exists":false}]})", R"({"b":"x"})", R"({"a":"x"})"},
      {"equality of numbers", R"({"a":[{"numeric":["=",30.15]}]})", R"({"a":30.15})",
       R"({"a":30.1})"},
      {"a bottom", R"({"a":[{"numeric":[">",0]}]})", R"({"a":0.5})", R"({"a":0})"},
      {"a range", R"({"a":[{"numeric":[">=",0,"<",10]}]})", R"({"a":0})", R"({"a":10})"},
      {"a network", R"({"a":[{"cidr":"10.0.0.0/23"}]})", R"({"a":"10.0.1.255"})",
       R"({"a":"10.0.2.0"})"},
      {"a network of IPv6", R"({"a":[{"cidr":"fd00::/8"}]})", R"({"a":"fd12::1"})",
       R"({"a":"10.0.0.1"})"},
      {"either of two", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"b":"y"})", R"({"b":"x"})"},
      {"a nested key", R"({"a":{"b":["x"]}})", R"({"a":{"b":"x"}})", R"({"a":{"c":"x"},"b":"x"})"},
      {"a nested key in a list", R"({"a":{"b":["x"]}})", R"({"a":[{"b":"w"},{"b":"x"}]})",
       R"({"a":[{"b":"w"}]})"},
      {"a nested key that is absent", R"({"a":{"b":[{"exists":false}]}})", R"({"c":1})",
       R"({"a":{"b":1}})"},
  };
  for (const Row& row : rows) {
    const Json policy = *parse_json(row.policy);
    EXPECT_TRUE(check_filter_policy(row.policy, true).ok()) << row.name;
    EXPECT_TRUE(passes_filter(policy, *parse_json(row.passes))) << row.name;
    EXPECT_FALSE(passes_filter(policy, *parse_json(row.fails))) << row.name;
  }
}

TEST(FilterPolicies, AreRefusedInTheWordsOfAws) {
  struct Row {
    const char *policy, *expected;
  };
  const Row rows[] = {
      {R"({"a":[]})", "Empty arrays are not allowed"},
      {R"({"a":"x"})", "\"a\" must be an object or an array"},
      {R"({"a":[["x"]]})", "Match value must be String, number, true, false, or null"},
      {R"({"a":[{"prefix":"x","suffix":"y"}]})", "Only one key allowed in match expression"},
      {R"({"a":[{"sounds-like":"x"}]})", "Unrecognized match type sounds-like"},
      {R"({"a":[{"prefix":1}]})", "prefix match pattern must be a string"},
      {R"({"a":[{"suffix":1}]})", "suffix match pattern must be a string"},
      {R"({"a":[{"exists":"yes"}]})", "exists match pattern must be either true or false."},
      {R"({"a":[{"anything-but":{"cidr":"x"}}]})", "Unsupported anything-but pattern: cidr"},
      {R"({"a":[{"numeric":[">=","x"]}]})", "Value of >= must be numeric"},
      {R"({"a":[{"numeric":["=","x"]}]})", "Value of equals must be numeric"},
      {R"({"a":[{"numeric":[">",5,"<",5]}]})", "Bottom must be less than top"},
      {R"({"a":[{"numeric":[">",5,">",6]}]})", "Bad numeric range operator: >"},
      {R"({"a":[{"numeric":["<",5,"<",6]}]})", "Too many terms in numeric range expression"},
      {R"({"a":[{"numeric":["!",5]}]})", "Unrecognized numeric range operator: !"},
      {R"({"a":[{"cidr":"10.0.0.0"}]})", "Malformed CIDR, one '/' required"},
      {R"({"a":[{"cidr":"10.0.0.0/x"}]})", "Malformed CIDR, mask bits must be an integer"},
      {R"({"a":[{"cidr":"10.0.0/8"}]})", "Nonstandard IP address: 10.0.0"},
      {R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})",
       "Filter policy can not have more than 5 keys"},
      {R"({"a":[1,2,3,4,5,6],"b":[1,2,3,4,5],"c":[1,2,3,4,5,6]})", "Filter policy is too complex"},
  };
  for (const Row& row : rows) {
    const Result<void> checked = check_filter_policy(row.policy, false);
    ASSERT_FALSE(checked.ok()) << row.policy;
    EXPECT_EQ(checked.error().message,
              "Invalid parameter: FilterPolicy: " + std::string(row.expected));
  }
  const Result<void> nested = check_filter_policy(R"({"a":{"b":["x"]}})", false);
  ASSERT_FALSE(nested.ok());
  EXPECT_EQ(nested.error().message,
            "Invalid parameter: Filter policy scope MessageAttributes does not support nested "
            "filter policy");
}

TEST(FilterPolicies, SeeAttributesByTheirTypes) {
  EXPECT_EQ(
      filterable_attributes({{"s", {{"DataType", "String"}, {"StringValue", "1"}}},
                             {"n", {{"DataType", "Number.int"}, {"StringValue", "1"}}},
                             {"l", {{"DataType", "String.Array"}, {"StringValue", "[\"a\",1]"}}},
                             {"b", {{"DataType", "Binary"}, {"BinaryValue", blob("x")}}}}),
      (Json{{"s", "1"}, {"n", 1}, {"l", Json::array({"a", 1})}}));
}

}  // namespace
}  // namespace keytrail::sns
