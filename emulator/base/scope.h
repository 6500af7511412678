// A Scope is one account in one region: the walls between which all state is separate.
#pragma once

#include <string>
#include <string_view>

namespace keytrail {

struct Scope {
  std::string account;
  std::string region;

  // "123456789012/us-east-1/": what ids in tables begin with.
  std::string prefix() const { return account + "/" + region + "/"; }
  std::string id(std::string_view name) const { return prefix() + std::string(name); }
  bool operator==(const Scope&) const = default;
};

// "US East (N. Virginia)" for "us-east-1"; the code itself for a region we have no name for.
std::string region_name(std::string_view region);

}  // namespace keytrail
