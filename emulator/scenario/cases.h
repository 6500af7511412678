// A file may hold a table of cases: its scenario is read once for each row, with the row's cells in
// place of "${case.COLUMN}". A cell that stands alone keeps its kind, whether a number, a list or a
// map, and is itself read as what stands there; inside a text it is text.
#pragma once

#include "scenario/yaml_source.h"

namespace keytrail::scenario {

// How many rows the table has; nothing: there is no table.
std::optional<std::size_t> count_cases(YamlSource& source);

// Fills the cells of row `index` in and gives the row's name. A column that is not there, that is
// not in every row or that is used nowhere is a problem.
std::string fill_in_case(YamlSource& source, std::size_t index);

// For what stands in no table: using a cell is a problem.
void refuse_cells(YamlSource& source);

}  // namespace keytrail::scenario
