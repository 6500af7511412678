// How requests name trails, what a trail may be set to, and how it is shown.
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

Result<void> check_trail_name(std::string_view name);

// Where the trail that a request names would live: by name in the region of the call, by ARN
// anywhere.
struct TrailName {
  Scope home;
  std::string name;

  std::string id() const { return home.id(name); }
  std::string arn() const { return trail_arn(home, name); }
};
Result<TrailName> parse_trail_name(const Context& context, const std::string& text);

// A trail that the caller's account sees: one of its own or of its organization; nullptr: there is
// none.
const Trail* find_trail(const State& state, const Context& context, const TrailName& name);
// A trail homed elsewhere is found by its ARN only.
Result<const Trail*> require_trail(const State& state, const Context& context,
                                   const std::string& name_or_arn);
// The same for a change, which only the home region may make, and of an organization trail only the
// management account.
Result<const Trail*> require_trail_at_home(const State& state, const Context& context,
                                           const std::string& name_or_arn);

// Whether the bucket, the prefix, and log group and role are ones that the trail can use.
Result<void> check_trail(const Trail& trail, const Context& context);
// Whether no other trail has the name, and the quota of 5 is not used up, wherever it will be seen.
Result<void> check_room(const State& state, const Trail& trail);

// The ARN of the topic that SnsTopicName names, by name or ARN; empty for an empty one.
Result<std::string> parse_topic_name(const Trail& trail, const std::string& text);

// The ARN of the key that KmsKeyId names in any of its forms; empty for an empty one.
Result<std::string> resolve_key(const Trail& trail, const Context& context,
                                const std::string& key_id);

// "group" of "arn:aws:logs:us-east-1:123456789012:log-group:group:*"; nothing for another text.
std::optional<std::string> log_group_name(const Trail& trail);
// Where a trail writes an account's events: "123456789012_CloudTrail_us-east-1", after its home
// region; "o-exampleorg1_123456789012_CloudTrail_us-east-1" if it is an organization trail.
std::string log_stream_name(const Trail& trail, const std::string& account);

// What CreateTrail and UpdateTrail answer.
Json trail_settings(const Trail& trail);
// What GetTrail and DescribeTrails show.
Json trail_description(const Trail& trail);

}  // namespace keytrail::cloudtrail
