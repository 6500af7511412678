// The Regions that exist, by their codes.
#pragma once

#include <string_view>
#include <vector>

namespace keytrail {

std::vector<std::string_view> region_codes();

}  // namespace keytrail
