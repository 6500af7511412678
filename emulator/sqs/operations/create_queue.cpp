#include <algorithm>

#include "sqs/errors.h"
#include "sqs/operations.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"
#include "sqs/tags.h"

namespace keytrail::sqs {
namespace {

// How long a deleted queue's name is taken (API reference, DeleteQueue).
constexpr Duration kNameRest = std::chrono::seconds(60);
constexpr std::size_t kQueueNameMax = 80;
constexpr std::string_view kFifoSuffix = ".fifo";

Result<void> check_name(const std::string& name, bool is_fifo) {
  std::string_view stem = name;
  if (is_fifo && stem.ends_with(kFifoSuffix)) stem.remove_suffix(kFifoSuffix.size());
  const bool is_good = !stem.empty() && name.size() <= kQueueNameMax &&
                       is_fifo == name.ends_with(kFifoSuffix) &&
                       std::ranges::all_of(stem, [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '_' || c == '-';
                       });
  if (is_good) return {};
  return errors::invalid_parameter(
      is_fifo ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
                "underscores, must end with .fifo suffix and be 1 to 80 in length."
              : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in "
                "length");
}

// Whether the caller asks for what is there already.
Result<void> check_same(const Queue& existing, const Attributes& wanted) {
  for (const auto& [name, value] : wanted) {
    if (queue_attribute(existing, name) != value) return errors::queue_exists(name);
  }
  return {};
}

}  // namespace

Result<Json> create_queue(State& state, Context& context, const Json& input) {
  Queue queue;
  queue.name = string_member(input, "QueueName");
  queue.scope = context.scope();
  const Json* attributes = find_member(input, "Attributes");
  const std::string fifo =
      attributes == nullptr ? std::string() : string_member(*attributes, "FifoQueue");
  KT_TRY_VOID(check_name(queue.name, fifo == "true"));
  if (fifo == "false") return errors::unknown_attribute("FifoQueue");
  KT_TRY(Attributes wanted, read_queue_attributes(state, "CreateQueue", queue, input));
  KT_TRY(queue.tags, read_tags(input, {}));

  const Json answer = {{"QueueUrl", queue_url(context, queue.scope, queue.name)}};
  if (const Queue* existing = state.queues.find(queue.id())) {
    KT_TRY_VOID(check_same(*existing, wanted));
    return answer;
  }
  if (const DeletedQueue* earlier = state.deleted.find(queue.id())) {
    if (earlier->at + kNameRest > context.now) return errors::queue_deleted_recently();
    state.deleted.erase(queue.id());
  }
  std::erase_if(wanted, [](const auto& attribute) { return attribute.second.empty(); });
  queue.attributes = std::move(wanted);
  queue.created_at = queue.modified_at = context.now;
  state.queues.put(queue.id(), queue);
  return answer;
}

}  // namespace keytrail::sqs
