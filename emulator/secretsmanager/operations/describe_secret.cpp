#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {

Result<Json> describe_secret(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_secret(state, context, input));
  return describe(*secret, kDescribeStages);
}

}  // namespace keytrail::secretsmanager
