// Who a caller is, from the short form that tests and scenarios use.
#pragma once

#include <optional>
#include <string>

#include "core/identities.h"

namespace keytrail {

// "root", "user/NAME" or "assumed-role/ROLE/SESSION" in `account`; nothing for anything else.
// Users and roles need not be among `identities`; those that are have their ids from there. The
// session of a role began `now`.
std::optional<Identity> make_identity(const Identities& identities, const std::string& account,
                                      const std::string& text, Instant now);

}  // namespace keytrail
