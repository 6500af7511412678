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
  std::string cause;                         // For the timeline: request id or alarm ARN.

  const std::string& text_for(const std::string& protocol) const;
};

// Reads Subject, Message, MessageStructure and MessageAttributes of a Publish call.
Result<Publication> read_publication(const Json& input);

}  // namespace keytrail::sns
