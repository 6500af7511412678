// KMS keys as a person wants to see them: each whole, in one answer, so that thousands can be
// looked at.
#pragma once

#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace keytrail {

// GET /_keytrail/keys?account=&region=&limit=N&marker=: {"keys": [{"KeyMetadata", "Aliases",
// "NextRotationDate"?, "LastUsage"?}], "NextMarker"?}, each member as the KMS operation that tells
// it.
wire::HttpResponse list_keys_whole(Emulator& emulator, const wire::HttpRequest& request);

}  // namespace keytrail
