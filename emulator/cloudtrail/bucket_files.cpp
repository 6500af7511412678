#include "cloudtrail/bucket_files.h"

#include "base/gzip.h"
#include "base/text.h"
#include "cloudtrail/permissions.h"

namespace keytrail::cloudtrail {

std::string account_folder(const Trail& trail, const std::string& account) {
  const std::string prefix = trail.key_prefix.empty() ? "" : trail.key_prefix + "/";
  const std::string organization = trail.organization_id.empty() ? "" : trail.organization_id + "/";
  return prefix + "AWSLogs/" + organization + account + "/";
}

std::string file_folder(const Trail& trail, std::string_view kind, const Origin& origin,
                        Instant at) {
  return account_folder(trail, trail.account_of(origin)) + std::string(kind) + "/" + origin.region +
         format_utc(at, "/%Y/%m/%d/");
}

Result<void> put_file(Context& context, const Trail& trail, const std::string& key,
                      std::string_view content, Json metadata) {
  if (!may_write(context, trail, key)) return ApiError{"AccessDenied", "Access Denied", 403};
  const std::string bytes = to_gzip(content);
  Json input = {{"Bucket", trail.bucket},
                {"Key", key},
                {"ACL", kFileAcl},
                {"ContentType", "application/json"},
                {"ContentEncoding", "gzip"}};
  if (!trail.kms_key_arn.empty()) {
    input["ServerSideEncryption"] = "aws:kms";
    input["SSEKMSKeyId"] = trail.kms_key_arn;
    const Json encryption_context = {{"aws:cloudtrail:arn", trail.arn()}};
    input["SSEKMSEncryptionContext"] = to_base64(to_text(encryption_context));
  }
  if (!metadata.is_null()) input["Metadata"] = std::move(metadata);
  input["Body"] = blob(bytes);
  const Result<Json> put = context.ports.calls.call_for_itself(cloudtrail_for(trail), "s3",
                                                               "PutObject", std::move(input));
  if (!put) return put.error();
  if (context.settings.mirrors_trail_files) {
    context.outbox.send_trail_file(trail.home, context.now, key, bytes);
  }
  return {};
}

}  // namespace keytrail::cloudtrail
