#include "wire/xml_reader.h"

#include <charconv>

#include "base/text.h"

namespace keytrail::wire {
namespace {

constexpr int kDepthMax = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_name_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':' || c == '-' || c == '.' || byte >= 0x80;
}

void append_utf8(std::uint32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  text += static_cast<char>(kLead[more] | code >> (6 * more));
  for (int i = more - 1; i >= 0; --i) {
    text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
  }
}

// One way down the text. Every step returns false at the first thing that is not XML.
class XmlParser {
 public:
  explicit XmlParser(std::string_view text) : rest_(text) {}

  bool document(XmlElement& root) {
    skip("\xEF\xBB\xBF");
    return miscellaneous() && element(root, 0) && miscellaneous() && rest_.empty();
  }

 private:
  bool skip(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }
  bool skip_past(std::string_view token) {
    const std::size_t at = rest_.find(token);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + token.size());
    return true;
  }

  // Blanks, comments and processing instructions around the root.
  bool miscellaneous() {
    for (;;) {
      skip_blanks();
      if (skip("<?")) {
        if (!skip_past("?>")) return false;
      } else if (skip("<!--")) {
        if (!skip_past("-->")) return false;
      } else {
        return true;
      }
    }
  }

  bool name(std::string& result) {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_char(rest_[size])) ++size;
    if (size == 0) return false;
    result = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool reference(std::string& text) {
    const std::size_t end = rest_.substr(0, 12).find(';');
    if (end == std::string_view::npos) return false;
    std::string_view entity = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    constexpr std::pair<std::string_view, char> kNamed[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [named, character] : kNamed) {
      if (entity != named) continue;
      text += character;
      return true;
    }
    if (!entity.starts_with('#')) return false;
    entity.remove_prefix(1);
    const bool is_hex = entity.starts_with('x');
    if (is_hex) entity.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(entity.data(), entity.data() + entity.size(), code, is_hex ? 16 : 10);
    if (error != std::errc() || stop != entity.data() + entity.size()) return false;
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code == 0 || code > 0x10FFFF || is_surrogate) return false;
    append_utf8(code, text);
    return true;
  }

  bool attributes(XmlElement& element) {
    for (;;) {
      skip_blanks();
      if (rest_.empty() || rest_.front() == '>' || rest_.front() == '/') return true;
      auto& [attribute, value] = element.attributes.emplace_back();
      if (!name(attribute)) return false;
      skip_blanks();
      if (!skip("=")) return false;
      skip_blanks();
      const char quote = rest_.empty() ? '\0' : rest_.front();
      if (quote != '"' && quote != '\'') return false;
      rest_.remove_prefix(1);
      while (!rest_.empty() && rest_.front() != quote) {
        if (!character(value)) return false;
      }
      if (rest_.empty()) return false;
      rest_.remove_prefix(1);
    }
  }

  bool character(std::string& text) {
    if (skip("&")) return reference(text);
    if (rest_.front() == '<') return false;
    text += rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  bool content(XmlElement& element, const std::string& full_name, int depth) {
    while (!rest_.empty()) {
      if (skip("</")) {
        std::string closing;
        if (!name(closing) || closing != full_name) return false;
        skip_blanks();
        return skip(">");
      }
      if (skip("<!--")) {
        if (!skip_past("-->")) return false;
      } else if (skip("<![CDATA[")) {
        const std::size_t end = rest_.find("]]>");
        if (end == std::string_view::npos) return false;
        element.text += rest_.substr(0, end);
        rest_.remove_prefix(end + 3);
      } else if (skip("<?")) {
        if (!skip_past("?>")) return false;
      } else if (rest_.front() == '<') {
        if (!this->element(element.children.emplace_back(), depth + 1)) return false;
      } else if (!character(element.text)) {
        return false;
      }
    }
    return false;
  }

  bool element(XmlElement& element, int depth) {
    std::string full_name;
    if (depth > kDepthMax || !skip("<") || !name(full_name)) return false;
    const std::size_t colon = full_name.rfind(':');
    element.name = colon == std::string::npos ? full_name : full_name.substr(colon + 1);
    if (!attributes(element)) return false;
    if (skip("/>")) return true;
    return skip(">") && content(element, full_name, depth);
  }

  std::string_view rest_;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child_name) const {
  for (const XmlElement& child : children) {
    if (child.name == child_name) return &child;
  }
  return nullptr;
}

std::optional<XmlElement> parse_xml(std::string_view text) {
  XmlElement root;
  if (!is_valid_utf8(text) || !XmlParser(text).document(root)) return std::nullopt;
  return root;
}

}  // namespace keytrail::wire
