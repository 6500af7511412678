#include "cloudtrail/permissions.h"

#include "cloudtrail/bucket_files.h"

namespace keytrail::cloudtrail {
namespace {

AccessRequest request_of(const Trail& trail, std::string action, std::string resource) {
  AccessRequest request;
  request.action = std::move(action);
  request.resource = std::move(resource);
  request.as_service = "cloudtrail.amazonaws.com";
  request.conditions = {{"aws:SourceArn", {trail.arn()}},
                        {"aws:SourceAccount", {trail.home.account}}};
  return request;
}

bool is_allowed(const Context& context, const AccessRequest& request) {
  return !context.ports.permissions.is_enforced() || !context.ports.permissions.why_not(request);
}

}  // namespace

bool may_use_bucket(const Context& context, const Trail& trail) {
  const AccessRequest acl = request_of(trail, "s3:GetBucketAcl", "arn:aws:s3:::" + trail.bucket);
  return is_allowed(context, acl) &&
         may_write(context, trail, account_folder(trail, trail.home.account) + "CloudTrail/");
}

bool may_write(const Context& context, const Trail& trail, const std::string& key) {
  AccessRequest request =
      request_of(trail, "s3:PutObject", "arn:aws:s3:::" + trail.bucket + "/" + key);
  request.conditions.push_back({"s3:x-amz-acl", {kFileAcl}});
  return is_allowed(context, request);
}

bool may_publish(const Context& context, const Trail& trail) {
  return is_allowed(context, request_of(trail, "sns:Publish", trail.topic_arn));
}

}  // namespace keytrail::cloudtrail
