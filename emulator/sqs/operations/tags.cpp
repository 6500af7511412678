#include "sqs/tags.h"

#include "base/text.h"
#include "sqs/errors.h"
#include "sqs/operations.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

constexpr std::size_t kTagsMax = 50;

}  // namespace

Result<Tags> read_tags(const Json& input, Tags present) {
  const Json* given = find_member(input, "Tags");
  if (given == nullptr) given = find_member(input, "tags");
  if (given == nullptr) return present;
  for (const auto& [key, value] : given->items()) {
    if (key.empty() || code_points(key) > 128) {
      return errors::invalid_parameter("Tag keys must be between 1 and 128 characters in length.");
    }
    const std::string text = value.get<std::string>();
    if (code_points(text) > 256) {
      return errors::invalid_parameter(
          "Tag values must be between 0 and 256 characters in length.");
    }
    present[key] = text;
  }
  if (present.size() > kTagsMax) {
    return errors::invalid_parameter("Too many tags added for queue. The limit is 50.");
  }
  return present;
}

Result<Json> tag_queue(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  KT_TRY(Tags merged, read_tags(input, queue->tags));
  edit_queue(state, *queue).tags = std::move(merged);
  return Json();
}

Result<Json> untag_queue(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  Queue& edited = edit_queue(state, *queue);
  for (const Json& key : input.at("TagKeys")) edited.tags.erase(key.get<std::string>());
  return Json();
}

Result<Json> list_queue_tags(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  if (queue->tags.empty()) return Json::object();
  Json tags = Json::object();
  for (const auto& [key, value] : queue->tags) tags[key] = value;
  return Json{{"Tags", std::move(tags)}};
}

}  // namespace keytrail::sqs
