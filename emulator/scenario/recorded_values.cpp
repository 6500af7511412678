#include "scenario/recorded_values.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "scenario/functions.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kIdBytesMin = 8;
constexpr std::size_t kStandInBytesMax = 8192;
constexpr std::string_view kBetweenWords = " \t\n\"'`,;()[]{}<>=?&*";
constexpr std::string_view kInsideWords = "/:.";

const std::string* digest_of(const Json& value) {
  const Json* digest = value.is_object() ? find_member(value, "hidden") : nullptr;
  return digest != nullptr && digest->is_string() && value.contains("bytes")
             ? &digest->get_ref<const std::string&>()
             : nullptr;
}

// Not a word of AWS's own, such as SYMMETRIC_DEFAULT, nor a sentence.
bool may_be_made(const std::string& text) {
  if (text.size() < kIdBytesMin || text.find(' ') != std::string::npos) return false;
  return !std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isupper(c) || c == '_';
  }) && !(std::isupper(static_cast<unsigned char>(text[0])) && text.find('_') != std::string::npos);
}

// "KeyMetadata" -> "key_metadata", "TopicARN" -> "topic_arn".
std::string snake(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool begins_word =
        std::isupper(c) && i > 0 &&
        (std::islower(static_cast<unsigned char>(name[i - 1])) ||
         (i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1]))));
    if (begins_word) text += '_';
    text += std::isalnum(c) ? static_cast<char>(std::tolower(c)) : '_';
  }
  return text;
}

// "CreateKey" -> "key": what an operation is about.
std::string noun_of(const std::string& operation) {
  const auto is_upper = [](unsigned char c) { return std::isupper(c) != 0; };
  const auto noun = std::find_if(operation.begin() + 1, operation.end(), is_upper);
  return snake(std::string(noun, operation.end()));
}

std::string wished_name(const std::string& operation, const std::string& member) {
  const std::string name = snake(member);
  return name == "arn" || name == "id" || name == "name" ? noun_of(operation) + "_" + name : name;
}

std::string path_step(const std::string& name) {
  const bool is_simple = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
  return is_simple ? "." + name : "['" + name + "']";
}

constexpr std::string_view kUuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool looks_like_uuid(std::string_view text) {
  return std::equal(text.begin(), text.end(), kUuid.begin(), kUuid.end(), [](char c, char form) {
    return form == 'x' ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : c == form;
  });
}

// The text, each word of which is replaced by what `of` says, or else by what `otherwise` says.
std::string replace_words(const std::string& text, std::string_view separators,
                          const std::function<std::optional<std::string>(const std::string&)>& of,
                          const std::function<std::string(const std::string&)>& otherwise) {
  std::string result;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(separators, from), text.size());
    const std::string word = text.substr(from, end - from);
    if (const auto known = of(word)) {
      result += *known;
    } else {
      result += otherwise(word);
    }
    if (end < text.size()) result += text[end];
    from = end + 1;
  }
  return result;
}

// Asks for the longest words first.
std::string replace_known(const std::string& text,
                          const std::function<std::optional<std::string>(const std::string&)>& of) {
  if (const auto known = of(text)) return *known;
  const auto same = [](const std::string& word) { return replace_all(word, "${", "$${"); };
  return replace_words(text, kBetweenWords, of, [&](const std::string& word) {
    // An ARN at the end of a sentence, or before ":*".
    const std::size_t end = word.find_last_not_of(kInsideWords);
    if (end != std::string::npos && end + 1 < word.size()) {
      if (const auto known = of(word.substr(0, end + 1))) return *known + word.substr(end + 1);
    }
    return replace_words(word, kInsideWords, of, same);
  });
}

}  // namespace

// Whole, and word by word.
void RecordedValues::hear(const std::string& text) {
  said_.insert(text);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetweenWords, from), text.size());
    if (end > from) said_.insert(text.substr(from, end - from));
    from = end + 1;
  }
}

void RecordedValues::hear(const Json& input) {
  if (input.is_string()) return hear(input.get_ref<const std::string&>());
  if (const std::string* digest = digest_of(input)) return hear(*digest);
  if (!input.is_structured()) return;
  for (const Json& member : input) hear(member);
}

void RecordedValues::learn(std::size_t call, const std::string& operation, const Json& answer) {
  learn_at({call, "$", {}, {}}, operation, answer);
}

void RecordedValues::learn_at(const Origin& origin, const std::string& operation,
                              const Json& value) {
  if (const std::string* digest = digest_of(value)) {
    if (!said_.contains(*digest)) origins_.emplace(*digest, origin);
    return;
  }
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    if (may_be_made(text) && !said_.contains(text)) origins_.emplace(text, origin);
    return;
  }
  if (!value.is_structured()) return;
  std::size_t index = 0;
  for (const auto& [name, member] : value.items()) {
    Origin inner = origin;
    if (value.is_array()) {
      inner.path += "[" + std::to_string(index++) + "]";
    } else {
      inner.path += path_step(name);
      inner.wish = wished_name(operation, name);
    }
    learn_at(inner, operation, member);
  }
}

