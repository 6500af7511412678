// KeyMetadata: what CreateKey and DescribeKey show of a key.
#pragma once

#include "kms/state.h"

namespace keytrail::kms {

// Which members appear in which state: KMS API reference, "KeyMetadata".
Json key_metadata(const Key& key);

// Adds the list of what the key can be used with, under the name that goes with its usage.
void add_algorithms(Json& output, const Key& key);

}  // namespace keytrail::kms
