// The console: its page at GET / and the page's files below /_keytrail/console/.
#pragma once

#include <optional>

#include "wire/wire.h"

namespace keytrail {

// Nothing when the request is for something else.
std::optional<wire::HttpResponse> answer_console(const wire::HttpRequest& request);

}  // namespace keytrail
