#include "kms/cryptography.h"

#include "base/text.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"

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

Result<void> check_algorithm(const Json& input, std::string_view member) {
  const Json* algorithm = find_member(input, member);
  if (algorithm == nullptr || *algorithm == kSymmetricDefault) return {};
  return algorithm_incompatible(algorithm->get<std::string>());
}

Result<void> check_dry_run(const Json& input) {
  if (optional_bool(input, "DryRun").value_or(false)) return dry_run_would_succeed();
  return {};
}

void note_material(Context& context, const std::string& material_id) {
  context.record.additional_event_data = Json{{"keyMaterialId", material_id}};
}

const KeyMaterial& encrypting_material(const Key& key) {
  const KeyMaterial* material = key.current_material();
  KT_ASSERT(material != nullptr && material->is_present());
  return *material;
}

Result<Source> require_source(State& kms, Context& context, KeyOperation operation,
                              const Json& input, const SourceMembers& members) {
  const Bytes* blob = blob_member(input, "CiphertextBlob");
  if (blob == nullptr) return blob_missing("ciphertextBlob");
  Source source;
  source.ciphertext = parse_ciphertext(*blob);

  if (const Json* key_id = find_member(input, members.key_id)) {
    KT_TRY(source.key, require_key(kms, context, operation, key_id->get_ref<const std::string&>()));
    return source;
  }
  if (!source.ciphertext) return invalid_ciphertext();
  const std::string& key_id = source.ciphertext->key_id;
  source.key = kms.keys.find(context.scope().id(key_id));
  if (source.key == nullptr) {
    // A key that never was can only be named by a blob somebody changed.
    if (kms.deleted_keys.find(context.scope().id(key_id)) == nullptr) return invalid_ciphertext();
    note_resource(context, key_arn(context.scope(), key_id));
    return no_such_key(context.scope(), key_id);
  }
  KT_TRY_VOID(admit_key(context, operation, *source.key));
  return source;
}

Result<Opened> open_source(const State& kms, const Source& source, const Json& input,
                           const SourceMembers& members) {
  if (!source.ciphertext) return invalid_ciphertext();
  if (source.ciphertext->key_id != source.key->id) {
    const std::string row = source.key->scope.id(source.ciphertext->key_id);
    const bool names_a_key = kms.keys.find(row) != nullptr || kms.deleted_keys.find(row) != nullptr;
    return names_a_key ? incorrect_key() : invalid_ciphertext();
  }
  const KeyMaterial* material = source.key->find_material(source.ciphertext->material_id);
  if (material == nullptr || !material->is_present()) return invalid_ciphertext();
  std::optional<Bytes> plaintext =
      open_ciphertext(*material, find_member(input, members.context), *source.ciphertext);
  if (!plaintext) return invalid_ciphertext();
  return Opened{*std::move(plaintext), material->id};
}

}  // namespace keytrail::kms
