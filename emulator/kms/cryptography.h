// What the cryptographic operations share.
#pragma once

#include <initializer_list>

#include "core/context.h"
#include "kms/ciphertext.h"
#include "kms/key_state_rules.h"
#include "kms/state.h"

namespace keytrail::kms {

// The record's requestParameters: the named members as they were sent, and the encryption
// algorithm always, whether it was sent or not (KMS guide, "Logging AWS KMS API calls").
Json recorded_parameters(const Json& input, std::initializer_list<std::string_view> members);

// All keys are symmetric, so every other algorithm is the wrong one.
Result<void> check_algorithm(const Json& input, std::string_view member);
// The error that a dry run is, once everything else holds.
Result<void> check_dry_run(const Json& input);
// The record's additionalEventData of a success.
void note_material(Context& context, const std::string& material_id);

// The material that the key encrypts with. Its state was checked, so it is there.
const KeyMaterial& encrypting_material(const Key& key);

// The members by which Decrypt, and ReEncrypt for its source, name what they open.
struct SourceMembers {
  std::string_view key_id;
  std::string_view context;
  std::string_view algorithm;
};

// A blob and the key that it, or the caller, names.
struct Source {
  const Key* key = nullptr;
  std::optional<Ciphertext> ciphertext;  // Nothing when the blob is none of ours.
};

Result<Source> require_source(State& kms, Context& context, KeyOperation operation,
                              const Json& input, const SourceMembers& members);

struct Opened {
  Bytes plaintext;
  std::string material_id;
};
// To be called when everything about the key was found to be in order.
Result<Opened> open_source(const State& kms, const Source& source, const Json& input,
                           const SourceMembers& members);

}  // namespace keytrail::kms
