#include "sns/fifo.h"

#include <algorithm>

#include "crypto/hash.h"
#include "sns/errors.h"
#include "sns/topic_attributes.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

// 1 to 128 letters, digits and punctuation (API reference, Publish).
bool is_fifo_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::ranges::all_of(id, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

std::string published_row(const Topic& topic, const Publication& publication) {
  const bool is_by_group = topic_attribute(topic, "FifoThroughputScope") == "MessageGroup";
  return row_id(*parse_arn(topic.arn)) + ":" +
         (is_by_group ? publication.group_id + "/" : std::string()) + publication.deduplication_id;
}

}  // namespace

Result<void> check_fifo_ids(const Topic& topic, Publication& publication) {
  if (!publication.group_id.empty() && !is_fifo_id(publication.group_id)) {
    return errors::invalid_fifo_id("MessageGroupId");
  }
  if (!topic.is_fifo()) {
    // Standard topics pass a group on, for fair queues.
    if (!publication.deduplication_id.empty()) return errors::deduplication_id_on_standard_topic();
    return {};
  }
  if (publication.group_id.empty()) return errors::group_id_missing();
  if (publication.deduplication_id.empty()) {
    if (topic_attribute(topic, "ContentBasedDeduplication") != "true") {
      return errors::deduplication_id_missing();
    }
    publication.deduplication_id = crypto::sha256_hex(publication.texts.at("default"));
  }
  if (!is_fifo_id(publication.deduplication_id)) {
    return errors::invalid_fifo_id("MessageDeduplicationId");
  }
  return {};
}

bool is_repetition(State& state, Context& context, const Topic& topic, Publication& publication) {
  const std::string row = published_row(topic, publication);
  if (const AcceptedMessage* earlier = state.published.find(row, context.now)) {
    publication.message_id = earlier->message_id;
    publication.sequence_number = earlier->sequence_number;
    return true;
  }
  publication.sequence_number =
      Deduplication::sequence_number(++edit_topic(state, topic).last_sequence);
  state.published.remember(row, publication.message_id, publication.sequence_number, context.now);
  return false;
}

}  // namespace keytrail::sns
