#include "kms/errors.h"
#include "kms/import_token.h"
#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

struct Wrapping {
  const WrappingAlgorithm* algorithm;
  crypto::KeyPairKind key;
};

Result<Wrapping> read_wrapping(const Json& input, const Key& key) {
  const std::string algorithm_name = string_member(input, "WrappingAlgorithm");
  const std::string spec_name = string_member(input, "WrappingKeySpec");
  const WrappingAlgorithm* algorithm = find_wrapping_algorithm(algorithm_name);
  const auto spec = find_key_spec(spec_name);
  if (algorithm == nullptr || !spec) return wrapping_not_supported(algorithm_name, spec_name);
  const Wrapping wrapping{algorithm, *key_pair_kind(*spec)};
  if (!can_wrap(*wrapping.algorithm, wrapping.key, key.spec)) {
    return wrapping_not_possible(algorithm_name, spec_name, key.spec);
  }
  return wrapping;
}

Result<const Key*> require_importing_key(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::GetParametersForImport,
                                     string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::GetParametersForImport, *key));
  return key;
}

}  // namespace

Result<Json> get_parameters_for_import(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* asked, require_importing_key(kms, context, input));
  KT_TRY(const Wrapping wrapping, read_wrapping(input, *asked));
  crypto::KeyPair pair = make_key_pair(context, wrapping.key);
  // The key may be another by now, or none.
  KT_TRY(const Key* key, require_importing_key(kms, context, input));
  const ImportToken token{wrapping.algorithm, context.now + kImportTokenLifetime,
                          std::move(pair.private_key)};
  return Json{{"KeyId", key->arn},
              {"ImportToken", blob(seal_import_token(*key, token, context.random))},
              {"PublicKey", blob(std::move(pair.public_key))},
              {"ParametersValidTo", millis_of(token.valid_to)}};
}

}  // namespace keytrail::kms
