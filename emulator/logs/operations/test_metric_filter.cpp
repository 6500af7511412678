#include "logs/errors.h"
#include "logs/filter_pattern.h"
#include "logs/operations.h"

namespace keytrail::logs {

Result<Json> test_metric_filter(State&, Context&, const Json& input) {
  const auto compiled = FilterPattern::compile(string_member(input, "filterPattern"));
  if (std::holds_alternative<PatternError>(compiled)) return errors::invalid_filter_pattern();
  const FilterPattern& pattern = std::get<FilterPattern>(compiled);
  const Json& messages = input.at("logEventMessages");
  Json matches = Json::array();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string& message = messages[i].get_ref<const std::string&>();
    if (!pattern.matches(message, nullptr)) continue;
    Json values = Json::object();
    for (const auto& [key, value] : pattern.extract(message)) values[key] = value;
    // Counted from zero (TestMetricFilter reference, examples).
    matches.push_back(
        {{"eventNumber", i}, {"eventMessage", message}, {"extractedValues", std::move(values)}});
  }
  return Json{{"matches", std::move(matches)}};
}

}  // namespace keytrail::logs
