#include "kms/managed_keys.h"

#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

// The services of this emulator that encrypt under a key of their own.
constexpr ManagedAlias kManagedAliases[] = {
    {"alias/aws/s3", "s3", "Amazon S3",
     "Default key that protects my S3 objects when no other key is defined"},
    {"alias/aws/secretsmanager", "secretsmanager", "AWS Secrets Manager",
     "Default key that protects my Secrets Manager data when no other key is defined"},
};

}  // namespace

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
  key.description = managed.description;
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
