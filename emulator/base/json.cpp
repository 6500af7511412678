#include "base/json.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace keytrail {
namespace {

// ASCII without control characters, quotes and backslashes. Eight characters at a time: a bit above
// each byte's seventh says that the byte is one of those.
bool needs_no_escape(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighBits = kOnes * 0x80;
  const auto zero_bytes = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  std::uint64_t found = 0;
  while (!text.empty()) {
    std::uint64_t word = kOnes * ' ';  // Blanks fill up the last word.
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);
    found |= word | (word - kOnes * 0x20) | zero_bytes(word ^ kOnes * '"') |
             zero_bytes(word ^ kOnes * '\\');
    text.remove_prefix(size);
  }
  return (found & kHighBits) == 0;
}

// What follows the backslash of a short escape; 0 for a character that has none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 0;
  }
}

// `text` is valid UTF-8.
void append_escaped(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (!is_control && c != '"' && c != '\\') continue;
    out += text.substr(copied, at - copied);
    copied = at + 1;
    out += '\\';
    if (const char letter = short_escape(c)) {
      out += letter;
    } else {
      out += "u00";
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
  }
  out += text.substr(copied);
  out += '"';
}

// Every call makes several texts: they are written here, five times faster; numbers and texts that
// are no UTF-8 are the library's.
void append_tree(std::string& out, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      char before = '{';
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        out += before;
        append_json_string(out, name);
        out += ':';
        append_tree(out, member);
        before = ',';
      }
      out += before == '{' ? "{}" : "}";
      return;
    }
    case Json::value_t::array: {
      char before = '[';
      for (const Json& item : value.get_ref<const Json::array_t&>()) {
        out += before;
        append_tree(out, item);
        before = ',';
      }
      out += before == '[' ? "[]" : "]";
      return;
    }
    case Json::value_t::string:
      append_json_string(out, value.get_ref<const std::string&>());
      return;
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::null:
      out += "null";
      return;
    default:
      out += value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (needs_no_escape(text)) {
    out += '"';
    out += text;
    out += '"';
  } else if (is_valid_utf8(text)) {
    append_escaped(out, text);
  } else {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

std::string to_text(const Json& value) {
  std::string out;
  out.reserve(256);
  append_tree(out, value);
  return out;
}

void append_json(std::string& out, const Json& value) { append_tree(out, value); }

const Json* find_member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) {
    if (key == name) return value.is_null() ? nullptr : &value;
  }
  return nullptr;
}

std::string string_member(const Json& object, std::string_view name) {
  return optional_string(object, name).value_or(std::string());
}

std::optional<std::string> optional_string(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<std::int64_t> optional_integer(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<std::int64_t>();
}

std::optional<double> optional_double(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_number()) return std::nullopt;
  return member->get<double>();
}

std::optional<bool> optional_bool(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

const Bytes* blob_member(const Json& object, std::string_view name) {
  const Json* member = find_member(object, name);
  if (member == nullptr || !member->is_binary()) return nullptr;
  return &member->get_binary();
}

Json blob(Bytes bytes) { return Json::binary(std::move(bytes)); }
Json blob(std::string_view bytes) { return Json::binary(bytes_of(bytes)); }

std::string_view view_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

}  // namespace keytrail
