// The gzip format, as CloudTrail's files have it.
#pragma once

#include <string>
#include <string_view>

namespace keytrail {

// One gzip member without name and time: equal texts give equal bytes.
std::string to_gzip(std::string_view text);

}  // namespace keytrail
