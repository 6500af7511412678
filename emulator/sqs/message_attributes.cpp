#include "sqs/message_attributes.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/hash.h"
#include "sqs/errors.h"

namespace keytrail::sqs {
namespace {

constexpr std::size_t kAttributesMax = 10;

bool is_attribute_name(std::string_view name) {
  return !name.empty() && name.size() <= 256 && name.front() != '.' && name.back() != '.' &&
         name.find("..") == std::string_view::npos && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

Result<MessageAttribute> read_one(const std::string& name, const Json& value) {
  const auto invalid = [&](const std::string& what) {
    return errors::invalid_parameter("Message (user) attribute '" + name + "' " + what);
  };
  for (const char* list : {"StringListValues", "BinaryListValues"}) {
    if (const Json* values = find_member(value, list); values != nullptr && !values->empty()) {
      return ApiError{"UnsupportedOperation", "Message attribute list values are not supported.",
                      400};
    }
  }
  MessageAttribute attribute;
  attribute.data_type = string_member(value, "DataType");
  const std::string kind = attribute.data_type.substr(0, attribute.data_type.find('.'));
  if (kind != "String" && kind != "Number" && kind != "Binary") {
    return invalid(
        "has an invalid message attribute type, the set of supported type prefixes is Binary, "
        "Number, and String.");
  }
  attribute.text = string_member(value, "StringValue");
  if (const Bytes* bytes = blob_member(value, "BinaryValue")) attribute.bytes = *bytes;
  const bool is_binary = kind == "Binary";
  if (is_binary ? attribute.bytes.empty() : attribute.text.empty()) {
    return invalid("must contain a non-empty value of type '" +
                   std::string(is_binary ? "Binary" : "String") + "'.");
  }
  if (kind == "Number") {
    const Json number = Json::parse(attribute.text, nullptr, false);
    if (!number.is_number()) {
      return errors::invalid_parameter("Can't cast the value of message (user) attribute '" + name +
                                       "' to a number.");
    }
  }
  return attribute;
}

Result<MessageAttributes> read_all(const Json& input, std::string_view member) {
  MessageAttributes attributes;
  const Json* given = find_member(input, member);
  if (given == nullptr) return attributes;
  if (given->size() > kAttributesMax) {
    return errors::invalid_parameter("Number of message attributes [" +
                                     std::to_string(given->size()) +
                                     "] exceeds the allowed maximum [10].");
  }
  for (const auto& [name, value] : given->items()) {
    if (!is_attribute_name(name)) {
      return errors::invalid_parameter(
          "Message (user) attribute name can contain only A-Z, a-z, 0-9, underscore(_), hyphen(-), "
          "and period (.), must not start or end with a period, and can be up to 256 characters.");
    }
    KT_TRY(attributes[name], read_one(name, value));
  }
  return attributes;
}

void append_with_length(std::string& out, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>((text.size() >> shift) & 0xFF);
  }
  out += text;
}

}  // namespace

Result<MessageAttributes> read_message_attributes(const Json& input) {
  return read_all(input, "MessageAttributes");
}

Result<MessageAttributes> read_system_attributes(const Json& input) {
  KT_TRY(MessageAttributes attributes, read_all(input, "MessageSystemAttributes"));
  for (const auto& [name, attribute] : attributes) {
    if (name != "AWSTraceHeader" || attribute.data_type != "String") {
      return errors::invalid_parameter("Message system attribute name '" + name + "' is invalid.");
    }
  }
  return attributes;
}

Json render_message_attributes(const MessageAttributes& attributes) {
  Json all = Json::object();
  for (const auto& [name, attribute] : attributes) {
    Json value;
    if (attribute.is_binary()) {
      value["BinaryValue"] = blob(attribute.bytes);
    } else {
      value["StringValue"] = attribute.text;
    }
    value["DataType"] = attribute.data_type;
    all[name] = std::move(value);
  }
  return all;
}

MessageAttributes select_attributes(const MessageAttributes& all,
                                    const std::vector<std::string>& wanted) {
  MessageAttributes selected;
  for (const auto& [name, attribute] : all) {
    const bool is_wanted = std::ranges::any_of(wanted, [&](std::string_view pattern) {
      if (pattern == "All" || pattern == ".*") return true;
      if (!pattern.ends_with(".*")) return pattern == name;
      return name.starts_with(pattern.substr(0, pattern.size() - 2));
    });
    if (is_wanted) selected[name] = attribute;
  }
  return selected;
}

std::size_t bytes_of(const MessageAttributes& attributes) {
  std::size_t bytes = 0;
  for (const auto& [name, attribute] : attributes) {
    bytes +=
        name.size() + attribute.data_type.size() + attribute.text.size() + attribute.bytes.size();
  }
  return bytes;
}

std::string md5_of(const MessageAttributes& attributes) {
  constexpr char kText = 1;
  constexpr char kBinary = 2;
  std::string text;
  for (const auto& [name, attribute] : attributes) {
    append_with_length(text, name);
    append_with_length(text, attribute.data_type);
    text += attribute.is_binary() ? kBinary : kText;
    append_with_length(text, attribute.is_binary() ? view_of(attribute.bytes) : attribute.text);
  }
  return crypto::md5_hex(text);
}

}  // namespace keytrail::sqs
