#include "scenario/yaml_source.h"

#include <yaml-cpp/exceptions.h>

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>

#include "base/nearest.h"
#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kDepthMax = 64;
// Aliases may make a short text endless; no honest file comes near.
constexpr std::size_t kNodesMax = 200'000;

std::string kind_of(const Yaml& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return "a map";
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Scalar:
      return "'" + node.Scalar() + "'";
    default:
      return "nothing";
  }
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool has_leading_zero(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

Json plain_value(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return {};
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (has_leading_zero(text)) return text;
  if (const auto integer = parse_number<std::int64_t>(text)) return *integer;
  const bool looks_numeric = text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
                             text.find_first_of("0123456789") != std::string::npos;
  if (!looks_numeric) return text;
  if (const auto number = parse_number<double>(text); number && std::isfinite(*number)) {
    return *number;
  }
  return text;
}

// The two halves in which JSON escapes what does not fit into four digits, "\\ud83d\\ude00", on one
// line of a text joined to the character; yaml-cpp takes halves for nonsense. Nothing when there
// are none. The line is known to hold such an escape inside double quotes.
std::optional<std::string> join_escape_pairs(const std::string& text, int line) {
  std::size_t begin = 0;
  for (; line > 0 && begin != std::string::npos; --line) begin = text.find('\n', begin) + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  const auto half_at = [&](std::size_t at, unsigned lowest) -> std::optional<unsigned> {
    if (at + 6 > end || text.compare(at, 2, "\\u") != 0) return std::nullopt;
    unsigned half = 0;
    const char* const digits = text.data() + at + 2;
    if (std::from_chars(digits, digits + 4, half, 16).ptr != digits + 4) return std::nullopt;
    return half >= lowest && half < lowest + 0x400 ? std::optional(half - lowest) : std::nullopt;
  };
  std::string joined = text.substr(0, begin);
  bool is_changed = false;
  for (std::size_t i = begin; i < end;) {
    const auto high = half_at(i, 0xD800);
    const auto low = half_at(i + 6, 0xDC00);
    if (high && low) {
      const unsigned code = 0x10000 + (*high << 10) + *low;
      for (const unsigned byte : {0xF0 | code >> 18, 0x80 | (code >> 12 & 0x3F),
                                  0x80 | (code >> 6 & 0x3F), 0x80 | (code & 0x3F)}) {
        joined += static_cast<char>(byte);
      }
      i += 12;
      is_changed = true;
      continue;
    }
    const std::size_t length = text[i] == '\\' && i + 1 < end ? 2 : 1;  // "\\\\ud83d" is no escape.
    joined.append(text, i, length);
    i += length;
  }
  if (!is_changed) return std::nullopt;
  return joined + text.substr(end);
}

// yaml-cpp takes the end of the file for the end of a quoted text, with all that was meant to stand
// behind it. `begin` is where the quote opens.
bool is_quote_closed(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    const bool is_escape =
        quote == '"' ? text[i] == '\\' : text[i] == quote && text.substr(i + 1, 1) == "'";
    if (is_escape) {
      ++i;
    } else if (text[i] == quote) {
      return true;
    }
  }
  return false;
}

// Where a scalar's opening quote is in the text; nothing when it has none.
std::optional<std::size_t> quote_of(const Yaml& scalar, std::string_view text) {
  const YAML::Mark mark = scalar.Mark();
  if (!is_quoted(scalar) || mark.is_null()) return std::nullopt;
  const auto at = static_cast<std::size_t>(mark.pos);
  const bool is_there = at < text.size() && (text[at] == '"' || text[at] == '\'');
  return is_there ? std::optional(at) : std::nullopt;
}

// yaml-cpp's words for what is nearly always a text that wanted quotes.
std::string hint_for(const std::string& message) {
  for (const char* sign : {YAML::ErrorMsg::END_OF_MAP_FLOW, YAML::ErrorMsg::END_OF_SEQ_FLOW,
                           YAML::ErrorMsg::MAP_VALUE, YAML::ErrorMsg::UNKNOWN_TOKEN}) {
    if (message.starts_with(sign)) {
      return "; a text that holds any of {}[],#: or begins with >, |, *, & or % wants quotes";
    }
  }
  return {};
}

}  // namespace

