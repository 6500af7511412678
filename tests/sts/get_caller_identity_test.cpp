#include "sts/service.h"
#include "support/harness.h"

namespace keytrail::sts {
namespace {

TEST(GetCallerIdentity, TellsEachCallerWhoItIs) {
  struct Row {
    const char *principal_id, *arn;
  };
  const Row rows[] = {
      {"123456789012", "arn:aws:iam::123456789012:root"},
      {"AIDAEXAMPLE", "arn:aws:iam::123456789012:user/alice"},
      {"AROAEXAMPLE:session", "arn:aws:sts::123456789012:assumed-role/ops/session"},
  };
  for (const Row& row : rows) {
    testing::Harness harness;
    State state;
    harness.caller.identity.principal_id = row.principal_id;
    harness.caller.identity.arn = row.arn;
    const Result<Json> result = harness.call(operations(), state, "GetCallerIdentity");
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value(),
              (Json{{"UserId", row.principal_id}, {"Account", "123456789012"}, {"Arn", row.arn}}));
  }
}

}  // namespace
}  // namespace keytrail::sts
