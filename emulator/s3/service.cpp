#include "s3/service.h"

#include "s3/operations/operations.h"

namespace keytrail::s3 {

const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {.name = "CreateBucket",
       .handler = create_bucket,
       .access = Access::Write,
       .refused = {{"ACL", "\"private\""},
                   {"GrantFullControl"},
                   {"GrantRead"},
                   {"GrantReadACP"},
                   {"GrantWrite"},
                   {"GrantWriteACP"},
                   {"ObjectLockEnabledForBucket", "false"},
                   {"ObjectOwnership", "\"BucketOwnerEnforced\""},
                   {"BucketNamespace", "\"global\""}}},
      {.name = "DeleteBucket", .handler = delete_bucket, .access = Access::Write},
      {.name = "DeleteBucketPolicy", .handler = delete_bucket_policy, .access = Access::Write},
      {.name = "GetBucketAcl", .handler = get_bucket_acl},
      {.name = "GetBucketLocation", .handler = get_bucket_location},
      {.name = "GetBucketPolicy", .handler = get_bucket_policy},
      {.name = "HeadBucket", .handler = head_bucket},
      {.name = "ListBuckets", .handler = list_buckets},
      {.name = "PutBucketPolicy",
       .handler = put_bucket_policy,
       .access = Access::Write,
       .refused = {{"ConfirmRemoveSelfBucketAccess", "false"}}},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> none;
  return none;
}

bool bucket_exists(const State& state, const std::string& name) {
  return state.buckets.find(name) != nullptr;
}

}  // namespace keytrail::s3
