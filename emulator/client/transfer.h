// One HTTP or HTTPS exchange by libcurl, for what a plain socket (http.h) cannot do.
#pragma once

#include <string>
#include <variant>

#include "client/http.h"
#include "wire/wire.h"

namespace keytrail::client {

// `site` is scheme and authority, "https://kms.us-east-1.amazonaws.com"; proxies, redirects and
// certificates that nobody vouches for are not followed. `ca_bundle` is a file of authorities
// instead of the system's; empty: those.
std::variant<wire::HttpResponse, Unreachable> transfer(const std::string& site,
                                                       const wire::HttpRequest& request,
                                                       const std::string& ca_bundle);

}  // namespace keytrail::client
