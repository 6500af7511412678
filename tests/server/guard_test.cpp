#include "server/guard.h"

#include <gtest/gtest.h>

#include "server/control_routes.h"
#include "server/server.h"

namespace keytrail {
namespace {

wire::HttpRequest request(wire::Headers headers, const std::string& method = "POST",
                          const std::string& path = "/", const std::string& query = "") {
  wire::HttpRequest made;
  made.method = method;
  made.path = path;
  made.query = query;
  made.headers = std::move(headers);
  return made;
}

bool passes(const Guard& guard, const wire::HttpRequest& made) { return !guard.refuse(made); }

TEST(Host, IsOneOfKeytrails) {
  const Guard guard({false, "https://keytrail.example.test:8443/aws", ""});
  for (const char* host :
       {"127.0.0.1", "127.0.0.1:4566", "127.1.2.3:4566", "localhost", "localhost:4566", "LOCALHOST",
        "[::1]", "[::1]:4566", "bucket.localhost:4566", "a.b.localhost",
        "localhost.localstack.cloud", "sns.us-east-1.localhost.localstack.cloud:4566",
        "kms.us-east-1.amazonaws.com", "keytrail.example.test", "KeyTrail.Example.Test:8443"}) {
    EXPECT_TRUE(passes(guard, request({{"Host", host}}))) << host;
  }
  for (const char* host : {"example.com",
                           "evil.test:4566",
                           "localhost.evil.test",
                           "127.0.0.1.evil.test",
                           "127.0.0.evil",
                           "127.0.0.1e",
                           "127.0.0",
                           "1270.0.1",
                           "evil-localhost",
                           "amazonaws.com.evil",
                           "evilamazonaws.com",
                           "amazonaws.com",
                           ".localhost",
                           "192.168.0.1",
                           "0.0.0.0",
                           "[::2]",
                           "sub.keytrail.example.test",
                           "keytrail.example.test.evil",
                           "[::1",
                           "127..0.1"}) {
    EXPECT_FALSE(passes(guard, request({{"Host", host}}))) << host;
  }
  // HTTP/1.0, which no browser speaks.
  EXPECT_TRUE(passes(guard, request({})));
}

TEST(Host, IsAnyOnceTheListenerIsWidened) {
  const Guard guard({true, "", "token"});
  EXPECT_TRUE(passes(guard, request({{"Host", "build-7.internal:4566"}})));
  EXPECT_FALSE(
      passes(guard, request({{"Host", "build-7.internal"}, {"Sec-Fetch-Site", "cross-site"}})));
}

TEST(PublicUrl, ThatIsNoneOpensNothing) {
  for (const char* url : {"", "evil.test", "http://"}) {
    EXPECT_FALSE(passes(Guard({false, url, ""}), request({{"Host", "evil.test"}}))) << url;
  }
}

TEST(Pages, OfOtherSitesMayNotDriveKeytrail) {
  struct Row {
    const char* what;
    wire::Headers headers;
    bool passes;
  };
  const std::string host = "localhost:4566";
  const std::vector<Row> rows = {
      {"an SDK says nothing", {}, true},
      {"the console",
       {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://localhost:4566"}},
       true},
      {"typed into the address bar", {{"Sec-Fetch-Site", "none"}}, true},
      {"another site", {{"Sec-Fetch-Site", "cross-site"}}, false},
      {"another port of this machine", {{"Sec-Fetch-Site", "same-site"}}, false},
      {"a word of the future", {{"Sec-Fetch-Site", "nearby"}}, false},
      {"an older browser, own origin", {{"Origin", "http://LocalHost:4566"}}, true},
      {"an older browser, other origin", {{"Origin", "https://evil.test"}}, false},
      {"an older browser, other port", {{"Origin", "http://localhost:3000"}}, false},
      {"an older browser, other name", {{"Origin", "http://127.0.0.1:4566"}}, false},
      {"a sandboxed frame", {{"Origin", "null"}}, false},
      {"same origin by one header only",
       {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://evil.test"}},
       false},
      {"headers in lower case", {{"sec-fetch-site", "cross-site"}}, false},
  };
  const Guard guard({false, "", ""});
  for (Row row : rows) {
    row.headers.emplace_back("Host", host);
    EXPECT_EQ(passes(guard, request(row.headers)), row.passes) << row.what;
    EXPECT_EQ(passes(guard, request(row.headers, "GET", "/_keytrail/inbox")), row.passes)
        << row.what << ", GET";
  }
}

TEST(Links, OfAMailAndTheConsolePassFromAnywhere) {
  struct Row {
    const char* method;
    const char* path;
    const char* query;
    bool passes;
  };
  const std::vector<Row> rows = {
      {"GET", "/", "", true},
      {"POST", "/", "", false},
      {"GET", "/", "Action=ConfirmSubscription&TopicArn=arn&Token=2336", true},
      {"POST", "/", "Action=ConfirmSubscription&TopicArn=arn&Token=2336", false},
      {"GET", "/", "Action=ConfirmSubscription&TopicArn=arn", false},
      {"GET", "/", "Action=DeleteTopic&TopicArn=arn", false},
      {"GET", "/", "Action=DeleteTopic&X=Action=ConfirmSubscription&Token=2", false},
      {"GET", "/", "Action=ConfirmSubscription&Token=2&Action=DeleteTopic", false},
      {"GET", "/", "Action=ConfirmSubscription&Token=2&%41ction=DeleteTopic", false},
      {"GET", "/", "Action=ConfirmSubscription&Token=", false},
      {"GET", "/", "Action=ConfirmSubscription&TopicArn=arn&Token=2&Version=2010-03-31", true},
      {"GET", "/_keytrail/clock", "", false},
      {"GET", "/bucket", "Action=ConfirmSubscription&Token=2", false},
  };
  const Guard guard({false, "", ""});
  for (const Row& row : rows) {
    const auto made = request({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}, row.method,
                              row.path, row.query);
    EXPECT_EQ(passes(guard, made), row.passes) << row.method << " " << row.path << "?" << row.query;
  }
  // But not under a foreign name.
  EXPECT_FALSE(passes(guard, request({{"Host", "evil.test"}}, "GET", "/")));
}

TEST(Token, IsNeededOnceThereIsOne) {
  EXPECT_TRUE(Guard({true, "", ""}).has_token(request({})));
  const Guard guard({true, "", "secret"});
  EXPECT_TRUE(guard.has_token(request({{"Authorization", "Bearer secret"}})));
  for (const char* given : {"", "Bearer", "Bearer ", "Bearer secre", "Bearer secret2", "secret",
                            "bearer secret", "Basic secret", "Bearer secrex"}) {
    EXPECT_FALSE(guard.has_token(request({{"Authorization", given}}))) << given;
  }
  EXPECT_FALSE(guard.has_token(request({})));
}

TEST(LoopbackHosts, AreAddressesOfThisMachine) {
  for (const char* host : {"127.0.0.1", "127.255.0.9", "localhost", "::1", "[::1]"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
  for (const char* host :
       {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "example.com", "", "127.0.0.1."}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(QueryParameters, AreDecodedAndFoundByTheirWholeName) {
  const auto made = request({}, "GET", "/_keytrail/inbox",
                            "too=1&to=a%2Bb%40example.com&empty=&flag&region=us-east-1&to=second");
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"to", "a+b@example.com"}, {"too", "1"},  {"empty", ""}, {"flag", ""},
      {"region", "us-east-1"},   {"egion", ""}, {"t", ""}};
  for (const auto& [name, value] : rows) EXPECT_EQ(query_parameter(made, name), value) << name;
  EXPECT_EQ(query_parameter(request({}), "to"), "");
}

}  // namespace
}  // namespace keytrail
