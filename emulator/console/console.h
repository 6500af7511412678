// The console's files, compiled in: the page of a running keytrail that shows the chain happen.
// They hold no state and no secret; what the page shows it asks the control API for.
#pragma once

#include <span>
#include <string_view>

namespace keytrail::console {

struct Asset {
  std::string_view name;  // "index.html", "chain.js".
  std::string_view content_type;
  std::string_view bytes;
};

std::span<const Asset> assets();
// None when there is no such file.
const Asset* find_asset(std::string_view name);

// What a browser may do with any of them: nothing from elsewhere, no script inside the page.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace keytrail::console
