#include "base/text.h"
#include "logs/encryption.h"
#include "logs/errors.h"
#include "logs/operations.h"

namespace keytrail::logs {

Result<Json> create_log_group(State& state, Context& context, const Json& input) {
  LogGroup group;
  group.name = string_member(input, "logGroupName");
  if (starts_with_ignoring_case(group.name, "aws/")) return errors::group_name_is_reserved();
  const std::string id = group_id(context.scope(), group.name);
  if (state.groups.find(id) != nullptr) return errors::group_exists();
  group.created_at = context.now;
  group.is_deletion_protected = optional_bool(input, "deletionProtectionEnabled").value_or(false);
  if (const Json* tags = find_member(input, "tags")) {
    group.tags = tags->get<std::map<std::string, std::string>>();
  }
  if (const auto key_arn = optional_string(input, "kmsKeyId")) {
    KT_TRY_VOID(begin_encryption(state, context, group, *key_arn));
  }
  state.groups.put(id, std::move(group));
  return Json();
}

}  // namespace keytrail::logs