Place place_of(const Yaml& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

bool is_quoted(const Yaml& scalar) { return scalar.Tag() == "!"; }

std::vector<std::pair<Yaml, Yaml>> members_of(const Yaml& map) {
  std::vector<std::pair<Yaml, Yaml>> members;
  if (!map.IsMap()) return members;
  for (const auto& entry : map) members.emplace_back(entry.first, entry.second);
  return members;
}

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 1 << 16> piece;
  while (file && text.size() <= kScenarioFileBytesMax) {
    file.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text;
}

YamlSource::YamlSource(std::string path, const std::string& text) : path_(std::move(path)) {
  if (text.size() > kScenarioFileBytesMax) {
    report(Place{}, "expected a file of at most 8 MiB");
    return;
  }
  if (!is_valid_utf8(text)) {
    report(Place{}, "expected UTF-8 text");
    return;
  }
  // yaml-cpp counts from behind a byte order mark.
  parse(text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text);
  if (problem_) root_ = Yaml();
}

void YamlSource::parse(const std::string& text) {
  try {
    const std::vector<Yaml> documents = YAML::LoadAll(text);
    if (documents.size() != 1) {
      report(Place{1, 1}, "expected one YAML document, got " + std::to_string(documents.size()));
      return;
    }
    root_ = documents.front();
    text_ = text;
    check(root_, 0);
    text_ = {};
  } catch (const YAML::Exception& exception) {
    const bool is_escape = exception.msg.starts_with(YAML::ErrorMsg::INVALID_UNICODE);
    if (is_escape) {
      if (const auto joined = join_escape_pairs(text, exception.mark.line)) return parse(*joined);
    }
    const Place place{exception.mark.line + 1, exception.mark.column + 1};
    report(place, "expected YAML: " + exception.msg + hint_for(exception.msg));
  }
}

void YamlSource::report(Place place, std::string text) {
  report(Problem{path_, place, std::move(text)});
}

void YamlSource::report(Problem problem) {
  if (!problem_) problem_ = std::move(problem);
}

// Refuses what would be lost or misread later, wherever it stands in the document.
void YamlSource::check(const Yaml& node, int depth) {
  if (problem_) return;
  if (depth > kDepthMax) return report(node, "expected at most 64 levels");
  if (++nodes_ > kNodesMax) return report(node, "expected at most 200000 values");
  const std::string& tag = node.Tag();
  if (!tag.empty() && tag != "!" && tag != "?" && tag != "tag:yaml.org,2002:str") {
    return report(node, "expected no tag, got '" + tag + "'");
  }
  if (node.IsSequence()) {
    for (const Yaml& item : node) check(item, depth + 1);
    return;
  }
  if (node.IsScalar()) return check_quote(node);
  if (!node.IsMap()) return;
  std::vector<std::string> seen;
  for (const auto& [key, value] : members_of(node)) {
    if (!key.IsScalar()) return report(key, "expected a text as key");
    if (key.Scalar() == "<<") return report(key, "expected no merge key '<<'");
    if (std::find(seen.begin(), seen.end(), key.Scalar()) != seen.end()) {
      return report(key, "duplicate key '" + key.Scalar() + "'; expected it once");
    }
    seen.push_back(key.Scalar());
    check_quote(key);
    check(value, depth + 1);
  }
}

void YamlSource::check_quote(const Yaml& scalar) {
  const auto quote = quote_of(scalar, text_);
  if (quote && !is_quote_closed(text_, *quote)) report(scalar, "this quote is never closed");
}

std::string YamlSource::text(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) return node.Scalar();
  report(node, std::string(what) + ": expected a text, got " + kind_of(node));
  return {};
}

std::int64_t YamlSource::integer(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) {
    if (const auto parsed = parse_number<std::int64_t>(node.Scalar())) return *parsed;
  }
  report(node, std::string(what) + ": expected a whole number, got " + kind_of(node));
  return 0;
}

double YamlSource::number(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) {
    if (const auto parsed = parse_number<double>(node.Scalar())) return *parsed;
  }
  report(node, std::string(what) + ": expected a number, got " + kind_of(node));
  return 0;
}

