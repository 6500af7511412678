#include "cloudtrail/service.h"

#include "cloudtrail/digests.h"
#include "cloudtrail/distribution.h"
#include "cloudtrail/log_files.h"
#include "cloudtrail/operations/operations.h"

namespace keytrail::cloudtrail {
const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {.name = "AddTags", .handler = add_tags, .access = Access::Write},
      {.name = "CreateTrail",
       .handler = create_trail,
       .access = Access::Write,
       .response = ResponseElements::Output},
      {.name = "DeleteTrail", .handler = delete_trail, .access = Access::Write},
      {.name = "DescribeTrails", .handler = describe_trails},
      {.name = "GetEventSelectors", .handler = get_event_selectors},
      {.name = "GetTrail", .handler = get_trail},
      {.name = "GetTrailStatus", .handler = get_trail_status},
      {.name = "ListPublicKeys", .handler = list_public_keys, .refused = {{"NextToken"}}},
      {.name = "ListTags", .handler = list_tags, .refused = {{"NextToken"}}},
      {.name = "ListTrails", .handler = list_trails, .refused = {{"NextToken"}}},
      {.name = "LookupEvents", .handler = lookup_events},
      {.name = "PutEventSelectors",
       .handler = put_event_selectors,
       .access = Access::Write,
       .response = ResponseElements::Output},
      {.name = "RemoveTags", .handler = remove_tags, .access = Access::Write},
      {.name = "StartLogging", .handler = start_logging, .access = Access::Write},
      {.name = "StopLogging", .handler = stop_logging, .access = Access::Write},
      {.name = "UpdateTrail",
       .handler = update_trail,
       .access = Access::Write,
       .response = ResponseElements::Output},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{{kDeliverTimer, deliver_later},
                                                     {kLogFileTimer, write_log_files},
                                                     {kLogGroupTimer, retry_log_group},
                                                     {kDigestTimer, write_digests}};
  return rows;
}

}  // namespace keytrail::cloudtrail
