// GenerateMac and VerifyMac.
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

struct Mac {
  const Key* key;
  std::string algorithm;
  Bytes bytes;
};

Result<Mac> mac_of(State& kms, Context& context, KeyOperation operation, const Json& input) {
  const std::string algorithm = string_member(input, "MacAlgorithm");
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, operation, KeyUsage::GenerateVerifyMac));
  KT_TRY_VOID(check_key_state(operation, *key));
  KT_TRY_VOID(check_algorithm(*key, algorithm));
  return Mac{key, algorithm,
             crypto::hmac(mac_hash(algorithm), working_material(*key).secret,
                          *blob_member(input, "Message"))};
}

}  // namespace

Result<Json> generate_mac(State& kms, Context& context, const Json& input) {
  KT_TRY(Mac mac, mac_of(kms, context, KeyOperation::GenerateMac, input));
  KT_TRY_VOID(check_dry_run(input));
  return Json{{"Mac", blob(std::move(mac.bytes))},
              {"MacAlgorithm", mac.algorithm},
              {"KeyId", mac.key->arn}};
}

Result<Json> verify_mac(State& kms, Context& context, const Json& input) {
  KT_TRY(const Mac mac, mac_of(kms, context, KeyOperation::VerifyMac, input));
  if (!crypto::equal_in_constant_time(mac.bytes, *blob_member(input, "Mac"))) return invalid_mac();
  KT_TRY_VOID(check_dry_run(input));
  return Json{{"KeyId", mac.key->arn}, {"MacValid", true}, {"MacAlgorithm", mac.algorithm}};
}

}  // namespace keytrail::kms
