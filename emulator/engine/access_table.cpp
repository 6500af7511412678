#include "engine/access_table.h"

#include <algorithm>

#include "base/text.h"
#include "kms/service.h"

namespace keytrail {
namespace {

// Operations whose permission has another name, or that need none (empty).
struct NamedAction {
  std::string_view service, operation, action;
};
constexpr NamedAction kNamedActions[] = {
    {"s3", "CompleteMultipartUpload", "s3:PutObject"},
    {"s3", "CopyObject", "s3:PutObject"},
    {"s3", "CreateMultipartUpload", "s3:PutObject"},
    {"s3", "DeleteBucketPolicy", "s3:DeleteBucketPolicy"},
    {"s3", "DeleteObjects", "s3:DeleteObject"},
    {"s3", "GetObjectTagging", "s3:GetObjectTagging"},
    {"s3", "HeadBucket", "s3:ListBucket"},
    {"s3", "HeadObject", "s3:GetObject"},
    {"s3", "ListBuckets", "s3:ListAllMyBuckets"},
    {"s3", "ListObjects", "s3:ListBucket"},
    {"s3", "ListObjectsV2", "s3:ListBucket"},
    {"s3", "ListMultipartUploads", "s3:ListBucketMultipartUploads"},
    {"s3", "ListParts", "s3:ListMultipartUploadParts"},
    {"s3", "UploadPart", "s3:PutObject"},
    {"s3", "UploadPartCopy", "s3:PutObject"},
    {"sns", "PublishBatch", "SNS:Publish"},
    {"sqs", "ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"},
    {"sqs", "DeleteMessageBatch", "sqs:DeleteMessage"},
    {"sqs", "SendMessageBatch", "sqs:SendMessage"},
    {"sts", "AssumeRole", ""},  // The role's trust policy has a say, so STS asks itself.
    {"sts", "GetAccessKeyInfo", ""},
    {"sts", "GetCallerIdentity", ""},
    {"sts", "GetSessionToken", ""},
    // The links in mails: their token is the proof.
    {"sns", "ConfirmSubscription", ""},
};

// Which member of the input names the resource, tried in order, and the rest of its ARN. A value
// that is an ARN already stands for itself.
struct NamedResource {
  std::string_view service, member, prefix, suffix = {};
};
constexpr NamedResource kNamedResources[] = {
    {"cloudtrail", "Name", "trail/"},
    {"cloudtrail", "TrailName", "trail/"},
    {"cloudtrail", "ResourceId", "trail/"},
    {"cloudwatch", "AlarmName", "alarm:"},
    {"cloudwatch", "AlarmNames", "alarm:"},
    {"cloudwatch", "ResourceARN", ""},
    {"logs", "logGroupName", "log-group:", ":log-stream:"},
    {"logs", "logGroupIdentifier", "log-group:", ":log-stream:"},
    {"logs", "resourceArn", ""},
    {"secretsmanager", "SecretId", "secret:"},
    {"sns", "TopicArn", ""},
    {"sns", "TargetArn", ""},
    {"sns", "ResourceArn", ""},
    {"sns", "SubscriptionArn", ""},
    {"sns", "Name", ""},
    {"sqs", "QueueUrl", ""},
    {"sqs", "QueueName", ""},
    {"sts", "RoleArn", ""},
};

std::string action_prefix(std::string_view service) {
  return service == "sns" ? "SNS" : std::string(service);
}

// By a queue's name in the caller's account, or its URL: "https://…/123456789012/name".
std::string queue_arn(const Context& context, const std::string& name_or_url) {
  const std::vector<std::string> parts = split(name_or_url, '/');
  Arn arn = context.arn("sqs", parts.back());
  if (parts.size() > 1) arn.account = parts[parts.size() - 2];
  return arn.text();
}

std::string resource_arn(const Context& context, const NamedResource& row,
                         const std::string& value) {
  if (value.starts_with("arn:")) return value;
  if (row.service == "sqs") return queue_arn(context, value);
  return context
      .arn(std::string(row.service), std::string(row.prefix) + value + std::string(row.suffix))
      .text();
}

std::string bucket_resource(const Json& input) {
  const std::string bucket = string_member(input, "Bucket");
  if (bucket.empty()) return "*";
  const std::string key = string_member(input, "Key");
  return "arn:aws:s3:::" + bucket + (key.empty() ? "" : "/" + key);
}

std::vector<std::string> resources_of(const Context& context, std::string_view service,
                                      const Json& input) {
  if (service == "s3") return {bucket_resource(input)};
  for (const NamedResource& row : kNamedResources) {
    if (row.service != service) continue;
    const Json* value = find_member(input, row.member);
    if (value == nullptr) continue;
    std::vector<std::string> arns;
    if (value->is_string()) arns.push_back(resource_arn(context, row, value->get<std::string>()));
    if (value->is_array()) {
      for (const Json& item : *value) arns.push_back(resource_arn(context, row, item));
    }
    if (!arns.empty()) return arns;
  }
  return {"*"};
}

// A secret by its name, or by its ARN with or without the six characters at the end.
void find_secret(const World& world, const Context& context, const Json& input,
                 AccessRequest& request) {
  const std::string given = string_member(input, "SecretId");
  if (given.empty()) return;
  world.secretsmanager.secrets.each("", [&](const std::string&, const auto& secret) {
    const std::string& arn = secret.arn;
    const std::optional<Arn> parts = parse_arn(arn);
    const bool is_own =
        parts && parts->account == context.account() && parts->region == context.region();
    const bool is_it = arn == given || (is_own && secret.name == given) ||
                       (given.starts_with("arn:") && arn.size() == given.size() + 7 &&
                        arn.starts_with(given + "-"));
    if (!is_it) return true;
    request.resource = arn;
    request.owner = parts->account;
    if (secret.resource_policy) request.resource_policy = &*secret.resource_policy;
    return false;
  });
}

void add_tags(const Json& input, AccessRequest& request) {
  const Json* tags = find_member(input, "Tags");
  if (tags == nullptr || !tags->is_array()) return;
  std::vector<std::string> names;
  for (const Json& tag : *tags) {
    if (!tag.is_object()) return;
    names.push_back(string_member(tag, "Key"));
    request.conditions.push_back({"aws:RequestTag/" + names.back(), {string_member(tag, "Value")}});
  }
  request.conditions.emplace_back("aws:TagKeys", std::move(names));
}

std::string action_of(std::string_view service, std::string_view operation) {
  for (const NamedAction& row : kNamedActions) {
    if (row.service == service && row.operation == operation) return std::string(row.action);
  }
  return action_prefix(service) + ":" + std::string(operation);
}

}  // namespace

void add_owner(const World& world, AccessRequest& request) {
  const std::optional<Arn> arn = parse_arn(request.resource);
  if (!arn) return;
  request.owner = arn->account;
  if (arn->service == "s3") {
    const auto* bucket = world.s3.buckets.find(arn->resource.substr(0, arn->resource.find('/')));
    if (bucket == nullptr) return;
    request.owner = bucket->owner;
    if (!bucket->policy.empty()) request.resource_policy = &bucket->policy;
  } else if (arn->service == "sns") {
    const auto* topic = world.sns.topics.find(sns::row_id(*arn));
    if (topic == nullptr) return;
    const auto policy = topic->attributes.find("Policy");
    if (policy != topic->attributes.end()) request.resource_policy = &policy->second;
  } else if (arn->service == "sqs") {
    const auto* queue = world.sqs.queues.find(Scope{arn->account, arn->region}.id(arn->resource));
    if (queue == nullptr) return;
    const auto policy = queue->attributes.find("Policy");
    if (policy != queue->attributes.end()) request.resource_policy = &policy->second;
  }
}

std::vector<AccessRequest> access_requests(const World& world, const Context& context,
                                           const OperationEntry& entry, const Json& input) {
  const std::string_view service = entry.service->name;
  const std::string_view operation = entry.model->name;
  const std::string action = action_of(service, operation);
  if (action.empty()) return {};
  std::vector<AccessRequest> requests;
  if (service == "kms") {
    if (!kms::is_decided_by_identity(operation)) return {};
    AccessRequest& request = requests.emplace_back();
    request.action = action;
    request.conditions = kms::request_conditions(world.kms, context, operation, nullptr);
    return requests;
  }
  for (std::string& resource : resources_of(context, service, input)) {
    AccessRequest& request = requests.emplace_back();
    request.action = action;
    request.resource = std::move(resource);
    add_owner(world, request);
    if (service == "secretsmanager") find_secret(world, context, input, request);
    add_tags(input, request);
  }
  return requests;
}

// SNS and S3 have errors of their own; the Query services' AccessDenied is made of the common one.
ApiError access_denied(const OperationEntry& entry, const Caller& caller,
                       const AccessRequest& request, const std::string& reason) {
  const std::string_view service = entry.service->name;
  const std::string quote = service == "s3" ? "\"" : "";
  std::string text = "User: " + caller.name() + " is not authorized to perform: " + request.action +
                     " on resource: " + quote + request.resource + quote + reason;
  if (service == "sns") return {"AuthorizationErrorException", std::move(text), 403};
  return {"AccessDeniedException", std::move(text)};
}

bool is_denial(const ApiError& error) {
  return (error.code == "AccessDeniedException" || error.code == "AuthorizationErrorException") &&
         error.message.starts_with("User: ");
}

}  // namespace keytrail
