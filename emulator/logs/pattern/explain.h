// Takes a pattern's verdict on an event apart, clause by clause.
#pragma once

#include "logs/pattern/syntax.h"

namespace keytrail::logs {

using Clauses = std::vector<FilterPattern::Clause>;

Clauses explain(const TermsPattern& pattern, std::string_view message);
Clauses explain(const JsonPattern& pattern, const Json* tree);
Clauses explain(const FieldsPattern& pattern, std::string_view message);

}  // namespace keytrail::logs
