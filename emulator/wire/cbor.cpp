#include "wire/cbor.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "wire/errors.h"
#include "wire/scalars.h"

namespace keytrail::wire {
namespace {

using models::Member;
using models::Shape;
using models::Type;

constexpr int kDepthMax = 64;

enum Major : std::uint8_t { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kSimple };

constexpr std::uint8_t kIndefinite = 31;  // The low five bits of a length that is not known yet.
constexpr std::uint8_t kBreak = 0xFF;
constexpr std::uint8_t kFalse = 20, kTrue = 21, kNull = 22, kUndefined = 23;
constexpr std::uint8_t kHalf = 25, kSingle = 26, kDouble = 27;

ApiError malformed() { return serialization_exception("Malformed CBOR"); }

double half_to_double(std::uint16_t half) {
  const int exponent = half >> 10 & 0x1F;
  const int mantissa = half & 0x3FF;
  double value = 0;
  if (exponent == 0)
    value = std::ldexp(mantissa, -24);
  else if (exponent != 31)
    value = std::ldexp(mantissa + 1024, exponent - 25);
  else
    value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  return (half & 0x8000) != 0 ? -value : value;
}

// The first byte of an item with the number that belongs to it.
struct Head {
  Major major;
  std::uint8_t info;     // The low five bits.
  std::uint64_t number;  // Value, length, tag, or the bits of a float.
  bool is_indefinite() const { return info == kIndefinite; }
};

class CborReader {
 public:
  explicit CborReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  Result<Json> value(const Shape& shape, int depth) {
    if (depth > kDepthMax) return malformed();
    KT_TRY(Head item, head());
    if (is_null(item)) return Json();
    switch (shape.type) {
      case Type::Structure:
        return structure(shape, item, depth);
      case Type::List:
        return list(shape, item, depth);
      case Type::Map:
        return map(shape, item, depth);
      case Type::String: {
        if (item.major != kText) return wrong_type(item, shape);
        KT_TRY(std::string text, string_of(item));
        if (!is_valid_utf8(text)) return malformed();
        return Json(std::move(text));
      }
      case Type::Blob: {
        if (item.major != kBytes) return wrong_type(item, shape);
        KT_TRY(const std::string bytes, string_of(item));
        return blob(bytes);
      }
      case Type::Boolean:
        if (item.major != kSimple || (item.info != kFalse && item.info != kTrue)) {
          return wrong_type(item, shape);
        }
        return Json(item.info == kTrue);
      case Type::Timestamp:
        return timestamp(shape, item);
      default:
        return number(shape, item);
    }
  }

 private:
  static bool is_null(const Head& item) {
    return item.major == kSimple && (item.info == kNull || item.info == kUndefined);
  }

  static ApiError wrong_type(const Head& item, const Shape& shape) {
    constexpr std::string_view kPhrases[] = {"NUMBER_VALUE", "NUMBER_VALUE", "BYTES_VALUE",
                                             "STRING_VALUE", "LIST_VALUE",   "MAP_VALUE",
                                             "TAGGED_VALUE", "SIMPLE_VALUE"};
    return cannot_convert(kPhrases[item.major], type_phrase(shape.type));
  }

  Result<Head> head() {
    if (rest_.empty()) return malformed();
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    Head item{static_cast<Major>(first >> 5), static_cast<std::uint8_t>(first & 0x1F), 0};
    if (item.info < 24) {
      item.number = item.info;
      return item;
    }
    if (item.is_indefinite()) {
      const bool may_be = item.major >= kBytes && item.major <= kMap;
      if (!may_be && first != kBreak) return malformed();
      return item;
    }
    if (item.info > kDouble) return malformed();
    const std::size_t width = std::size_t{1} << (item.info - 24);
    if (rest_.size() < width) return malformed();
    for (std::size_t i = 0; i < width; ++i) {
      item.number = item.number << 8 | static_cast<std::uint8_t>(rest_[i]);
    }
    rest_.remove_prefix(width);
    return item;
  }

  bool skip_break() {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) != kBreak) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Whether a container of that head has another item; counts `done`.
  Result<bool> has_next(const Head& item, std::uint64_t& done) {
    if (rest_.empty() && (item.is_indefinite() || done < item.number)) return malformed();
    if (item.is_indefinite()) return !skip_break();
    return done++ < item.number;
  }

