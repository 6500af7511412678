#include "scenario/cases.h"

#include <map>
#include <set>

#include "base/nearest.h"
#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kCases = "cases";
constexpr std::string_view kCellBegin = "${case.";

using Row = std::map<std::string, Yaml>;

std::vector<std::string_view> columns_in(const Row& row) {
  std::vector<std::string_view> names;
  for (const auto& [name, cell] : row) names.push_back(name);
  return names;
}

std::string columns_of(const Row& row) {
  const std::vector<std::string_view> names = columns_in(row);
  return join({names.begin(), names.end()}, ", ");
}

// Where the next cell is named in a text from `from` on, and what follows it; "$${" is none.
struct CellName {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string column;
};
std::optional<CellName> find_cell(const std::string& text, std::size_t from) {
  for (std::size_t at = text.find(kCellBegin, from); at != std::string::npos;
       at = text.find(kCellBegin, at + 1)) {
    if (at > 0 && text[at - 1] == '$') continue;
    const std::size_t name = at + kCellBegin.size();
    const std::size_t end = text.find('}', name);
    if (end == std::string::npos) return std::nullopt;
    return CellName{at, end + 1, text.substr(name, end - name)};
  }
  return std::nullopt;
}

class Filling {
 public:
  // `row` is null where there is no table.
  Filling(YamlSource& source, const Row* row) : source_(source), row_(row) {}

  // What has to stand in the node's place.
  Yaml fill(Yaml node) {
    if (node.IsScalar()) return fill_text(std::move(node));
    if (node.IsSequence()) {
      for (std::size_t i = 0; i < node.size(); ++i) {
        const Yaml item = node[i];
        if (const Yaml filled = fill(item); !filled.is(item)) node[i] = filled;
      }
    }
    for (const auto& [key, value] : members_of(node)) {
      if (const Yaml filled = fill(value); !filled.is(value)) node[key.Scalar()] = filled;
    }
    return node;
  }

  const std::set<std::string>& used() const { return used_; }

 private:
  Yaml fill_text(Yaml node) {
    std::string text = node.Scalar();
    std::size_t from = 0;
    while (const auto cell = find_cell(text, from)) {
      const Yaml* value = cell_of(node, cell->column);
      if (value == nullptr) return node;
      if (cell->begin == 0 && cell->end == text.size()) return *value;
      if (!value->IsScalar()) {
        source_.report(node, "expected ${case." + cell->column + "} alone, for it is no text");
        return node;
      }
      text.replace(cell->begin, cell->end - cell->begin, value->Scalar());
      from = cell->begin + value->Scalar().size();
    }
    if (text != node.Scalar()) node = text;
    return node;
  }

  const Yaml* cell_of(const Yaml& at, const std::string& column) {
    used_.insert(column);
    if (row_ == nullptr) {
      source_.report(at, "expected no ${case." + column + "} where there are no cases");
      return nullptr;
    }
    const auto found = row_->find(column);
    if (found != row_->end()) return &found->second;
    source_.report(at, "unknown column '" + column + "'; expected one of " + columns_of(*row_));
    return nullptr;
  }

  YamlSource& source_;
  const Row* row_;
  std::set<std::string> used_;
};

Row row_of(YamlSource& source, const Yaml& node) {
  Row row;
  if (!node.IsMap()) source.report(node, "cases: expected rows as maps of columns to cells");
  for (const auto& [name, cell] : members_of(node)) row.emplace(name.Scalar(), cell);
  return row;
}

}  // namespace

std::optional<std::size_t> count_cases(YamlSource& source) {
  const Yaml root = source.root();
  if (!root.IsMap() || !root[std::string(kCases)]) return std::nullopt;
  const Yaml cases = root[std::string(kCases)];
  if (!cases.IsSequence() || cases.size() == 0) {
    source.report(cases, "cases: expected a list of at least one row");
    return 0;
  }
  std::set<std::string> names;
  const Row first = row_of(source, cases[0]);
  for (const Yaml& node : cases) {
    const Row row = row_of(source, node);
    for (const auto& [column, cell] : row) {
      if (first.contains(column)) continue;
      source.report(cell, "cases: the first row has no column '" + column + "', only " +
                              columns_of(first) + did_you_mean(column, columns_in(first)));
    }
    for (const auto& [column, cell] : first) {
      if (!row.contains(column)) {
        source.report(node, "cases: expected a cell for '" + column + "', as in the first row");
      }
    }
    const auto name = row.find("name");
    if (name == row.end() || !name->second.IsScalar()) {
      source.report(node, "cases: expected a 'name' in every row");
    } else if (!names.insert(name->second.Scalar()).second) {
      source.report(node, "cases: expected each name once, got '" + name->second.Scalar() + "'");
    }
  }
  return cases.size();
}

std::string fill_in_case(YamlSource& source, std::size_t index) {
  Yaml root = source.root();
  const Yaml node = root[std::string(kCases)][index];
  const Row row = row_of(source, node);
  Filling filling(source, &row);
  for (const auto& [key, value] : members_of(root)) {
    if (key.Scalar() == kCases) continue;
    if (const Yaml filled = filling.fill(value); !filled.is(value)) root[key.Scalar()] = filled;
  }
  for (const auto& [name, cell] : row) {
    if (name != "name" && !filling.used().contains(name)) {
      source.report(cell, "cases: expected ${case." + name + "} somewhere, for it is a column");
    }
  }
  return row.at("name").Scalar();
}

void refuse_cells(YamlSource& source) { Filling(source, nullptr).fill(source.root()); }

}  // namespace keytrail::scenario
