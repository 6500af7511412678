#include "secretsmanager/filters.h"

#include "base/arn.h"
#include "base/text.h"
#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

enum class WordBreak { Blank, SpecialCharacter };

bool breaks_word(char c, WordBreak word_break) {
  if (word_break == WordBreak::Blank) return c == ' ';
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) == 0;
}

std::vector<std::string> words_of(std::string_view text, WordBreak word_break) {
  std::vector<std::string> words(1);
  for (const char c : to_lower(text)) {
    if (!breaks_word(c, word_break)) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// Every word of `value` is how some word of `text` begins; capitals do not count.
bool matches_words(std::string_view text, std::string_view value, WordBreak word_break) {
  const std::vector<std::string> words = words_of(text, word_break);
  const std::vector<std::string> wanted = words_of(value, word_break);
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& prefix) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return word.starts_with(prefix); });
  });
}

std::string all_text_of(const Secret& secret) {
  std::vector<std::string> texts{secret.name, secret.description};
  for (const Tag& tag : secret.tags.value_or(std::vector<Tag>())) {
    texts.insert(texts.end(), {tag.key, tag.value});
  }
  return join(texts, " ");
}

// Of a replica and of a secret that has some; empty for others.
std::string primary_region(const Secret& secret) {
  if (secret.replicas.empty()) return secret.replica_of;
  return parse_arn(secret.arn)->region;
}

template <class Test>
bool any_tag(const Secret& secret, Test test) {
  return secret.tags && std::any_of(secret.tags->begin(), secret.tags->end(), test);
}

bool matches_value(const Secret& secret, std::string_view key, std::string_view value) {
  if (key == "name") return secret.name.starts_with(value);
  if (key == "tag-key") {
    return any_tag(secret, [&](const Tag& tag) { return tag.key.starts_with(value); });
  }
  if (key == "tag-value") {
    return any_tag(secret, [&](const Tag& tag) { return tag.value.starts_with(value); });
  }
  if (key == "description") {
    return matches_words(secret.description, value, WordBreak::Blank);
  }
  if (key == "all") return matches_words(all_text_of(secret), value, WordBreak::SpecialCharacter);
  if (key == "primary-region") {
    const std::string region = primary_region(secret);
    return !region.empty() && region.starts_with(value);
  }
  return false;  // owning-service: secrets here belong to no other service.
}

bool matches_filter(const Secret& secret, const Json& filter) {
  const std::string key = string_member(filter, "Key");
  const Json& values = filter["Values"];
  return std::any_of(values.begin(), values.end(), [&](const Json& item) {
    std::string_view value = item.get_ref<const std::string&>();
    const bool is_negated = value.starts_with('!');
    if (is_negated) value.remove_prefix(1);
    return matches_value(secret, key, value) != is_negated;
  });
}

}  // namespace

Result<void> check_filters(const Json& input) {
  const Json* filters = find_member(input, "Filters");
  if (!filters) return {};
  for (const Json& filter : *filters) {
    if (!find_member(filter, "Key") || !find_member(filter, "Values")) return filter_incomplete();
  }
  return {};
}

bool matches_filters(const Secret& secret, const Json& input) {
  const Json* filters = find_member(input, "Filters");
  return !filters || std::all_of(filters->begin(), filters->end(), [&](const Json& filter) {
    return matches_filter(secret, filter);
  });
}

}  // namespace keytrail::secretsmanager