  Result<std::string> string_of(const Head& item) {
    if (!item.is_indefinite()) {
      if (item.number > rest_.size()) return malformed();
      std::string text(rest_.substr(0, item.number));
      rest_.remove_prefix(item.number);
      return text;
    }
    std::string text;
    while (!skip_break()) {
      KT_TRY(const Head chunk, head());
      if (chunk.major != item.major || chunk.is_indefinite() || chunk.number > rest_.size()) {
        return malformed();
      }
      text += rest_.substr(0, chunk.number);
      rest_.remove_prefix(chunk.number);
    }
    return text;
  }

  Result<std::string> key() {
    KT_TRY(const Head item, head());
    if (item.major != kText) return malformed();
    KT_TRY(std::string text, string_of(item));
    if (!is_valid_utf8(text)) return malformed();
    return text;
  }

  Result<Json> structure(const Shape& shape, const Head& item, int depth) {
    if (item.major != kMap) return wrong_type(item, shape);
    Json tree = Json::object();
    for (std::uint64_t done = 0;;) {
      KT_TRY(const bool more, has_next(item, done));
      if (!more) return tree;
      KT_TRY(const std::string name, key());
      const Member* member = models::find_member(shape, name);
      if (member == nullptr) {
        KT_TRY_VOID(skip(depth + 1));
        continue;
      }
      KT_TRY(Json read, value(*member->shape, depth + 1));
      if (!read.is_null()) tree[name] = std::move(read);
    }
  }

  Result<Json> list(const Shape& shape, const Head& item, int depth) {
    if (item.major != kArray) return wrong_type(item, shape);
    Json tree = Json::array();
    for (std::uint64_t done = 0;;) {
      KT_TRY(const bool more, has_next(item, done));
      if (!more) return tree;
      KT_TRY(Json read, value(*shape.element->shape, depth + 1));
      tree.push_back(std::move(read));
    }
  }

  Result<Json> map(const Shape& shape, const Head& item, int depth) {
    if (item.major != kMap) return wrong_type(item, shape);
    Json tree = Json::object();
    for (std::uint64_t done = 0;;) {
      KT_TRY(const bool more, has_next(item, done));
      if (!more) return tree;
      KT_TRY(const std::string name, key());
      KT_TRY(Json read, value(*shape.element->shape, depth + 1));
      tree[name] = std::move(read);
    }
  }

  static std::optional<double> float_of(const Head& item) {
    if (item.major != kSimple) return std::nullopt;
    if (item.info == kHalf) return half_to_double(static_cast<std::uint16_t>(item.number));
    if (item.info == kSingle) return std::bit_cast<float>(static_cast<std::uint32_t>(item.number));
    if (item.info == kDouble) return std::bit_cast<double>(item.number);
    return std::nullopt;
  }

  static std::optional<std::int64_t> integer_of(const Head& item) {
    const bool is_integer = item.major == kUnsigned || item.major == kNegative;
    if (!is_integer || item.number > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    const auto magnitude = static_cast<std::int64_t>(item.number);
    return item.major == kUnsigned ? magnitude : -1 - magnitude;
  }

  static Result<Json> number(const Shape& shape, const Head& item) {
    const std::optional<std::int64_t> integer = integer_of(item);
    if (shape.type == Type::Float || shape.type == Type::Double) {
      if (integer) return Json(static_cast<double>(*integer));
      const std::optional<double> real = float_of(item);
      return real ? Result<Json>(Json(*real)) : wrong_type(item, shape);
    }
    if (!integer) return wrong_type(item, shape);
    const bool fits = shape.type == Type::Long || (*integer >= std::numeric_limits<int>::min() &&
                                                   *integer <= std::numeric_limits<int>::max());
    return fits ? Result<Json>(Json(*integer)) : wrong_type(item, shape);
  }

  Result<Json> timestamp(const Shape& shape, const Head& item) {
    if (item.major != kTag || item.number != 1) return wrong_type(item, shape);
    KT_TRY(const Head content, head());
    std::optional<double> seconds = float_of(content);
    if (!seconds) {
      if (const auto integer = integer_of(content)) seconds = static_cast<double>(*integer);
    }
    std::optional<Json> at = seconds ? timestamp_from_seconds(*seconds) : std::nullopt;
    return at ? Result<Json>(std::move(*at)) : wrong_type(content, shape);
  }

  Result<void> skip(int depth) {
    if (depth > kDepthMax) return malformed();
    KT_TRY(const Head item, head());
    switch (item.major) {
      case kBytes:
      case kText: {
        KT_TRY(const std::string skipped, string_of(item));
        return {};
      }
      case kArray:
      case kMap:
        for (std::uint64_t done = 0;;) {
          KT_TRY(const bool more, has_next(item, done));
          if (!more) return {};
          KT_TRY_VOID(skip(depth + 1));
          if (item.major == kMap) KT_TRY_VOID(skip(depth + 1));
        }
      case kTag:
        return skip(depth + 1);
      case kSimple:
        if (item.is_indefinite()) return malformed();  // A break where a value belongs.
        return {};
      default:
        return {};
    }
  }

  std::string_view rest_;
};

class CborWriter {
 public:
  void value(const Shape& shape, const Json& tree) {
    switch (shape.type) {
      case Type::Structure:
        return structure(shape, tree);
      case Type::List:
        begin(kArray);
        for (const Json& element : tree) value(*shape.element->shape, element);
        return end();
      case Type::Map:
        return map(shape, tree);
      case Type::Blob:
        return tree.is_binary() ? string(kBytes, view_of(tree.get_binary())) : null();
      case Type::String:
        return tree.is_string() ? text(tree.get_ref<const std::string&>()) : null();
      case Type::Boolean:
        return simple(tree.is_boolean() && tree.get<bool>() ? kTrue : kFalse);
      case Type::Float:
      case Type::Double:
        return tree.is_number() ? real(tree.get<double>()) : null();
      case Type::Timestamp:
        if (!tree.is_number()) return null();
        head(kTag, 1);
        return real(tree.get<double>() / 1000);
      case Type::Integer:
      case Type::Long:
        return tree.is_number() ? integer(tree.get<std::int64_t>()) : null();
    }
  }

