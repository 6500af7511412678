#include "base/scope.h"

#include <utility>

namespace keytrail {

std::string region_name(std::string_view region) {
  // AWS General Reference, "Regional endpoints".
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"us-east-1", "US East (N. Virginia)"},
      {"us-east-2", "US East (Ohio)"},
      {"us-west-1", "US West (N. California)"},
      {"us-west-2", "US West (Oregon)"},
      {"af-south-1", "Africa (Cape Town)"},
      {"ap-east-1", "Asia Pacific (Hong Kong)"},
      {"ap-south-1", "Asia Pacific (Mumbai)"},
      {"ap-south-2", "Asia Pacific (Hyderabad)"},
      {"ap-northeast-1", "Asia Pacific (Tokyo)"},
      {"ap-northeast-2", "Asia Pacific (Seoul)"},
      {"ap-northeast-3", "Asia Pacific (Osaka)"},
      {"ap-southeast-1", "Asia Pacific (Singapore)"},
      {"ap-southeast-2", "Asia Pacific (Sydney)"},
      {"ap-southeast-3", "Asia Pacific (Jakarta)"},
      {"ap-southeast-4", "Asia Pacific (Melbourne)"},
      {"ca-central-1", "Canada (Central)"},
      {"ca-west-1", "Canada West (Calgary)"},
      {"eu-central-1", "EU (Frankfurt)"},
      {"eu-central-2", "Europe (Zurich)"},
      {"eu-west-1", "EU (Ireland)"},
      {"eu-west-2", "EU (London)"},
      {"eu-west-3", "EU (Paris)"},
      {"eu-north-1", "EU (Stockholm)"},
      {"eu-south-1", "EU (Milan)"},
      {"eu-south-2", "Europe (Spain)"},
      {"il-central-1", "Israel (Tel Aviv)"},
      {"me-central-1", "Middle East (UAE)"},
      {"me-south-1", "Middle East (Bahrain)"},
      {"sa-east-1", "South America (Sao Paulo)"},
  };
  for (const auto& [code, name] : kNames) {
    if (code == region) return std::string(name);
  }
  return std::string(region);
}

}  // namespace keytrail
