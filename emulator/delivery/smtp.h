// Hands a mail to an SMTP server: STARTTLS when it offers it, AUTH when a user is set.
#pragma once

#include <optional>
#include <string>

#include "core/mail.h"
#include "delivery/deliverer.h"

namespace keytrail::delivery {

std::optional<std::string> send_by_smtp(const DeliveryOptions& options, const Mail& mail);

}  // namespace keytrail::delivery
