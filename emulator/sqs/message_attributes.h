// What travels beside a message's body, and the checksums that SDKs verify.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "sqs/state.h"

namespace keytrail::sqs {

// Reads MessageAttributes or, for AWSTraceHeader, MessageSystemAttributes.
Result<MessageAttributes> read_message_attributes(const Json& input);
Result<MessageAttributes> read_system_attributes(const Json& input);

Json render_message_attributes(const MessageAttributes& attributes);
// Those that a receiver asks for: names, "All", ".*", or "prefix.*".
MessageAttributes select_attributes(const MessageAttributes& all,
                                    const std::vector<std::string>& wanted);
std::size_t bytes_of(const MessageAttributes& attributes);

// SQS guide, "Calculating the MD5 message digest for message attributes".
std::string md5_of(const MessageAttributes& attributes);

}  // namespace keytrail::sqs
