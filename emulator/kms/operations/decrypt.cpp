#include "kms/cryptography.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> decrypt(State& kms, Context& context, const Json& input) {
  static constexpr SourceMembers kMembers{"KeyId", "EncryptionContext", "EncryptionAlgorithm"};
  context.record.request_parameters = recorded_parameters(
      input, {"KeyId", "EncryptionAlgorithm", "EncryptionContext", "DryRun", "DryRunModifiers"});
  KT_TRY_VOID(check_recipient(input));
  KT_TRY(const Source source, require_source(kms, context, KeyOperation::Decrypt, input, kMembers));
  KT_TRY_VOID(check_key_state(KeyOperation::Decrypt, *source.key));
  KT_TRY(Opened opened, open_source(source, input, kMembers));
  KT_TRY_VOID(check_dry_run(input));

  Json output = Json::object();
  output["KeyId"] = source.key->arn;
  output["Plaintext"] = blob(std::move(opened.plaintext));
  output["EncryptionAlgorithm"] = source.algorithm;
  note_material(context, *source.key, opened.material_id);
  if (source.key->names_its_material()) output["KeyMaterialId"] = std::move(opened.material_id);
  return output;
}

}  // namespace keytrail::kms
