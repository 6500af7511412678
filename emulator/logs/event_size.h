#pragma once

#include <cstddef>
#include <string_view>

namespace keytrail::logs {

inline constexpr std::size_t kBatchBytesMax = 1'048'576;  // PutLogEvents, and one page of a read.

// What an event counts as: its UTF-8 bytes and 26 more (PutLogEvents reference).
constexpr std::size_t event_bytes(std::size_t message_bytes) { return message_bytes + 26; }
constexpr std::size_t event_bytes(std::string_view message) { return event_bytes(message.size()); }

}  // namespace keytrail::logs
