#include "logs/service.h"

#include "logs/metric_filter.h"
#include "logs/operations.h"
#include "logs/retention.h"

namespace keytrail::logs {

const std::vector<Operation<State>>& operations() {
  constexpr Access kRead = Access::Read;
  constexpr Access kWrite = Access::Write;
  constexpr ResponseElements kNone = ResponseElements::None;  // Writes here answer nothing.
  static const std::vector<Operation<State>> rows{
      // Groups.
      {"CreateLogGroup", create_log_group, kWrite, kNone, {}, {{"logGroupClass", "\"STANDARD\""}}},
      {"DescribeLogGroups",
       describe_log_groups,
       kRead,
       kNone,
       {},
       {{"accountIdentifiers", "[]"}, {"includeLinkedAccounts", "false"}}},
      {"ListLogGroups",
       list_log_groups,
       kRead,
       kNone,
       {},
       {{"accountIdentifiers", "[]"},
        {"includeLinkedAccounts", "false"},
        {"dataSources"},
        {"fieldIndexNames"},
        {"logGroupTags"}}},
      {"DeleteLogGroup", delete_log_group, kWrite},
      {"PutLogGroupDeletionProtection", put_log_group_deletion_protection, kWrite},
      {"AssociateKmsKey", associate_kms_key, kWrite},
      {"DisassociateKmsKey", disassociate_kms_key, kWrite},
      {"PutRetentionPolicy", put_retention_policy, kWrite},
      {"DeleteRetentionPolicy", delete_retention_policy, kWrite},
      // Tags.
      {"TagResource", tag_resource, kWrite},
      {"UntagResource", untag_resource, kWrite},
      {"ListTagsForResource", list_tags_for_resource, kRead},
      {"TagLogGroup", tag_log_group, kWrite},
      {"UntagLogGroup", untag_log_group, kWrite},
      {"ListTagsLogGroup", list_tags_log_group, kRead},
      // Streams and events. `interleaved`, `sequenceToken` and, without a data protection policy,
      // `unmask` do nothing on AWS either.
      {"CreateLogStream", create_log_stream, kWrite},
      {"DescribeLogStreams", describe_log_streams, kRead},
      {"DeleteLogStream", delete_log_stream, kWrite},
      {"PutLogEvents", put_log_events, kWrite, kNone, {}, {{"entity"}}, Plane::Data},
      {"GetLogEvents", get_log_events, kRead},
      {"FilterLogEvents", filter_log_events, kRead},
      // Metric filters.
      {"PutMetricFilter",
       put_metric_filter,
       kWrite,
       kNone,
       {},
       {{"applyOnTransformedLogs", "false"}}},
      {"DescribeMetricFilters", describe_metric_filters, kRead},
      {"DeleteMetricFilter", delete_metric_filter, kWrite},
      {"TestMetricFilter", test_metric_filter, kRead},
      // Subscription filters.
      {"PutSubscriptionFilter", put_subscription_filter, kWrite},
      {"DescribeSubscriptionFilters", describe_subscription_filters, kRead},
      {"DeleteSubscriptionFilter", delete_subscription_filter, kWrite},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{
      {kRetentionTimer, erase_expired},
      {kDefaultValueTimer, put_default_value},
  };
  return rows;
}

}  // namespace keytrail::logs
