#include "kms/alias_rules.h"

#include "kms/errors.h"
#include "kms/key_lookup.h"

namespace keytrail::kms {

Result<void> check_alias_name(const std::string& name) {
  if (!name.starts_with("alias/")) return alias_prefix_missing();
  if (name == "alias/") return alias_name_invalid();
  if (name.starts_with("alias/aws/")) return alias_reserved();
  return {};
}

Result<void> check_alias_target(const std::string& target) {
  const std::optional<Arn> arn = parse_arn(target);
  if ((arn ? arn->resource : target).starts_with("alias/")) return alias_of_alias();
  return {};
}

std::size_t count_aliases(const State& kms, const Key& key) {
  std::size_t count = 0;
  kms.aliases.each(key.scope.prefix(), [&](const std::string&, const Alias& alias) {
    if (alias.key_id == key.id) ++count;
  });
  return count;
}

void note_alias(Context& context, const std::string& alias_arn, const std::string& key_arn) {
  note_resource(context, alias_arn);
  note_resource(context, key_arn);
  context.record.response_elements = Json{{"keyId", key_arn}};
}

}  // namespace keytrail::kms
