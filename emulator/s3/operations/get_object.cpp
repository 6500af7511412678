#include <charconv>

#include "base/text.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// "bytes=0-99", "bytes=100-", "bytes=-100". Nothing when it is to be ignored: S3 gives the whole
// object for several ranges and for what is none.
Result<std::optional<ByteRange>> parse_range(const std::string& text, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const std::string_view range =
      text.starts_with(kUnit) ? std::string_view(text).substr(kUnit.size()) : std::string_view();
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::optional<ByteRange>();
  const std::optional<std::uint64_t> first = parse_number(range.substr(0, dash));
  const std::optional<std::uint64_t> last = parse_number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::optional<ByteRange>();
    if (*last == 0 || size == 0) return invalid_range(text, size);
    const std::uint64_t count = std::min(*last, size);
    return std::optional(ByteRange{size - count, count});
  }
  const bool is_open = dash + 1 == range.size();
  if (!first || (!last && !is_open) || (last && *last < *first)) {
    return std::optional<ByteRange>();
  }
  if (*first >= size) return invalid_range(text, size);
  return std::optional(ByteRange{*first, std::min(last.value_or(size), size - 1) - *first + 1});
}

// The description of what is asked for; `range` becomes what of the object that is.
Result<Json> describe_part(const Json& input, const Object& object, ByteRange& range) {
  KT_TRY_VOID(check_read_conditions(input, object));
  range = {0, object.size};
  Json output = describe_object(input, object);
  const std::optional<std::string> wanted = optional_string(input, "Range");
  if (!wanted) return output;
  KT_TRY(const std::optional<ByteRange> part, parse_range(*wanted, object.size));
  if (!part) return output;
  range = *part;
  output["ContentLength"] = range.size;
  output["ContentRange"] = "bytes " + std::to_string(range.offset) + "-" +
                           std::to_string(range.offset + range.size - 1) + "/" +
                           std::to_string(object.size);
  return output;
}

}  // namespace

Result<Json> head_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* object, require_object(state, context, input));
  ByteRange range;
  return describe_part(input, *object, range);
}

Result<Json> get_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* object, require_object(state, context, input));
  ByteRange range;
  KT_TRY(Json output, describe_part(input, *object, range));
  KT_TRY_VOID(open(context, *object));
  output["Body"] = blob(context.store.read_object(object->id(), range.offset, range.size));
  return output;
}

}  // namespace keytrail::s3