bool YamlSource::boolean(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) {
    const Json value = plain_value(node.Scalar());
    if (value.is_boolean()) return value.get<bool>();
  }
  report(node, std::string(what) + ": expected true or false, got " + kind_of(node));
  return false;
}

Duration YamlSource::duration(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) {
    if (const auto parsed = parse_duration(node.Scalar())) return *parsed;
  }
  report(node, std::string(what) + ": expected a duration such as 90s, 15m, 10d or P10D, got " +
                   kind_of(node));
  return Duration(0);
}

Instant YamlSource::instant(const Yaml& node, std::string_view what) {
  if (node.IsScalar()) {
    if (const auto parsed = parse_instant(node.Scalar())) return *parsed;
  }
  report(node, std::string(what) + ": expected a time such as 2026-01-01T00:00:00Z, got " +
                   kind_of(node));
  return {};
}

std::vector<Yaml> YamlSource::items(const Yaml& node) {
  if (!node.IsSequence()) return {node};
  return {node.begin(), node.end()};
}

std::vector<std::string> YamlSource::texts(const Yaml& node, std::string_view what) {
  std::vector<std::string> found;
  for (const Yaml& item : items(node)) found.push_back(text(item, what));
  return found;
}

Json YamlSource::value(const Yaml& node) {
  if (node.IsMap()) {
    Json object = Json::object();
    for (const auto& [key, member] : members_of(node)) object[key.Scalar()] = value(member);
    return object;
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const Yaml& item : node) list.push_back(value(item));
    return list;
  }
  if (!node.IsScalar()) return {};
  if (is_quoted(node) || node.Tag() == "tag:yaml.org,2002:str") return node.Scalar();
  return plain_value(node.Scalar());
}

Fields::Fields(YamlSource& source, const Yaml& map, std::string what)
    : source_(source), what_(std::move(what)), place_(place_of(map)) {
  if (!map.IsMap()) {
    source_.report(map, what_ + ": expected a map, got " + kind_of(map));
    return;
  }
  for (const auto& member : members_of(map)) members_.emplace_back(member.first.Scalar(), member);
}

bool Fields::report_unknown() const {
  for (const auto& [name, member] : members_) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    source_.report(member.first, what_ + ": unknown key '" + name + "'; expected one of " +
                                     join(known_, ", ") +
                                     did_you_mean(name, {known_.begin(), known_.end()}));
    return true;
  }
  return false;
}

std::optional<Yaml> Fields::find(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
  for (const auto& [member, nodes] : members_) {
    if (member == name) return nodes.second;
  }
  return std::nullopt;
}

std::optional<Yaml> Fields::require(std::string_view name) {
  std::optional<Yaml> found = find(name);
  if (found) return found;
  for (const auto& [member, nodes] : members_) {
    if (!find_slip(member, {name}).empty()) {
      source_.report(nodes.first,
                     what_ + ": unknown key '" + member + "'" + did_you_mean(member, {name}));
    }
  }
  source_.report(place_, what_ + ": expected the key '" + std::string(name) + "'");
  return found;
}

std::string Fields::text(std::string_view name, std::string fallback) {
  const auto node = find(name);
  return node ? source_.text(*node, path_of(name)) : std::move(fallback);
}

std::string Fields::require_text(std::string_view name) {
  const auto node = require(name);
  return node ? source_.text(*node, path_of(name)) : std::string();
}

std::vector<std::string> Fields::texts(std::string_view name) {
  const auto node = find(name);
  return node ? source_.texts(*node, path_of(name)) : std::vector<std::string>();
}

std::vector<Yaml> Fields::items(std::string_view name) {
  const auto node = find(name);
  return node ? source_.items(*node) : std::vector<Yaml>();
}

std::int64_t Fields::integer(std::string_view name, std::int64_t fallback) {
  const auto node = find(name);
  return node ? source_.integer(*node, path_of(name)) : fallback;
}

bool Fields::boolean(std::string_view name, bool fallback) {
  const auto node = find(name);
  return node ? source_.boolean(*node, path_of(name)) : fallback;
}

Duration Fields::duration(std::string_view name, Duration fallback) {
  const auto node = find(name);
  return node ? source_.duration(*node, path_of(name)) : fallback;
}

}  // namespace keytrail::scenario
