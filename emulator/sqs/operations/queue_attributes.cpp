#include "sqs/queue_attributes.h"

#include "sqs/errors.h"
#include "sqs/operations.h"
#include "sqs/queues.h"

namespace keytrail::sqs {

Result<Json> get_queue_attributes(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  const Json* names = find_member(input, "AttributeNames");
  if (names == nullptr || names->empty()) return Json::object();
  const Json all = render_queue_attributes(state, *queue, context.now);
  Json attributes = Json::object();
  for (const Json& wanted : *names) {
    const std::string name = wanted.get<std::string>();
    if (name == "All") {
      attributes = all;
      break;
    }
    if (!is_queue_attribute(name)) return errors::unknown_attribute(name);
    if (all.contains(name)) attributes[name] = all.at(name);
  }
  if (attributes.empty()) return Json::object();
  return Json{{"Attributes", std::move(attributes)}};
}

Result<Json> set_queue_attributes(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  KT_TRY(const Attributes given, read_queue_attributes(state, "SetQueueAttributes", *queue, input));
  if (const auto fifo = given.find("FifoQueue"); fifo != given.end() && fifo->second != "true") {
    return errors::invalid_attribute_value("FifoQueue");
  }
  Queue& edited = edit_queue(state, *queue);
  for (const auto& [name, value] : given) {
    if (value.empty()) {
      edited.attributes.erase(name);
    } else {
      edited.attributes[name] = value;
    }
  }
  edited.modified_at = context.now;
  return Json();
}

}  // namespace keytrail::sqs
