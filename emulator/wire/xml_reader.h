// Reads the small XML documents that REST-XML requests carry: elements, attributes, text, the
// five named entities and character references. No DTD, so nothing expands; depth is bounded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keytrail::wire {

struct XmlElement {
  std::string name;  // Without the namespace prefix.
  std::string text;  // All character data directly inside.
  std::vector<std::pair<std::string, std::string>> attributes;  // Names with their prefix.
  std::vector<XmlElement> children;

  const XmlElement* find(std::string_view child_name) const;
};

// The root element; nothing when the text is not well-formed or not UTF-8.
std::optional<XmlElement> parse_xml(std::string_view text);

}  // namespace keytrail::wire
