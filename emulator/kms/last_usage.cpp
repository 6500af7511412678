#include "kms/last_usage.h"

#include <algorithm>
#include <iterator>

#include "base/arn.h"

namespace keytrail::kms {
namespace {

constexpr std::string_view kTrackedOperations[] = {
    "Decrypt",
    "DeriveSharedSecret",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "ReEncrypt",
    "Sign",
    "Verify",
    "VerifyMac",
};

constexpr std::string_view kKeyPrefix = "key/";

}  // namespace

void note_last_use(State& kms, std::string_view operation,
                   const std::vector<RecordDraft::Resource>& resources, const KeyUse& use) {
  if (std::find(std::begin(kTrackedOperations), std::end(kTrackedOperations), operation) ==
      std::end(kTrackedOperations)) {
    return;
  }
  for (const RecordDraft::Resource& resource : resources) {
    const std::optional<Arn> arn = parse_arn(resource.arn);
    if (!arn || !arn->resource.starts_with(kKeyPrefix)) continue;
    const Scope scope{arn->account, arn->region};
    kms.uses.put(scope.id(arn->resource.substr(kKeyPrefix.size())), use);
  }
}

}  // namespace keytrail::kms
