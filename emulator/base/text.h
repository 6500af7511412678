// Small text and byte helpers that several parts need.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail {

std::string to_base64(std::span<const std::uint8_t> bytes);
std::string to_base64(std::string_view bytes);
// Standard alphabet with padding; nothing for any other text.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

bool is_valid_utf8(std::string_view text);
// UTF-8 code points, the way AWS counts string lengths.
std::size_t code_points(std::string_view text);

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Which characters of a pattern stand for others.
struct Wildcards {
  char any_run = '*';
  std::optional<char> any_one;  // Nothing: there is none, `?` stands for itself.
};
// Linear in practice.
bool matches_wildcard(std::string_view pattern, std::string_view text, Wildcards wildcards = {});

// "KeyId" -> "keyId", "AWSAccountId" -> "aWSAccountId": CloudTrail's casing of member names.
std::string lower_first(std::string_view name);

// Percent-decodes; '+' stays as it is unless `plus_is_blank`.
enum class PlusIsBlank { No, Yes };
std::string percent_decode(std::string_view text, PlusIsBlank plus);
std::string percent_encode(std::string_view text);

std::string xml_escape(std::string_view text);

// A double as Java prints it ("1.0", "99.5", "1.0E10"): CloudWatch's reasons and CLI show it so.
std::string to_java_double(double value);

}  // namespace keytrail
