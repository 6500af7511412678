// A TimelineQuery says which entries of the timeline are wanted. What is left out asks for all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace keytrail {

struct TimelineQuery {
  std::uint64_t since = 0;  // Only entries with an id above it.
  std::string kind = {};    // "call", "record", …: see core/timeline.h.
  std::string account = {};
  std::string region = {};
  std::size_t limit = std::numeric_limits<std::size_t>::max();

  // Whether `entry`, the text of one as the Timeline writes it, is of that kind, account and
  // region.
  bool wants(std::string_view entry) const;
};

}  // namespace keytrail
