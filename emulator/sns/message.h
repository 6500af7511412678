// A Publication is one message on its way to the subscribers of a topic: its texts by protocol,
// checked as Publish checks them.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::sns {

struct Publication {
  std::string message_id;
  std::string subject;                       // Empty: none was given.
  std::map<std::string, std::string> texts;  // By protocol; "default" is always there.
  Json attributes;                           // MessageAttributes; null if none.
  std::string group_id;                      // Passed on to queues.
  std::string deduplication_id;              // FIFO topics only, as are
  std::string sequence_number;               // these.
  std::string cause;                         // For the timeline: request id or alarm ARN.

  const std::string& text_for(const std::string& protocol) const;
};

inline constexpr std::size_t kMessageBytesMax = 262'144;  // Attributes included.

// Reads what a Publish call, or an entry of PublishBatch, says.
Result<Publication> read_publication(const Json& input);
// The size that counts for the limit.
std::size_t bytes_of_publication(const Json& input);

}  // namespace keytrail::sns
