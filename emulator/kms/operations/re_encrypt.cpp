#include "base/text.h"
#include "kms/cryptography.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> re_encrypt(State& kms, Context& context, const Json& input) {
  static constexpr SourceMembers kMembers{"SourceKeyId", "SourceEncryptionContext",
                                          "SourceEncryptionAlgorithm"};
  context.record.request_parameters = recorded_parameters(
      input, {"SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext",
              "DestinationKeyId", "DestinationEncryptionAlgorithm", "DestinationEncryptionContext",
              "DryRun", "DryRunModifiers"});
  const Json* encryption_context = find_member(input, "DestinationEncryptionContext");
  const std::string algorithm = encryption_algorithm(input, "DestinationEncryptionAlgorithm");
  KT_TRY(const Source source,
         require_source(kms, context, KeyOperation::ReEncrypt, input, kMembers));
  KT_TRY(const Key* destination,
         require_key(kms, context, KeyOperation::ReEncrypt,
                     string_member(input, "DestinationKeyId"), "ReEncryptTo"));
  KT_TRY_VOID(check_usage(*destination, KeyOperation::ReEncrypt, KeyUsage::EncryptDecrypt));
  KT_TRY_VOID(check_key_state(KeyOperation::ReEncrypt, *source.key));
  KT_TRY_VOID(check_key_state(KeyOperation::ReEncrypt, *destination));
  KT_TRY(const Opened opened, open_source(source, input, kMembers));
  KT_TRY_VOID(check_encryption(*destination, algorithm, encryption_context));
  KT_TRY_VOID(check_plaintext(*destination, algorithm, opened.plaintext));
  KT_TRY_VOID(check_dry_run(input));

  Json output = Json::object();
  output["CiphertextBlob"] = blob(
      encrypt_with(*destination, algorithm, encryption_context, opened.plaintext, context.random));
  output["SourceKeyId"] = source.key->arn;
  output["KeyId"] = destination->arn;
  output["SourceEncryptionAlgorithm"] = source.algorithm;
  output["DestinationEncryptionAlgorithm"] = algorithm;
  // Only symmetric keys name their material.
  const auto name_material = [&](const char* member, const std::string& id) {
    output[member] = id;
    context.record.additional_event_data[lower_first(member)] = id;
  };
  if (source.key->names_its_material()) name_material("SourceKeyMaterialId", opened.material_id);
  if (destination->names_its_material()) {
    name_material("DestinationKeyMaterialId", destination->current_material_id);
  }
  return output;
}

}  // namespace keytrail::kms
