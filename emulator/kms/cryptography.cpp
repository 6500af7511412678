#include "kms/cryptography.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/rsa.h"
#include "kms/custom_key_stores.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"

namespace keytrail::kms {

Json recorded_parameters(const Json& input, std::initializer_list<std::string_view> members) {
  Json parameters = Json::object();
  for (const std::string_view name : members) {
    if (const Json* member = find_member(input, name)) {
      parameters[lower_first(name)] = *member;
    } else if (name.ends_with("EncryptionAlgorithm")) {
      parameters[lower_first(name)] = kSymmetricDefault;
    }
  }
  return parameters;
}

Result<void> check_usage(const Key& key, KeyOperation operation, KeyUsage usage) {
  if (key.usage != usage) return key_usage_not_valid(key.arn, key.usage, rule_of(operation).name);
  return {};
}

Result<void> check_algorithm(const Key& key, std::string_view algorithm) {
  const auto algorithms = algorithms_of(key.spec, key.usage);
  if (std::ranges::find(algorithms, algorithm) == algorithms.end()) {
    return algorithm_incompatible(algorithm, key.spec);
  }
  return {};
}

Result<void> check_encryption(const Key& key, std::string_view algorithm,
                              const Json* encryption_context) {
  KT_TRY_VOID(check_algorithm(key, algorithm));
  if (!key.is_symmetric_encryption() && encryption_context && !encryption_context->empty()) {
    return encryption_context_unexpected(key.spec);
  }
  return {};
}

Result<void> check_makes_data_keys(const Key& key) {
  if (!key.is_symmetric_encryption()) return no_data_key_of_asymmetric_key();
  return {};
}

std::string encryption_algorithm(const Json& input, std::string_view member) {
  return optional_string(input, member).value_or(kSymmetricDefault);
}

Result<void> check_recipient(const Json& input) {
  const Json* recipient = find_member(input, "Recipient");
  if (recipient == nullptr) return {};
  for (const char* member : {"KeyEncryptionAlgorithm", "AttestationDocument"}) {
    if (!find_member(*recipient, member)) {
      return member_missing(std::string("recipient.") + lower_first(member));
    }
  }
  return attestation_document_not_valid();
}

Result<void> check_dry_run(const Json& input) {
  if (optional_bool(input, "DryRun").value_or(false)) return dry_run_would_succeed();
  return {};
}

void note_material(Context& context, const Key& key, const std::string& material_id) {
  if (key.names_its_material()) {
    context.record.additional_event_data = Json{{"keyMaterialId", material_id}};
  } else if (key.is_in_custom_key_store()) {
    context.record.additional_event_data = place_in_store(key);
  }
}

const KeyMaterial& working_material(const Key& key) {
  const KeyMaterial* material = key.current_material();
  KT_ASSERT(material != nullptr && material->is_present());
  return *material;
}

Result<void> check_plaintext(const Key& key, std::string_view algorithm, crypto::View plaintext) {
  const auto hash = oaep_hash(algorithm);
  if (!hash) return {};
  const std::size_t bytes_max = oaep_plaintext_bytes_max(key.spec, *hash);
  if (plaintext.size() > bytes_max) return plaintext_too_long(algorithm, key.spec, bytes_max);
  return {};
}

Bytes encrypt_with(const Key& key, std::string_view algorithm, const Json* encryption_context,
                   crypto::View plaintext, Random& random) {
  const KeyMaterial& material = working_material(key);
  const auto hash = oaep_hash(algorithm);
  if (!hash) return seal_ciphertext(key, material, encryption_context, plaintext, random);
  std::optional<Bytes> ciphertext =
      crypto::oaep_encrypt(crypto::public_key_of(material.secret), *hash, plaintext, random);
  KT_ASSERT(ciphertext.has_value());
  return *std::move(ciphertext);
}

namespace {

// DryRunModifiers have a say in dry runs only (KMS API reference, Decrypt).
bool ignores_ciphertext(const Json& input) {
  const Json* modifiers = find_member(input, "DryRunModifiers");
  return optional_bool(input, "DryRun").value_or(false) && modifiers != nullptr &&
         std::ranges::find(*modifiers, "IGNORE_CIPHERTEXT") != modifiers->end();
}

// Whether the blob was made by another key than the one that the caller names.
bool is_of_another_key(const State& kms, const Source& source) {
  if (!source.ciphertext || source.ciphertext->key_id == source.key->id) return false;
  const std::string row = source.key->scope.id(source.ciphertext->key_id);
  return kms.keys.find(row) != nullptr || kms.deleted_keys.find(row) != nullptr;
}

// The key that the caller names, or else the one that the blob does.
Result<const Key*> require_source_key(State& kms, Context& context, KeyOperation operation,
                                      const Json* key_id, const Source& source) {
  const std::string_view action = operation == KeyOperation::ReEncrypt ? "ReEncryptFrom" : "";
  if (key_id != nullptr) {
    return require_key(kms, context, operation, key_id->get_ref<const std::string&>(), action);
  }
  if (!source.ciphertext) return invalid_ciphertext();
  const std::string& named = source.ciphertext->key_id;
  const Key* key = find_key_of_ciphertext(kms, context.scope(), named);
  if (key == nullptr) {
    // A key that never was can only be named by a blob somebody changed.
    if (kms.deleted_keys.find(context.scope().id(named)) == nullptr) return invalid_ciphertext();
    note_resource(context, key_arn(context.scope(), named));
    return no_such_key(context.scope(), named);
  }
  KT_TRY_VOID(admit_key(kms, context, operation, *key, action));
  return key;
}

}  // namespace

Result<Source> require_source(State& kms, Context& context, KeyOperation operation,
                              const Json& input, const SourceMembers& members) {
  const Json* key_id = find_member(input, members.key_id);
  Source source;
  source.algorithm = encryption_algorithm(input, members.algorithm);
  source.is_ignored = ignores_ciphertext(input);
  if (source.is_ignored) {
    if (key_id == nullptr) return member_missing(lower_first(members.key_id));
  } else {
    const Bytes* blob = blob_member(input, "CiphertextBlob");
    if (blob == nullptr) return member_missing("ciphertextBlob");
    source.blob = *blob;
    source.ciphertext = parse_ciphertext(*blob);
  }
  KT_TRY(source.key, require_source_key(kms, context, operation, key_id, source));
  // AWS reads the blob before it looks at what the key is for.
  if (is_of_another_key(kms, source)) return incorrect_key();
  const bool must_be_ours = source.algorithm == kSymmetricDefault && !source.is_ignored;
  if (must_be_ours && !source.ciphertext) return invalid_ciphertext();
  KT_TRY_VOID(check_usage(*source.key, operation, KeyUsage::EncryptDecrypt));
  return source;
}

Result<Opened> open_source(const Source& source, const Json& input, const SourceMembers& members) {
  const Json* encryption_context = find_member(input, members.context);
  KT_TRY_VOID(check_encryption(*source.key, source.algorithm, encryption_context));
  if (source.is_ignored) return Opened{};
  if (const auto hash = oaep_hash(source.algorithm)) {
    std::optional<Bytes> plaintext =
        crypto::oaep_decrypt(working_material(*source.key).secret, *hash, source.blob);
    if (!plaintext) return invalid_ciphertext();
    return Opened{*std::move(plaintext), ""};
  }
  if (!source.ciphertext || source.ciphertext->key_id != source.key->id) {
    return invalid_ciphertext();
  }
  const KeyMaterial* material = source.key->find_material(source.ciphertext->material_id);
  if (material == nullptr || !material->is_present()) return invalid_ciphertext();
  std::optional<Bytes> plaintext =
      open_ciphertext(*material, encryption_context, *source.ciphertext);
  if (!plaintext) return invalid_ciphertext();
  return Opened{*std::move(plaintext), material->id};
}

}  // namespace keytrail::kms
