// KeyMetadata: what CreateKey and DescribeKey show of a key.
#pragma once

#include "kms/state.h"

namespace keytrail::kms {

inline constexpr const char* kSymmetricDefault = "SYMMETRIC_DEFAULT";

// Which members appear in which state: KMS API reference, "KeyMetadata".
Json key_metadata(const Key& key);

}  // namespace keytrail::kms
