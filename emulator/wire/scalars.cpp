#include "wire/scalars.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "wire/errors.h"

namespace keytrail::wire {
namespace {

using models::Type;

constexpr double kSecondsMin = -62'135'596'800.0;  // The year 1.
constexpr double kSecondsMax = 253'402'300'799.999;

ApiError cannot_convert_text(std::string_view text, Type type) {
  return cannot_convert("'" + std::string(text) + "'", type_phrase(type));
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return number;
}

std::optional<Json> boolean_from_text(std::string_view text) {
  if (equals_ignoring_case(text, "true")) return Json(true);
  if (equals_ignoring_case(text, "false")) return Json(false);
  return std::nullopt;
}

std::optional<Json> double_from_text(std::string_view text) {
  if (const std::optional<double> special = special_double(text)) return Json(*special);
  const std::optional<double> number = parse_number<double>(text);
  if (!number || !std::isfinite(*number)) return std::nullopt;
  return Json(*number);
}

std::optional<Json> timestamp_from_text(std::string_view text) {
  std::optional<Instant> at = parse_instant(text);
  if (!at) at = parse_http_date(text);
  if (at) return Json(millis_of(*at));
  const std::optional<double> seconds = parse_number<double>(text);
  return seconds ? timestamp_from_seconds(*seconds) : std::nullopt;
}

template <class Number>
std::optional<Json> integer_from_text(std::string_view text) {
  const std::optional<Number> number = parse_number<Number>(text);
  return number ? std::optional<Json>(*number) : std::nullopt;
}

std::optional<Json> value_from_text(Type type, std::string_view text) {
  switch (type) {
    case Type::Boolean:
      return boolean_from_text(trim(text));
    case Type::Integer:
      return integer_from_text<std::int32_t>(trim(text));
    case Type::Long:
      return integer_from_text<std::int64_t>(trim(text));
    case Type::Float:
    case Type::Double:
      return double_from_text(trim(text));
    case Type::Timestamp:
      return timestamp_from_text(trim(text));
    case Type::Blob: {
      std::optional<Bytes> bytes = from_base64(trim(text));
      return bytes ? std::optional<Json>(blob(std::move(*bytes))) : std::nullopt;
    }
    default:
      return is_valid_utf8(text) ? std::optional<Json>(std::string(text)) : std::nullopt;
  }
}

constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string_view type_phrase(Type type) {
  switch (type) {
    case Type::Structure:
      return "a Structure";
    case Type::List:
      return "a List";
    case Type::Map:
      return "a Map";
    case Type::String:
      return "a String";
    case Type::Blob:
      return "a Blob";
    case Type::Boolean:
      return "a Boolean";
    case Type::Integer:
      return "an Integer";
    case Type::Long:
      return "a Long";
    case Type::Float:
      return "a Float";
    case Type::Double:
      return "a Double";
    case Type::Timestamp:
      return "a Timestamp";
  }
  return "a value";
}

Result<Json> scalar_from_text(const models::Shape& shape, std::string_view text) {
  std::optional<Json> value = value_from_text(shape.type, text);
  if (value) return std::move(*value);
  // Bytes that are no text must not come back in a message.
  return cannot_convert_text(is_valid_utf8(text) ? text : "binary", shape.type);
}

std::string scalar_to_text(const models::Shape& shape, const Json& value) {
  switch (shape.type) {
    case Type::Blob:
      return value.is_binary() ? to_base64(value.get_binary()) : std::string();
    case Type::Float:
    case Type::Double:
      if (value.is_number()) return to_java_double(value.get<double>());
      break;
    default:
      break;
  }
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

std::optional<double> special_double(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::optional<Json> timestamp_from_seconds(double seconds) {
  if (!(seconds >= kSecondsMin && seconds <= kSecondsMax)) return std::nullopt;
  return Json(static_cast<std::int64_t>(std::llround(seconds * 1000)));
}

std::optional<Instant> parse_http_date(std::string_view text) {
  // "Wed, 21 Oct 2015 07:28:00 GMT", always that long.
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return {};
  const auto* month = std::find(std::begin(kMonths), std::end(kMonths), text.substr(8, 3));
  if (month == std::end(kMonths)) return std::nullopt;
  const auto number = static_cast<int>(month - kMonths) + 1;
  return parse_instant(std::string(text.substr(12, 4)) + (number < 10 ? "-0" : "-") +
                       std::to_string(number) + "-" + std::string(text.substr(5, 2)) + "T" +
                       std::string(text.substr(17, 8)) + "Z");
}

std::string to_http_date(Instant at) { return format_utc(at, "%a, %d %b %Y %H:%M:%S GMT"); }

Json object_with_room(std::size_t members) {
  Json object = Json::object();
  object.get_ref<Json::object_t&>().reserve(members);
  return object;
}

void append_member(Json& object, std::string_view name, Json value) {
  auto& members = static_cast<std::vector<std::pair<const std::string, Json>>&>(
      object.get_ref<Json::object_t&>());
  members.emplace_back(std::string(name), std::move(value));
}

}  // namespace keytrail::wire
