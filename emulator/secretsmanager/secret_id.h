// A SecretId names a secret in one of three ways: its name, its ARN, or its ARN without the hyphen
// and six random characters at the end.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

struct SecretId {
  std::string name;
  std::string arn;  // Set when the caller gave a complete ARN: it must then be the secret's own.
  Scope scope;      // The caller's, unless an ARN says otherwise.
};

Result<SecretId> parse_secret_id(const Scope& caller_scope, const std::string& text);
Result<void> check_name(const std::string& name);

// The secret that input's SecretId names. For change, ask the table to edit() the id that it has.
Result<const Secret*> require_secret(const State& state, const Context& context, const Json& input);
// The same, refused while the secret is marked for deletion.
Result<const Secret*> require_active_secret(const State& state, const Context& context,
                                            const Json& input);
// The secret for change, noted as changed now.
Secret& change_secret(State& state, const Context& context, const std::string& name);

// A new ARN for `name`: the six characters differ at each creation.
std::string make_secret_arn(Context& context, const std::string& name);

}  // namespace keytrail::secretsmanager
