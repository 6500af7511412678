#include "cloudtrail/permissions.h"

#include "cloudtrail/bucket_files.h"
#include "cloudtrail/errors.h"

namespace keytrail::cloudtrail {
namespace {

constexpr const char* kService = "cloudtrail.amazonaws.com";

AccessRequest request_of(const Trail& trail, std::string action, std::string resource) {
  AccessRequest request;
  request.action = std::move(action);
  request.resource = std::move(resource);
  request.as_service = kService;
  request.conditions = {{"aws:SourceArn", {trail.arn()}},
                        {"aws:SourceAccount", {trail.home.account}}};
  return request;
}

bool is_allowed(const Context& context, const AccessRequest& request) {
  return !context.ports.permissions.is_enforced() || !context.ports.permissions.why_not(request);
}

}  // namespace

ServiceItself cloudtrail_for(const Trail& trail) { return {kService, trail.home, trail.arn()}; }

Result<void> check_key(const Context& context, const Trail& trail) {
  if (trail.kms_key_arn.empty()) return {};
  const Json encryption_context = {{"aws:cloudtrail:arn", trail.arn()},
                                   {"aws:s3:arn", "arn:aws:s3:::" + trail.bucket + "/" +
                                                      account_folder(trail, trail.home.account)}};
  const Result<Json> made =
      context.ports.calls.call_for_itself(cloudtrail_for(trail), "kms", "GenerateDataKey",
                                          {{"KeyId", trail.kms_key_arn},
                                           {"EncryptionContext", encryption_context},
                                           {"KeySpec", "AES_256"}});
  if (made.ok()) return {};
  const ApiError& error = made.error();
  if (error.status == 501) return error;
  if (error.code == "AccessDeniedException") {
    return insufficient_encryption_policy(trail.bucket, trail.kms_key_arn);
  }
  if (error.code == "NotFoundException") return kms_key_not_found(trail.kms_key_arn);
  return kms_key_unusable(error.message);
}

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