const RecordedValues::Origin* RecordedValues::find(const std::string& identity) const {
  const auto origin = origins_.find(identity);
  return origin != origins_.end() && origin->second.call < end_ ? &origin->second : nullptr;
}

RecordedValues::Origin* RecordedValues::find(const std::string& identity) {
  return const_cast<Origin*>(std::as_const(*this).find(identity));
}

void RecordedValues::each_origin(const Json& value,
                                 const std::function<void(const Origin&)>& visit) const {
  if (const std::string* digest = digest_of(value)) {
    if (const Origin* origin = find(*digest)) visit(*origin);
    return;
  }
  if (value.is_string()) {
    replace_known(value.get_ref<const std::string&>(),
                  [&](const std::string& word) -> std::optional<std::string> {
                    const Origin* origin = find(word);
                    if (!origin) return std::nullopt;
                    visit(*origin);
                    return word;
                  });
    return;
  }
  if (!value.is_structured()) return;
  for (const Json& member : value) each_origin(member, visit);
}

std::set<std::size_t> RecordedValues::sources_of(const Json& input) const {
  std::set<std::size_t> calls;
  each_origin(input, [&](const Origin& origin) { calls.insert(origin.call); });
  return calls;
}

std::string RecordedValues::reference_to(Origin& origin) {
  if (origin.name.empty()) {
    const std::string wish = origin.wish.empty() ? "value" : origin.wish;
    origin.name = wish;
    for (int number = 2; !names_.insert(origin.name).second; ++number) {
      origin.name = wish + "_" + std::to_string(number);
    }
  }
  return "${" + origin.name + "}";
}

std::string RecordedValues::written_text(const std::string& text) {
  bool refers = false;
  const std::string result =
      replace_known(text, [&](const std::string& word) -> std::optional<std::string> {
        Origin* origin = find(word);
        if (!origin) return std::nullopt;
        refers = true;
        return reference_to(*origin);
      });
  return refers ? result : literal(text);
}

std::string RecordedValues::written_message(const std::string& message) {
  const std::string written = as_expectation(written_text(message));
  std::string result;
  for (std::size_t at = 0; at < written.size();) {
    const std::string id = written.substr(at, kUuid.size());
    if (looks_like_uuid(id) && !said_.contains(id)) {
      result += '*';
      at += id.size();
    } else {
      result += written[at++];
    }
  }
  return result;
}

std::string RecordedValues::written_hidden(const Json& value) {
  const std::string& digest = *digest_of(value);
  if (Origin* origin = find(digest)) return reference_to(*origin);
  auto [stand_in, is_new] = stand_ins_.try_emplace(digest);
  if (is_new) stand_in->second = new_stand_in();
  // As long as the value was where it is long enough: lengths decide what fits under a key.
  std::string text = stand_in->second;
  const auto bytes = static_cast<std::size_t>(optional_integer(value, "bytes").value_or(0));
  if (bytes > text.size() && bytes <= kStandInBytesMax) text.resize(bytes, '.');
  return value["blob"] == true ? "base64(" + text + ")" : text;
}

Json RecordedValues::written(const Json& input) {
  if (digest_of(input) != nullptr) return written_hidden(input);
  if (input.is_string()) return written_text(input.get_ref<const std::string&>());
  if (!input.is_structured()) return input;
  Json result = input.is_array() ? Json::array() : Json::object();
  for (const auto& [name, member] : input.items()) {
    if (input.is_array()) {
      result.push_back(written(member));
    } else {
      result[name] = written(member);
    }
  }
  return result;
}

Json RecordedValues::saves_of(std::size_t call) const {
  std::map<std::string, std::string> saves;
  for (const auto& [identity, origin] : origins_) {
    if (origin.call == call && !origin.name.empty()) saves[origin.name] = origin.path;
  }
  return saves;
}

bool RecordedValues::is_referred_to(const std::string& text) const {
  const auto origin = origins_.find(text);
  return origin != origins_.end() && !origin->second.name.empty();
}

std::string literal(const std::string& text) {
  const std::size_t open = text.find('(');
  const bool is_function =
      open != std::string::npos && text.back() == ')' && find_function(text.substr(0, open));
  return is_function ? "text(" + text + ")" : replace_all(text, "${", "$${");
}

std::string as_expectation(const std::string& written) {
  // Words and signs of the format are given a form in which they are text.
  if (written == "exists" || written == "absent") return "*" + written;
  const bool has_sign =
      !written.empty() && std::string_view("<>!").find(written[0]) != std::string_view::npos;
  return has_sign ? "*" + written.substr(1) : written;
}

}  // namespace keytrail::scenario
