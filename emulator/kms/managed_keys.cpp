#include "kms/managed_keys.h"

#include <algorithm>

#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

constexpr ManagedAlias kManagedAliases[] = {
    {"alias/aws/acm", "acm", "ACM", "ACM private keys"},
    {"alias/aws/backup", "backup", "AWS Backup", "Backup data"},
    {"alias/aws/dynamodb", "dynamodb", "Amazon DynamoDB", "DynamoDB data"},
    {"alias/aws/ebs", "ec2", "EBS", "EBS volumes"},
    {"alias/aws/elasticfilesystem", "elasticfilesystem", "EFS", "EFS filesystems"},
    {"alias/aws/es", "es", "Elasticsearch", "Elasticsearch data"},
    {"alias/aws/glue", "glue", "Glue", "Glue data"},
    {"alias/aws/kinesis", "kinesis", "Kinesis", "Kinesis data"},
    {"alias/aws/kinesisvideo", "kinesisvideo", "Kinesis Video Streams", "Kinesis Video data"},
    {"alias/aws/lambda", "lambda", "AWS Lambda", "Lambda functions"},
    {"alias/aws/rds", "rds", "RDS", "RDS database volumes"},
    {"alias/aws/redshift", "redshift", "Redshift", "Redshift clusters"},
    {"alias/aws/s3", "s3", "Amazon S3", "S3 objects"},
    {"alias/aws/secretsmanager", "secretsmanager", "AWS Secrets Manager", "Secrets Manager data"},
    {"alias/aws/ses", "ses", "SES", "SES messages"},
    {"alias/aws/sns", "sns", "SNS", "SNS data"},
    {"alias/aws/sqs", "sqs", "SQS", "SQS messages"},
    {"alias/aws/ssm", "ssm", "SSM", "SSM parameters"},
    {"alias/aws/workmail", "workmail", "WorkMail", "WorkMail data"},
    {"alias/aws/xray", "xray", "X-Ray", "X-Ray data"},
};
static_assert(std::ranges::is_sorted(kManagedAliases, {}, &ManagedAlias::alias));

}  // namespace

std::span<const ManagedAlias> managed_aliases() { return kManagedAliases; }

const ManagedAlias* find_managed_alias(std::string_view alias_name) {
  for (const ManagedAlias& managed : kManagedAliases) {
    if (managed.alias == alias_name) return &managed;
  }
  return nullptr;
}

void ensure_managed_key(State& kms, Context& context, const ManagedAlias& managed) {
  const std::string alias_row = context.scope().id(managed.alias);
  if (kms.aliases.find(alias_row) != nullptr) return;

  Key key = make_key(context, {});
  key.managed_alias = managed.alias;
  key.description = "Default key that protects my " + std::string(managed.protected_things) +
                    " when no other key is defined";
  // Every year, and nobody can change that (KMS guide, "Rotate AWS KMS keys").
  enable_rotation(context, key, kRotationPeriodStandard);

  Alias alias;
  alias.name = managed.alias;
  alias.arn = alias_arn(context.scope(), alias.name);
  alias.key_id = key.id;
  alias.created_at = alias.updated_at = context.now;
  kms.aliases.put(alias_row, std::move(alias));
  kms.keys.put(key.row_id(), std::move(key));
}

}  // namespace keytrail::kms
