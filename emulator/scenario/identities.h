// Identities from a YAML file, read as strictly as a scenario (README, "Who may do what").
#pragma once

#include <string>
#include <variant>

#include "core/identities.h"
#include "scenario/problem.h"

namespace keytrail::scenario {

std::variant<Identities, Problem> load_identities(const std::string& path);
std::variant<Identities, Problem> parse_identities(const std::string& path,
                                                   const std::string& text);

}  // namespace keytrail::scenario
