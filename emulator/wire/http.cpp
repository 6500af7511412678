#include "base/text.h"
#include "wire/wire.h"

namespace keytrail::wire {

std::string HttpRequest::header(std::string_view name) const {
  for (const auto& [header_name, value] : headers) {
    if (equals_ignoring_case(header_name, name)) return value;
  }
  return {};
}

}  // namespace keytrail::wire
