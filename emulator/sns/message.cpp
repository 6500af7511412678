#include "sns/message.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "sns/errors.h"

namespace keytrail::sns {
namespace {

constexpr std::size_t kSubjectLengthMax = 100;
constexpr std::size_t kAttributeNameBytesMax = 256;

bool is_subject(std::string_view subject) {
  const std::size_t length = code_points(subject);
  return length >= 1 && length <= kSubjectLengthMax &&
         std::ranges::none_of(subject, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_name_character(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

Result<void> check_attribute_name(const std::string& name) {
  const auto invalid = [](std::string text) {
    return errors::invalid_message_attribute(std::move(text));
  };
  if (name.size() > kAttributeNameBytesMax) {
    return invalid("Length of message attribute name must be less than 256 bytes.");
  }
  for (const unsigned char c : name) {
    if (is_name_character(c)) continue;
    char code[8];
    std::snprintf(code, sizeof code, "#x%X", c);
    return invalid("Invalid non-alphanumeric character '" + std::string(code) +
                   "' was found in the message attribute name. Can only include alphanumeric "
                   "characters, hyphens, underscores, or dots.");
  }
  if (name.starts_with('.')) {
    return invalid("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.ends_with('.')) {
    return invalid("Invalid message attribute name ending with character '.' was found.");
  }
  if (name.find("..") != std::string::npos) {
    return invalid("Message attribute name can not have successive '.' character.");
  }
  return {};
}

// "String.Array" and "Number.int" are a String and a Number.
std::string_view type_prefix(std::string_view type) { return type.substr(0, type.find('.')); }

Result<void> check_attribute_value(const std::string& name, const Json& value) {
  const auto invalid = [&](const std::string& text) {
    return errors::invalid_message_attribute("The message attribute '" + name + "' " + text);
  };
  const std::string type = string_member(value, "DataType");
  const std::string_view prefix = type_prefix(type);
  if (prefix != "String" && prefix != "Number" && prefix != "Binary") {
    return invalid(
        "has an invalid message attribute type, the set of supported type prefixes is Binary, "
        "Number, and String.");
  }
  const bool is_binary = prefix == "Binary";
  const std::optional<std::string> text = optional_string(value, "StringValue");
  const Bytes* bytes = blob_member(value, "BinaryValue");
  const bool has_right = is_binary ? bytes != nullptr : text.has_value();
  const bool has_wrong = is_binary ? text.has_value() : bytes != nullptr;
  if (has_wrong) {
    return invalid("with type '" + type + "' must use field '" + (is_binary ? "Binary" : "String") +
                   "'.");
  }
  if (!has_right || (is_binary ? bytes->empty() : text->empty())) {
    return invalid("must contain non-empty message attribute value for message attribute type '" +
                   type + "'.");
  }
  return {};
}

Result<void> check_attributes(const Json& attributes) {
  for (const auto& [name, value] : attributes.items()) {
    KT_TRY_VOID(check_attribute_name(name));
    KT_TRY_VOID(check_attribute_value(name, value));
  }
  return {};
}

std::size_t bytes_of_attributes(const Json& attributes) {
  std::size_t total = 0;
  for (const auto& [name, value] : attributes.items()) {
    const Bytes* bytes = blob_member(value, "BinaryValue");
    total += name.size() + string_member(value, "DataType").size() +
             string_member(value, "StringValue").size() + (bytes == nullptr ? 0 : bytes->size());
  }
  return total;
}

// MessageStructure "json": one text per protocol, `default` for the rest.
Result<std::map<std::string, std::string>> read_texts(const std::string& message) {
  const std::optional<Json> object = parse_json(message);
  if (!object || !object->is_object()) {
    return errors::invalid_parameter("Message Structure - JSON message body failed to parse");
  }
  std::map<std::string, std::string> texts;
  for (const auto& [protocol, text] : object->items()) {
    // Other values make SNS overlook the key (API reference, Publish).
    if (text.is_string()) texts[protocol] = text.get<std::string>();
  }
  if (!texts.contains("default")) {
    return errors::invalid_parameter("Message Structure - No default entry in JSON message body");
  }
  return texts;
}

}  // namespace

const std::string& Publication::text_for(const std::string& protocol) const {
  const auto own = texts.find(protocol);
  return own == texts.end() ? texts.at("default") : own->second;
}

std::size_t bytes_of_publication(const Json& input) {
  const Json* attributes = find_member(input, "MessageAttributes");
  return string_member(input, "Message").size() +
         (attributes == nullptr ? 0 : bytes_of_attributes(*attributes));
}

Result<Publication> read_publication(const Json& input) {
  Publication publication;
  const std::string message = string_member(input, "Message");
  if (message.empty()) return errors::invalid_parameter("Empty message");

  if (const std::optional<std::string> subject = optional_string(input, "Subject")) {
    if (!is_subject(*subject)) return errors::invalid_parameter("Subject");
    publication.subject = *subject;
  }
  if (const Json* attributes = find_member(input, "MessageAttributes")) {
    KT_TRY_VOID(check_attributes(*attributes));
    if (!attributes->empty()) publication.attributes = *attributes;
  }
  if (bytes_of_publication(input) > kMessageBytesMax) {
    return errors::invalid_parameter("Message too long");
  }
  publication.group_id = string_member(input, "MessageGroupId");
  publication.deduplication_id = string_member(input, "MessageDeduplicationId");
  const std::string structure = string_member(input, "MessageStructure");
  if (structure == "json") {
    KT_TRY(publication.texts, read_texts(message));
  } else if (structure.empty()) {
    publication.texts["default"] = message;
  } else {
    return errors::invalid_parameter("MessageStructure");
  }
  return publication;
}

}  // namespace keytrail::sns
