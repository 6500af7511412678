// ListSecrets and BatchGetSecretValue: filters, order, pages.
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

using std::chrono::hours;

class Listing : public SecretsTest {
 protected:
  void create_described(const std::string& name, const std::string& description,
                        Json tags = Json::array()) {
    ok("CreateSecret", {{"Name", name}, {"Description", description}, {"Tags", std::move(tags)}});
  }
  std::vector<std::string> names(Json input) {
    std::vector<std::string> found;
    const Json reply = ok("ListSecrets", std::move(input));
    for (const Json& secret : reply["SecretList"]) found.push_back(secret["Name"]);
    return found;
  }
  static Json filter(const char* key, Json values) {
    return Json{{"Key", key}, {"Values", std::move(values)}};
  }
};

using Names = std::vector<std::string>;

TEST_F(Listing, FiltersChooseAsRecorded) {
  create_described("prod/db", "a secret", Json::array({{{"Key", "Team"}, {"Value", "Blue"}}}));
  create_described("prod/web", "an secret");
  create_described("test/db", "asecret", Json::array({{{"Key", "team"}, {"Value", "Red"}}}));
  create_described("thesecret", "thesecret");
  const struct {
    const char* name;
    std::vector<Json> filters;
    Names expected;
  } rows[] = {
      {"name by prefix", {filter("name", {"prod/"})}, {"prod/db", "prod/web"}},
      {"capitals count in names", {filter("name", {"Prod/"})}, {}},
      {"a blank in a name matches nothing", {filter("name", {"prod/db prod/web"})}, {}},
      {"negated", {filter("name", {"!prod/"})}, {"test/db", "thesecret"}},
      {"values are alternatives", {filter("name", {"test", "the"})}, {"test/db", "thesecret"}},
      {"filters add up", {filter("name", {"prod"}), filter("description", {"an"})}, {"prod/web"}},
      {"every word begins one", {filter("description", {"a secret"})}, {"prod/db", "prod/web"}},
      {"one word", {filter("description", {"a"})}, {"prod/db", "prod/web", "test/db"}},
      {"capitals do not count there", {filter("description", {"THESE"})}, {"thesecret"}},
      {"tag key", {filter("tag-key", {"Tea"})}, {"prod/db"}},
      {"tag value", {filter("tag-value", {"Re"})}, {"test/db"}},
      {"all looks into tags too", {filter("all", {"blue"})}, {"prod/db"}},
      {"all breaks names at slashes", {filter("all", {"db"})}, {"prod/db", "test/db"}},
      {"no secret is a replica", {filter("primary-region", {"us-east-1"})}, {}},
      {"none belongs to a service",
       {filter("owning-service", {"!rds"})},
       {"prod/db", "prod/web", "test/db", "thesecret"}},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(names({{"Filters", row.filters}, {"SortBy", "name"}}), row.expected) << row.name;
  }
}

TEST_F(Listing, FilterWithoutValuesIsRefused) {
  const Json input{{"Filters", Json::array({{{"Key", "name"}}})}};
  EXPECT_EQ(call("ListSecrets", input).error().code, "InvalidParameterException");
}

TEST_F(Listing, SortsByEachDateBothWays) {
  for (const char* name : {"b", "c", "a"}) {
    create(name);
    advance(hours(24));
  }
  ok("UpdateSecret", {{"SecretId", "b"}, {"Description", "changed"}});
  ok("GetSecretValue", {{"SecretId", "c"}});
  EXPECT_EQ(names({}), (Names{"b", "c", "a"}));
  EXPECT_EQ(names({{"SortOrder", "desc"}}), (Names{"a", "c", "b"}));
  EXPECT_EQ(names({{"SortBy", "name"}}), (Names{"a", "b", "c"}));
  EXPECT_EQ(names({{"SortBy", "last-changed-date"}}), (Names{"c", "a", "b"}));
  EXPECT_EQ(names({{"SortBy", "last-accessed-date"}}), (Names{"a", "b", "c"}));
}

TEST_F(Listing, PagesGoOnWhereTheLastOneEnded) {
  for (const char* name : {"a", "b", "c", "d", "e"}) create(name);
  Json first = ok("ListSecrets", {{"MaxResults", 2}, {"SortBy", "name"}});
  ASSERT_EQ(first["SecretList"].size(), 2u);
  // What was shown may go meanwhile.
  ok("DeleteSecret", {{"SecretId", "b"}, {"ForceDeleteWithoutRecovery", true}});
  Json rest =
      ok("ListSecrets", {{"MaxResults", 3}, {"SortBy", "name"}, {"NextToken", first["NextToken"]}});
  ASSERT_EQ(rest["SecretList"].size(), 3u);
  EXPECT_EQ(rest["SecretList"][0]["Name"], "c");
  EXPECT_FALSE(rest.contains("NextToken"));
  EXPECT_EQ(call("ListSecrets", {{"NextToken", "what?"}}).error().code,
            "InvalidNextTokenException");
}

TEST_F(Listing, EntriesNameTheirVersionsInTheirOwnWay) {
  create();
  const Json entry = ok("ListSecrets")["SecretList"][0];
  EXPECT_EQ(entry["SecretVersionsToStages"], (Json{{kToken1, {"AWSCURRENT"}}}));
  EXPECT_FALSE(entry.contains("VersionIdsToStages"));
}

TEST_F(Listing, OtherRegionsAreNotSeen) {
  create();
  harness.caller.scope.region = "eu-west-1";
  EXPECT_TRUE(names({}).empty());
  expect_error("DescribeSecret", {{"SecretId", "db"}}, "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret.");
}

TEST_F(Listing, BatchReadsEachSecretByACallOfItsOwn) {
  create("a", "value of a");
  create("b", "value of b");
  harness.nested_calls.clear();
  const Json reply = ok("BatchGetSecretValue", {{"SecretIdList", {"a", "ghost", "b"}}});
  ASSERT_EQ(reply["SecretValues"].size(), 2u);
  EXPECT_EQ(reply["SecretValues"][1]["SecretString"], "value of b");
  EXPECT_EQ(reply["Errors"][0]["SecretId"], "ghost");
  EXPECT_EQ(nested_operations(),
            (Names{"GetSecretValue", "Decrypt", "GetSecretValue", "GetSecretValue", "Decrypt"}));
}

TEST_F(Listing, BatchByFiltersLeavesMarkedSecretsOutAndPages) {
  for (const char* name : {"a", "b", "c"}) create(name);
  ok("DeleteSecret", {{"SecretId", "b"}});
  Json input{{"Filters", Json::array({filter("name", {"a", "b", "c"})})}, {"MaxResults", 1}};
  Json reply = ok("BatchGetSecretValue", input);
  ASSERT_EQ(reply["SecretValues"].size(), 1u);
  EXPECT_EQ(reply["SecretValues"][0]["Name"], "a");
  input["NextToken"] = reply["NextToken"];
  reply = ok("BatchGetSecretValue", input);
  EXPECT_EQ(reply["SecretValues"][0]["Name"], "c");
  EXPECT_FALSE(reply.contains("NextToken"));
}

TEST_F(Listing, BatchWantsIdsOrFilters) {
  for (const Json& input :
       {Json::object(),
        Json{{"SecretIdList", {"a"}}, {"Filters", Json::array({filter("name", {"a"})})}},
        Json{{"SecretIdList", {"a"}}, {"MaxResults", 1}}}) {
    EXPECT_EQ(call("BatchGetSecretValue", input).error().code, "InvalidParameterException");
  }
}

}  // namespace
}  // namespace keytrail::secretsmanager
