#include "sns/operations.h"
#include "sns/paging.h"

namespace keytrail::sns {

Result<Json> list_topics(State& state, Context& context, const Json& input) {
  return list_page(state.topics, context.scope().prefix(), input, "Topics", [](const Topic& topic) {
    return Json{{"TopicArn", topic.arn}};
  });
}

}  // namespace keytrail::sns
