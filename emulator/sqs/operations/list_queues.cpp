#include "base/text.h"
#include "sqs/errors.h"
#include "sqs/operations.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

constexpr std::int64_t kQueuesMax = 1000;

// One page of the queues whose names begin with `name_prefix` and that `is_wanted`. There is a
// token only for those who set MaxResults.
template <class IsWanted>
Result<Json> list_page(const State& state, const Context& context, const std::string& name_prefix,
                       const Json& input, const char* list_name, IsWanted is_wanted) {
  const std::optional<std::int64_t> limit = optional_integer(input, "MaxResults");
  if (limit && (*limit < 1 || *limit > kQueuesMax)) {
    return errors::invalid_value(std::to_string(*limit), "MaxResults",
                                 "MaxResults must be an integer between 1 and 1000.");
  }
  std::string after;
  if (const std::string token = string_member(input, "NextToken"); !token.empty()) {
    const std::optional<Bytes> last = from_base64(token);
    if (!last) return errors::invalid_value(token, "NextToken", "The token is not valid.");
    after = view_of(*last);
  }
  Json urls = Json::array();
  Json page = Json::object();
  std::string last_name;
  state.queues.each(context.scope().id(name_prefix), [&](const std::string&, const Queue& queue) {
    if (!is_wanted(queue) || (!after.empty() && queue.name <= after)) return true;
    if (static_cast<std::int64_t>(urls.size()) == limit.value_or(kQueuesMax)) {
      if (limit) page["NextToken"] = to_base64(last_name);
      return false;
    }
    urls.push_back(queue_url(context, queue.scope, queue.name));
    last_name = queue.name;
    return true;
  });
  page[list_name] = std::move(urls);
  return page;
}

}  // namespace

Result<Json> list_queues(State& state, Context& context, const Json& input) {
  KT_TRY(Json page, list_page(state, context, string_member(input, "QueueNamePrefix"), input,
                              "QueueUrls", [](const Queue&) { return true; }));
  if (page["QueueUrls"].empty()) page.erase("QueueUrls");
  return page;
}

Result<Json> list_dead_letter_source_queues(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* target, require_queue(state, context, input));
  const std::string arn = target->arn();
  return list_page(state, context, "", input, "queueUrls", [&](const Queue& queue) {
    const std::optional<RedrivePolicy> policy = redrive_policy(queue);
    return policy && policy->target_arn == arn;
  });
}

Result<Json> get_queue_url(State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "QueueName");
  Scope scope = context.scope();
  if (const auto owner = optional_string(input, "QueueOwnerAWSAccountId")) scope.account = *owner;
  if (state.queues.find(scope.id(name)) == nullptr) return errors::queue_does_not_exist();
  return Json{{"QueueUrl", queue_url(context, scope, name)}};
}

}  // namespace keytrail::sqs
