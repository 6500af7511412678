// Who a caller is, from the short form that tests and scenarios use.
#pragma once

#include <optional>
#include <string>

#include "core/caller.h"

namespace keytrail {

// "root", "user/NAME" or "assumed-role/ROLE/SESSION" in `account`; nothing for anything else.
// Ids are derived from the names, so the same name is the same principal in every run.
std::optional<Identity> make_identity(const std::string& account, const std::string& text,
                                      const std::string& access_key_id);

}  // namespace keytrail
