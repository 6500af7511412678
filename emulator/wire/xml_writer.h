// Writes trees as XML by their shapes, for Query and REST-XML answers.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "models/model.h"

namespace keytrail::wire {

// Query writes milliseconds only where there are some; S3 always writes three digits.
enum class XmlTimestamps { Shortest, Millis };

class XmlWriter {
 public:
  explicit XmlWriter(XmlTimestamps timestamps) : timestamps_(timestamps) {}

  void declaration() { text_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }
  void open(std::string_view name, std::string_view xml_namespace = {});
  void close(std::string_view name);
  void characters(std::string_view text);
  // An element that holds text only.
  void text(std::string_view name, std::string_view text);
  // The members of a structure that travel in a body, without an element around them.
  void members(const models::Shape& structure, const Json& tree);
  // One member with the element or elements that stand for it.
  void member(const models::Member& member, const Json& tree);
  std::string take() { return std::move(text_); }

 private:
  void structure(const models::Member& member, const Json& tree);
  void list(const models::Member& member, const Json& tree);
  void map(const models::Member& member, const Json& tree);
  std::string scalar(const models::Shape& shape, const Json& tree) const;

  XmlTimestamps timestamps_;
  std::string text_;
};

}  // namespace keytrail::wire
