#include "logs/encryption.h"
#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

// The group that logGroupName names, or resourceIdentifier by its ARN. The other thing that has a
// key, the results of queries, is not emulated.
Result<std::string> require_encrypted(const State& state, const Context& context,
                                      const Json& input) {
  const auto identifier = optional_string(input, "resourceIdentifier");
  const bool has_name = find_member(input, "logGroupName") != nullptr;
  if (identifier && has_name) return errors::group_and_resource_identifier();
  if (has_name) return require_group_id(state, context, input);
  if (!identifier) return errors::neither_group_nor_resource_identifier();
  const std::optional<Arn> arn = parse_arn(*identifier);
  if (arn && arn->service == "logs" && arn->resource.starts_with("query-result:")) {
    return not_implemented("logs encryption of query results by resourceIdentifier");
  }
  const std::optional<GroupName> named = parse_group_arn(*identifier);
  if (!named || named->scope != context.scope()) return errors::group_not_found();
  std::string id = group_id(named->scope, named->name);
  if (state.groups.find(id) == nullptr) return errors::group_not_found();
  return id;
}

}  // namespace

Result<Json> associate_kms_key(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_encrypted(state, context, input));
  LogGroup changed = *state.groups.find(id);
  KT_TRY_VOID(begin_encryption(state, context, changed, string_member(input, "kmsKeyId")));
  state.groups.edit(id)->kms_key_arn = changed.kms_key_arn;
  return Json();
}

Result<Json> disassociate_kms_key(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_encrypted(state, context, input));
  end_encryption(state, context.scope(), *state.groups.edit(id));
  return Json();
}

}  // namespace keytrail::logs
