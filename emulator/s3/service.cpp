#include "s3/service.h"

#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

// What a write of an object may ask for and does not get here.
const std::vector<Refused> kRefusedOfWrites = {{"SSECustomerAlgorithm"},
                                               {"SSECustomerKey"},
                                               {"BucketKeyEnabled", "false"},
                                               {"StorageClass", "\"STANDARD\""},
                                               {"WebsiteRedirectLocation"},
                                               {"Tagging"},
                                               {"ObjectLockMode"},
                                               {"ObjectLockRetainUntilDate"},
                                               {"ObjectLockLegalHoldStatus"},
                                               {"GrantFullControl"},
                                               {"GrantRead"},
                                               {"GrantReadACP"},
                                               {"GrantWriteACP"}};
const std::vector<Refused> kRefusedOfBodies = {
    {"ChecksumSHA512"},  {"ChecksumMD5"},       {"ChecksumXXHASH64"},
    {"ChecksumXXHASH3"}, {"ChecksumXXHASH128"},
};
const std::vector<Refused> kRefusedOfParts = {{"SSECustomerAlgorithm"}, {"SSECustomerKey"}};
const std::vector<Refused> kRefusedOfSources = {{"CopySourceSSECustomerAlgorithm"},
                                                {"CopySourceSSECustomerKey"}};
const std::vector<Refused> kRefusedOfReads = {
    {"VersionId"}, {"PartNumber"}, {"SSECustomerAlgorithm"}, {"SSECustomerKey"}};

std::vector<Refused> operator+(std::vector<Refused> a, const std::vector<Refused>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {.name = "AbortMultipartUpload",
       .handler = abort_multipart_upload,
       .access = Access::Write,
       .refused = {{"IfMatchInitiatedTime"}},
       .plane = Plane::Data},
      {.name = "CompleteMultipartUpload",
       .handler = complete_multipart_upload,
       .access = Access::Write,
       .refused = kRefusedOfBodies + kRefusedOfParts,
       .plane = Plane::Data},
      {.name = "CopyObject",
       .handler = copy_object,
       .access = Access::Write,
       .refused = kRefusedOfWrites + kRefusedOfSources +
                  std::vector<Refused>{{"ACL", "\"bucket-owner-full-control\""},
                                       {"ChecksumAlgorithm"},
                                       {"TaggingDirective", "\"COPY\""},
                                       {"AnnotationDirective", "\"COPY\""}},
       .plane = Plane::Data},
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
      {.name = "CreateMultipartUpload",
       .handler = create_multipart_upload,
       .access = Access::Write,
       .refused = kRefusedOfWrites,
       .plane = Plane::Data},
      {.name = "DeleteBucket", .handler = delete_bucket, .access = Access::Write},
      {.name = "DeleteBucketPolicy", .handler = delete_bucket_policy, .access = Access::Write},
      {.name = "DeleteObject",
       .handler = delete_object,
       .access = Access::Write,
       .refused = {{"MFA"},
                   {"VersionId"},
                   {"BypassGovernanceRetention", "false"},
                   {"IfMatchLastModifiedTime"},
                   {"IfMatchSize"}},
       .plane = Plane::Data},
      {.name = "DeleteObjects",
       .handler = delete_objects,
       .access = Access::Write,
       .refused = {{"MFA"}, {"BypassGovernanceRetention", "false"}},
       .plane = Plane::Data},
      {.name = "GetBucketAcl", .handler = get_bucket_acl},
      {.name = "GetBucketLocation", .handler = get_bucket_location},
      {.name = "GetBucketPolicy", .handler = get_bucket_policy},
      {.name = "GetObject",
       .handler = get_object,
       .refused = kRefusedOfReads,
       .plane = Plane::Data},
      {.name = "GetObjectTagging",
       .handler = get_object_tagging,
       .refused = {{"VersionId"}},
       .plane = Plane::Data},
      {.name = "HeadBucket", .handler = head_bucket},
      {.name = "HeadObject",
       .handler = head_object,
       .refused = kRefusedOfReads,
       .plane = Plane::Data},
      {.name = "ListBuckets", .handler = list_buckets},
      {.name = "ListMultipartUploads",
       .handler = list_multipart_uploads,
       .refused = {{"Delimiter"}},
       .plane = Plane::Data},
      {.name = "ListObjects",
       .handler = list_objects,
       .refused = {{"OptionalObjectAttributes"}},
       .plane = Plane::Data},
      {.name = "ListObjectsV2",
       .handler = list_objects_v2,
       .refused = {{"OptionalObjectAttributes"}},
       .plane = Plane::Data},
      {.name = "ListParts",
       .handler = list_parts,
       .refused = kRefusedOfParts,
       .plane = Plane::Data},
      {.name = "PutBucketPolicy",
       .handler = put_bucket_policy,
       .access = Access::Write,
       .refused = {{"ConfirmRemoveSelfBucketAccess", "false"}}},
      {.name = "PutObject",
       .handler = put_object,
       .access = Access::Write,
       .refused = kRefusedOfWrites + kRefusedOfBodies + std::vector<Refused>{{"WriteOffsetBytes"}},
       .plane = Plane::Data},
      {.name = "UploadPart",
       .handler = upload_part,
       .access = Access::Write,
       .refused = kRefusedOfParts + kRefusedOfBodies,
       .plane = Plane::Data},
      {.name = "UploadPartCopy",
       .handler = upload_part_copy,
       .access = Access::Write,
       .refused = kRefusedOfParts + kRefusedOfSources,
       .plane = Plane::Data},
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
