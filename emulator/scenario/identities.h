// Identities from a YAML file, or of a scenario's `given`, read as strictly as a scenario.
#pragma once

#include <string>
#include <variant>

#include "core/identities.h"
#include "scenario/yaml_source.h"

namespace keytrail::scenario {

std::variant<Identities, Problem> load_identities(const std::string& path);
std::variant<Identities, Problem> parse_identities(const std::string& path,
                                                   const std::string& text);

// Adds those at `node`: root, users and roles of `account`, and whole `accounts` of others.
void read_identities(YamlSource& source, const Yaml& node, const std::string& account,
                     Identities& identities);

}  // namespace keytrail::scenario