  void begin(Major major) { byte(static_cast<std::uint8_t>(major << 5 | kIndefinite)); }
  void end() { byte(kBreak); }
  void text(std::string_view text) { string(kText, text); }
  std::string take() { return std::move(bytes_); }

 private:
  void byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void big_endian(std::uint64_t number, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      byte(static_cast<std::uint8_t>(number >> shift));
    }
  }
  void head(Major major, std::uint64_t number) {
    const auto type = static_cast<std::uint8_t>(major << 5);
    if (number < 24) return byte(static_cast<std::uint8_t>(type | number));
    const int log_width = number <= 0xFF ? 0 : number <= 0xFFFF ? 1 : number <= 0xFFFFFFFF ? 2 : 3;
    byte(static_cast<std::uint8_t>(type | (24 + log_width)));
    big_endian(number, 1 << log_width);
  }
  void simple(std::uint8_t value) { byte(static_cast<std::uint8_t>(kSimple << 5 | value)); }
  void null() { simple(kNull); }
  void string(Major major, std::string_view text) {
    head(major, text.size());
    bytes_ += text;
  }
  void integer(std::int64_t value) {
    if (value >= 0) return head(kUnsigned, static_cast<std::uint64_t>(value));
    head(kNegative, static_cast<std::uint64_t>(-1 - value));
  }
  void real(double value) {
    simple(kDouble);
    big_endian(std::bit_cast<std::uint64_t>(value), 8);
  }
  void structure(const Shape& shape, const Json& tree) {
    begin(kMap);
    if (tree.is_object()) {
      for (const auto& [name, member_tree] : tree.get_ref<const Json::object_t&>()) {
        const Member* member = models::find_member(shape, name);
        if (member == nullptr || member_tree.is_null()) continue;
        text(name);
        value(*member->shape, member_tree);
      }
    }
    end();
  }
  void map(const Shape& shape, const Json& tree) {
    begin(kMap);
    if (tree.is_object()) {
      for (const auto& [name, entry] : tree.get_ref<const Json::object_t&>()) {
        text(name);
        value(*shape.element->shape, entry);
      }
    }
    end();
  }

  std::string bytes_;
};

}  // namespace

Result<Json> decode_cbor(const Shape* input, std::string_view body) {
  if (input == nullptr || body.empty()) return Json::object();
  CborReader reader(body);
  KT_TRY(Json tree, reader.value(*input, 0));
  if (!reader.at_end()) return malformed();
  return tree.is_null() ? Json::object() : tree;
}

std::string encode_cbor(const Shape& shape, const Json& tree) {
  CborWriter writer;
  writer.value(shape, tree);
  return writer.take();
}

std::string encode_cbor_text_map(const Json& members) {
  CborWriter writer;
  writer.begin(kMap);
  for (const auto& [name, value] : members.get_ref<const Json::object_t&>()) {
    writer.text(name);
    writer.text(value.get_ref<const std::string&>());
  }
  writer.end();
  return writer.take();
}

}  // namespace keytrail::wire
