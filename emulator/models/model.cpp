#include "models/model.h"

#include <algorithm>

namespace keytrail::models {
namespace {

// Tables are written in the order of names, so that finding is halving.
template <class Row>
const Row* find_by_name(std::span<const Row> rows, std::string_view name) {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), name,
                       [](const Row& row, std::string_view wanted) { return row.name < wanted; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

}  // namespace

const Service* find_service(std::string_view name) { return find_by_name(services(), name); }

const Operation* find_operation(const Service& service, std::string_view name) {
  return find_by_name(service.operations, name);
}

const Error* find_error(const Service& service, std::string_view name) {
  return find_by_name(service.errors, name);
}

// Members stay in the model's order, which is the order of answers; structures are small.
const Member* find_member(const Shape& structure, std::string_view name) {
  for (const Member& member : structure.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

}  // namespace keytrail::models
