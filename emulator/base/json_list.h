// Members that are lists.
#pragma once

#include "base/json.h"

namespace keytrail {

// The member, or an empty list where there is none: AWS leaves empty ones out.
inline const Json& list_member(const Json& object, std::string_view name) {
  static const Json kNone = Json::array();
  const Json* list = find_member(object, name);
  return list == nullptr ? kNone : *list;
}

}  // namespace keytrail
