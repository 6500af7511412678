// A maildir: one file per mail, written under tmp/ and moved into new/ when it is complete, so a
// reader never sees half a mail.
#pragma once

#include <optional>
#include <string>

#include "core/mail.h"

namespace keytrail::delivery {

// Creates the maildir when it is missing. Delivering the same mail again replaces its file.
std::optional<std::string> write_to_maildir(const std::string& maildir, const Mail& mail);

}  // namespace keytrail::delivery
