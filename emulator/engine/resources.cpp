#include "engine/resources.h"

#include "kms/service.h"
#include "logs/service.h"
#include "s3/service.h"
#include "sns/service.h"

namespace keytrail {

bool WorldResources::bucket_exists(const std::string& name) const {
  return s3::bucket_exists(world_.s3, name);
}

bool WorldResources::log_group_exists(const Scope& scope, const std::string& name) const {
  return logs::group_exists(world_.logs, scope, name);
}

bool WorldResources::topic_exists(const std::string& arn) const {
  return sns::topic_exists(world_.sns, arn);
}

std::optional<std::string> WorldResources::key_arn(const Scope& scope,
                                                   const std::string& key_id) const {
  return kms::resolve_key_arn(world_.kms, scope, key_id);
}

}  // namespace keytrail
