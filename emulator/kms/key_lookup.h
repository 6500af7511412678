// From the KeyId a caller gives to the key: id, key ARN, alias name or alias ARN (KMS API
// reference, "KeyId").
#pragma once

#include "core/context.h"
#include "kms/key_state_rules.h"
#include "kms/state.h"

namespace keytrail::kms {

// Finds without a trace, for questions that are no calls.
Result<const Key*> find_key(const State& kms, const Scope& scope, const std::string& given,
                            KeyIdForms forms);

// Finds the key for `operation`, puts it into the record, and refuses callers who may not do that
// (see authorization.h). `action` is what policies call it where that is not the operation's name:
// "ReEncryptTo". A service that names the alias of its AWS managed key for the first time has it
// made.
Result<const Key*> require_key(State& kms, Context& context, KeyOperation operation,
                               const std::string& given, std::string_view action = {});

// The same for a key that was found in another way.
Result<void> admit_key(const State& kms, Context& context, KeyOperation operation, const Key& key,
                       std::string_view action = {});

// The key that ciphertext names by its id: the caller's, else another account's. Null for none.
const Key* find_key_of_ciphertext(const State& kms, const Scope& scope, const std::string& key_id);

// Adds a key, or whatever else of KMS has an ARN, to the record's resources, once.
void note_resource(Context& context, const Key& key);
void note_resource(Context& context, const std::string& arn);

// The error for a key id without a key, in the form of a full ARN.
ApiError no_such_key(const Scope& scope, const std::string& key_id);

std::string key_arn(const Scope& scope, const std::string& key_id);
std::string alias_arn(const Scope& scope, const std::string& alias_name);

}  // namespace keytrail::kms
