// A JsonPath leads into a tree: "$.KeyMetadata.KeyId", "$.Events[0].CloudTrailEvent.errorCode".
// A step into a text that is itself JSON goes into that JSON, as jq's `fromjson` does: AWS sends
// records, policies and messages that way.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"

namespace keytrail::scenario {

class JsonPath {
 public:
  using Step = std::variant<std::string, std::size_t>;  // A member, or an item of a list.
  // Nothing when the text is no path.
  static std::optional<JsonPath> parse(std::string_view text);

  // The value there, or nothing.
  std::optional<Json> find(const Json& root) const;

  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

}  // namespace keytrail::scenario
