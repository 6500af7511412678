#include "kms/cryptography.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> re_encrypt(State& kms, Context& context, const Json& input) {
  static constexpr SourceMembers kMembers{"SourceKeyId", "SourceEncryptionContext",
                                          "SourceEncryptionAlgorithm"};
  context.record.request_parameters = recorded_parameters(
      input,
      {"SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext", "DestinationKeyId",
       "DestinationEncryptionAlgorithm", "DestinationEncryptionContext", "DryRun"});
  KT_TRY(const Source source,
         require_source(kms, context, KeyOperation::ReEncrypt, input, kMembers));
  KT_TRY(const Key* destination, require_key(kms, context, KeyOperation::ReEncrypt,
                                             string_member(input, "DestinationKeyId")));
  KT_TRY_VOID(check_algorithm(input, kMembers.algorithm));
  KT_TRY_VOID(check_algorithm(input, "DestinationEncryptionAlgorithm"));
  KT_TRY_VOID(check_key_state(KeyOperation::ReEncrypt, *source.key));
  KT_TRY_VOID(check_key_state(KeyOperation::ReEncrypt, *destination));
  KT_TRY(Opened opened, open_source(kms, source, input, kMembers));
  KT_TRY_VOID(check_dry_run(input));

  const KeyMaterial& material = encrypting_material(*destination);
  context.record.additional_event_data =
      Json{{"sourceKeyMaterialId", opened.material_id}, {"destinationKeyMaterialId", material.id}};
  Json output = Json::object();
  output["CiphertextBlob"] = blob(
      seal_ciphertext(*destination, material, find_member(input, "DestinationEncryptionContext"),
                      opened.plaintext, context.random));
  output["SourceKeyId"] = source.key->arn;
  output["KeyId"] = destination->arn;
  output["SourceEncryptionAlgorithm"] = kSymmetricDefault;
  output["DestinationEncryptionAlgorithm"] = kSymmetricDefault;
  output["SourceKeyMaterialId"] = std::move(opened.material_id);
  output["DestinationKeyMaterialId"] = material.id;
  return output;
}

}  // namespace keytrail::kms
