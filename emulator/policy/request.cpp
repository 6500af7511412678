#include "policy/request.h"

#include "base/text.h"

namespace keytrail::policy {

void Conditions::set(std::string_view key, std::vector<std::string> values) {
  if (!values.empty()) values_[to_lower(key)] = std::move(values);
}

void Conditions::set(std::string_view key, std::string value) {
  values_[to_lower(key)] = {std::move(value)};
}

const std::vector<std::string>* Conditions::find(std::string_view key) const {
  const auto found = values_.find(to_lower(key));
  return found == values_.end() ? nullptr : &found->second;
}

}  // namespace keytrail::policy
