// A FieldSelection says whose log events a filter looks at, by the account and the Region they come
// from (PutMetricFilter, fieldSelectionCriteria):
//
//   @aws.region = "us-east-1" AND @aws.account NOT IN ["111122223333", "444455556666"]
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/scope.h"

namespace keytrail::logs {

// What AWS calls the system fields of an event.
inline constexpr std::string_view kAccountField = "@aws.account";
inline constexpr std::string_view kRegionField = "@aws.region";

// The field of an event from there; nothing for a name that is no system field.
std::optional<std::string> system_field(std::string_view name, const Scope& origin);

class FieldSelection {
 public:
  // Nothing when the text is no criteria. The empty text takes every event.
  static std::optional<FieldSelection> parse(std::string_view text);

  bool takes(const Scope& origin) const { return takes_(origin); }

 private:
  using Predicate = std::function<bool(const Scope& origin)>;
  friend class FieldSelectionParser;

  explicit FieldSelection(Predicate takes) : takes_(std::move(takes)) {}

  Predicate takes_;
};

}  // namespace keytrail::logs
