// Every limit that is keytrail's own. Limits that are AWS's live in the models or beside the
// operation that enforces them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace keytrail::limits {

inline constexpr std::size_t kBodyBytesMax = 10u << 20;        // An AWS request, inflated.
inline constexpr std::size_t kObjectBytesMax = 64u << 20;      // An S3 object: it is not streamed.
inline constexpr std::size_t kControlBodyBytesMax = 1u << 30;  // A control request.
inline constexpr std::size_t kRecordBytesMax = 256u << 10;     // CloudTrail: 256 KB an event.
inline constexpr std::size_t kRequestParametersBytesMax = 100u << 10;
inline constexpr std::size_t kCompiledPoliciesMax = 1'000;  // Of resources, kept for the next.
inline constexpr std::size_t kSessionsMax = 100'000;  // Of STS, the ones that are over included.
inline constexpr std::size_t kEventStreamsMax = 16;
inline constexpr std::uint64_t kTimersPerAdvanceMax = 50'000'000;
inline constexpr std::size_t kInboxMailsMax = 100'000;
inline constexpr std::size_t kTimelineEntriesPerReplyMax = 10'000;

}  // namespace keytrail::limits
