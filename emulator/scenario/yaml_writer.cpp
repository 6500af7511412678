#include "scenario/yaml_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "base/instant.h"
#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kColumnsMax = 110;
constexpr std::size_t kStep = 2;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words that some reader of YAML takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords = {"true", "false", "null", "yes", "no",
                                                       "on",   "off",   "y",    "n",   "nan"};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// Text that needs no quotes, anywhere.
bool is_plain(const std::string& text) {
  if (text.empty() || is_reserved(text) || text.back() == ' ') return false;
  const bool is_time = is_digit(text[0]) && text != "0" &&
                       (parse_duration(text).has_value() || parse_instant(text).has_value());
  if (is_time) return true;
  if (!is_letter(text[0]) && !text.starts_with("$.")) return false;
  constexpr std::string_view kHarmless = " ._-/()@+$";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || kHarmless.find(c) != std::string_view::npos;
  });
}

std::string scalar(const Json& value) {
  if (!value.is_string()) return to_text(value);
  const std::string& text = value.get_ref<const std::string&>();
  if (is_plain(text)) return text;
  const bool reads_better_in_single_quotes =
      text.find_first_of("\"\\") != std::string::npos && text.find('\'') == std::string::npos &&
      std::none_of(text.begin(), text.end(),
                   [](unsigned char c) { return std::iscntrl(c) != 0; }) &&
      is_valid_utf8(text);
  return reads_better_in_single_quotes ? "'" + text + "'" : to_text(value);
}

std::string on_one_line(const Json& value) {
  if (!value.is_structured()) return scalar(value);
  std::string line = value.is_object() ? "{" : "[";
  for (auto member = value.begin(); member != value.end(); ++member) {
    if (member != value.begin()) line += ", ";
    if (value.is_object()) line += scalar(Json(member.key())) + ": ";
    line += on_one_line(*member);
  }
  return line + (value.is_object() ? "}" : "]");
}

class Writer {
 public:
  std::string take() { return std::move(text_); }

  // The members of a map, each on lines of its own; the first continues the line there is.
  void members(const Json& map, std::size_t indent) {
    bool is_first = true;
    for (const auto& [name, value] : map.items()) {
      if (!is_first) text_ += std::string(indent, ' ');
      is_first = false;
      const std::string key = scalar(Json(name)) + ":";
      text_ += key;
      value_after(value, indent, indent + key.size());
    }
  }

 private:
  void value_after(const Json& value, std::size_t indent, std::size_t column) {
    const std::string line = on_one_line(value);
    const bool fits = column + 1 + line.size() <= kColumnsMax && !is_list_of_maps(value);
    if (!value.is_structured() || value.empty() || fits) {
      text_ += " " + line + "\n";
      return;
    }
    text_ += "\n";
    if (value.is_array()) return items(value, indent + kStep);
    text_ += std::string(indent + kStep, ' ');
    members(value, indent + kStep);
  }

  void items(const Json& list, std::size_t indent) {
    for (const Json& item : list) {
      text_ += std::string(indent, ' ') + "- ";
      if (item.is_object() && !item.empty()) {
        members(item, indent + kStep);
      } else {
        text_ += on_one_line(item) + "\n";
      }
    }
  }

  static bool is_list_of_maps(const Json& value) {
    return value.is_array() && value.size() > 1 && value.front().is_object();
  }

  std::string text_;
};

}  // namespace

std::string to_yaml(const Json& document) {
  Writer writer;
  writer.members(document, 0);
  return writer.take();
}

}  // namespace keytrail::scenario
