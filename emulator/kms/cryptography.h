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

// Three questions in the order in which AWS asks them: whether keys of the usage serve the
// operation, what the key's state says (check_key_state), and whether this key lists the algorithm.
Result<void> check_usage(const Key& key, KeyOperation operation, KeyUsage usage);
Result<void> check_algorithm(const Key& key, std::string_view algorithm);
// The third for encryption. Only symmetric keys know a context.
Result<void> check_encryption(const Key& key, std::string_view algorithm,
                              const Json* encryption_context);
// The third for data keys, which only symmetric keys make.
Result<void> check_makes_data_keys(const Key& key);
// SYMMETRIC_DEFAULT is taken for granted.
std::string encryption_algorithm(const Json& input, std::string_view member);
// A Recipient asks for an answer that only an enclave can read, and proves that it is one by an
// attestation document. No enclave runs here and none of its hardware signs, so no document can
// be verified (KMS guide, "Cryptographic attestation support").
Result<void> check_recipient(const Json& input);
// The error that a dry run is, once everything else holds.
Result<void> check_dry_run(const Json& input);
// The record's additionalEventData of a success: symmetric keys name their material there, or what
// they are in their custom key store.
void note_material(Context& context, const Key& key, const std::string& material_id);

// The material that the key works with now. Its state was checked, so it is there.
const KeyMaterial& working_material(const Key& key);

// Whether the plaintext is short enough for the algorithm.
Result<void> check_plaintext(const Key& key, std::string_view algorithm, crypto::View plaintext);
// Encrypts what was checked. `encryption_context` as in ciphertext.h.
Bytes encrypt_with(const Key& key, std::string_view algorithm, const Json* encryption_context,
                   crypto::View plaintext, Random& random);

// The members by which Decrypt, and ReEncrypt for its source, name what they open.
struct SourceMembers {
  std::string_view key_id;
  std::string_view context;
  std::string_view algorithm;
};

// A blob and the key that it, or the caller, names.
struct Source {
  const Key* key = nullptr;
  std::string algorithm;
  bool is_ignored = false;  // A dry run that asks for leave alone: there need be no blob.
  crypto::View blob;
  std::optional<Ciphertext> ciphertext;  // Nothing when the blob is none of a symmetric key's.
};

// The key has the right usage; its state is for the caller to check.
Result<Source> require_source(State& kms, Context& context, KeyOperation operation,
                              const Json& input, const SourceMembers& members);

struct Opened {
  Bytes plaintext;
  std::string material_id;  // Empty for an asymmetric key, and for a blob that is ignored.
};
// To be called when everything about the key was found to be in order.
Result<Opened> open_source(const Source& source, const Json& input, const SourceMembers& members);

}  // namespace keytrail::kms
