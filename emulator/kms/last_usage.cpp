#include "kms/last_usage.h"

#include <algorithm>
#include <iterator>

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

}  // namespace

void note_last_use(State& kms, std::string_view operation, const std::vector<std::string>& rows,
                   const KeyUse& use) {
  if (std::ranges::find(kTrackedOperations, operation) == std::end(kTrackedOperations)) return;
  for (const std::string& row : rows) kms.uses.put(row, use);
}

}  // namespace keytrail::kms
