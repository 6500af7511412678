// The first line is a filter pattern, the rest a log event. Whether it matches is the same for the
// text, for its parsed tree and for its members read one by one, and agrees with the clauses that
// people are shown.
#include "inputs.h"
#include "logs/filter_pattern.h"

using namespace keytrail;

namespace {

void read_references(const logs::FilterPattern& pattern, const logs::LogMessage& message) {
  for (const char* text : {"$.a", "$size", "$1", "$.a[0].b"}) {
    const auto reference = pattern.reference(text);
    if (!reference) continue;
    const auto number = pattern.number_of(*reference, message);
    KT_ASSERT(!number || pattern.text_of(*reference, message));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view whole = fuzz::as_text(data, size);
  const std::size_t end = std::min(whole.find('\n'), whole.size());
  const std::string_view pattern_text = whole.substr(0, end);
  const auto compiled = logs::FilterPattern::compile(pattern_text);
  if (const auto* error = std::get_if<logs::PatternError>(&compiled)) {
    KT_ASSERT(error->column >= 1 && error->column <= pattern_text.size() + 1);
    KT_ASSERT(!error->expected.empty());
    return 0;
  }
  const auto& pattern = std::get<logs::FilterPattern>(compiled);
  const std::string_view text = whole.substr(std::min(end + 1, whole.size()));
  const logs::LogMessage message(text);
  const bool is_match = pattern.matches(message);
  const std::optional<Json> tree = parse_json(text);
  if (tree && tree->is_structured()) KT_ASSERT(pattern.matches(text, &*tree) == is_match);
  const auto clauses = pattern.explain(message);
  if (clauses.size() == 1) KT_ASSERT(clauses[0].holds == is_match);
  if (is_match) pattern.extract(text);
  read_references(pattern, message);
  return 0;
}
