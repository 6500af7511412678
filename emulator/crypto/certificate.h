// The certificate that goes with a signing key, for those who verify what it signed and look at
// nothing but the key in it.
#pragma once

#include <cstdint>
#include <string>

#include "crypto/hash.h"

namespace keytrail::crypto {

// As PEM, signed by the key itself. The same arguments give the same bytes.
std::string make_signing_certificate(View private_key, const std::string& common_name,
                                     std::uint64_t serial);

}  // namespace keytrail::crypto
