#include "sqs/queues.h"

#include <cstdio>

#include "base/text.h"
#include "sqs/errors.h"

namespace keytrail::sqs {

std::string message_row(const Queue& queue, std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 20 - digits.size(), '0');
  return messages_prefix(queue) + digits;
}

std::string queue_url(const Context& context, const Scope& scope, const std::string& name) {
  std::string base = context.settings.public_url;
  if (base.empty()) {
    const Caller& caller = context.caller;
    const std::string host = caller.host_header.empty() ? "127.0.0.1:4566" : caller.host_header;
    base = (caller.tls_version.empty() ? "http://" : "https://") + host;
  }
  return base + "/" + scope.account + "/" + name;
}

Result<const Queue*> require_queue(const State& state, const Context& context, const Json& input) {
  const std::vector<std::string> parts = split(string_member(input, "QueueUrl"), '/');
  if (parts.size() < 2) return errors::queue_does_not_exist();
  const Scope scope{parts[parts.size() - 2], context.region()};
  const Queue* queue = state.queues.find(scope.id(parts.back()));
  if (queue == nullptr) return errors::queue_does_not_exist();
  return queue;
}

const Queue* find_queue(const State& state, const std::string& arn) {
  const std::optional<Arn> parsed = parse_arn(arn);
  if (!parsed || parsed->service != "sqs") return nullptr;
  return state.queues.find(Scope{parsed->account, parsed->region}.id(parsed->resource));
}

Queue& edit_queue(State& state, const Queue& queue) {
  Queue* found = state.queues.edit(queue.id());
  KT_ASSERT(found != nullptr);
  return *found;
}

}  // namespace keytrail::sqs
