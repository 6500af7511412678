#include "scenario/brief_record.h"

namespace keytrail::scenario {

Json complete_record(const Json& brief, Instant now, const std::string& account,
                     const std::string& region, Random& random) {
  Json record = {{"eventVersion", "1.11"},
                 {"userIdentity",
                  {{"type", "IAMUser"},
                   {"principalId", "AIDACKCEVSQ6C2EXAMPLE"},
                   {"arn", "arn:aws:iam::" + account + ":user/alice"},
                   {"accountId", account},
                   {"accessKeyId", "AKIAIOSFODNN7EXAMPLE"},
                   {"userName", "alice"}}},
                 {"eventTime", to_rfc3339(now)},
                 {"eventSource", nullptr},
                 {"eventName", nullptr},
                 {"awsRegion", region},
                 {"sourceIPAddress", "198.51.100.7"},
                 {"userAgent", "console.amazonaws.com"},
                 {"requestParameters", nullptr},
                 {"responseElements", nullptr},
                 {"requestID", random.uuid()},
                 {"eventID", random.uuid()},
                 {"readOnly", false},
                 {"eventType", "AwsApiCall"},
                 {"managementEvent", true},
                 {"recipientAccountId", account},
                 {"eventCategory", "Management"}};
  // An identity of another kind has members of its own.
  if (brief.contains("userIdentity")) record.erase("userIdentity");
  record.update(brief);
  return record;
}

}  // namespace keytrail::scenario
