#include "embed/call_tape.h"

#include "base/text.h"
#include "crypto/drbg.h"
#include "crypto/hash.h"
#include "engine/operation_table.h"
#include "wire/wire.h"

namespace keytrail {
namespace {

constexpr std::size_t kTapeBytesMax = 8u << 20;
// A longer text, of a list of a thousand keys, is not worth its place.
constexpr std::size_t kTextBytesMax = 64u << 10;
// Enough of an object's body to tell it from others.
constexpr std::size_t kDigestedBytesMax = 64u << 10;
constexpr std::size_t kDigestSize = 16;

bool is_hidden(const models::Shape& shape) {
  return shape.type == models::Type::Blob || shape.sensitive;
}

}  // namespace

CallTape::CallTape() : key_(crypto::SystemRandom().bytes(32)) {}

void CallTape::note(const Call& call, const Outcome& outcome) {
  const OperationEntry* entry = find_entry(call.service, call.operation);
  if (entry == nullptr) return;
  Entry taped;
  taped.call.request_id = outcome.request_id;
  taped.call.is_read = entry->access == Access::Read;
  taped.input = text_of(entry->model->input, call.input);
  if (outcome.result.ok()) {
    taped.output = text_of(entry->model->output, outcome.result.value());
  } else {
    ApiError error = outcome.result.error();
    error.code = wire::sdk_code(*entry->service, error);
    taped.call.error = std::move(error);
  }
  std::lock_guard lock(mutex_);
  bytes_ += taped.bytes();
  entries_.push_back(std::move(taped));
  while (bytes_ > kTapeBytesMax) {
    bytes_ -= entries_.front().bytes();
    entries_.pop_front();
  }
}

std::vector<TapedCall> CallTape::calls() {
  std::lock_guard lock(mutex_);
  std::vector<TapedCall> calls;
  for (const Entry& entry : entries_) {
    calls.push_back(entry.call);
    calls.back().input = parse_json(entry.input).value_or(Json::object());
    calls.back().output = parse_json(entry.output).value_or(Json::object());
  }
  return calls;
}

void CallTape::clear() {
  std::lock_guard lock(mutex_);
  entries_.clear();
  bytes_ = 0;
}

std::string CallTape::text_of(const models::Shape* shape, const Json& tree) const {
  if (shape == nullptr || !tree.is_object()) return "{}";
  std::string text = to_text(shown_structure(*shape, tree));
  return text.size() > kTextBytesMax ? "{}" : text;
}

Json CallTape::shown_structure(const models::Shape& shape, const Json& tree) const {
  Json result = Json::object();
  for (const auto& [name, value] : tree.items()) {
    const models::Member* member = models::find_member(shape, name);
    if (member != nullptr && !value.is_null()) result[name] = shown(*member->shape, value);
  }
  return result;
}

// As AWS's JSON has it, timestamps in seconds.
Json CallTape::shown(const models::Shape& shape, const Json& value) const {
  if (value.is_object() && shape.type == models::Type::Structure) {
    return shown_structure(shape, value);
  }
  if (value.is_array() && shape.element != nullptr) {
    Json list = Json::array();
    for (const Json& item : value) list.push_back(shown(*shape.element->shape, item));
    return list;
  }
  if (value.is_object() && shape.element != nullptr) {
    Json map = Json::object();
    for (const auto& [name, item] : value.items()) map[name] = shown(*shape.element->shape, item);
    return map;
  }
  if (is_hidden(shape)) return hidden(value);
  if (shape.type == models::Type::Timestamp && value.is_number_integer()) {
    const auto millis = value.get<std::int64_t>();
    return millis % 1000 == 0 ? Json(millis / 1000) : Json(static_cast<double>(millis) / 1000);
  }
  return value;
}

Json CallTape::hidden(const Json& value) const {
  const bool is_blob = value.is_binary();
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  const crypto::View bytes = is_blob ? crypto::View(value.get_binary()) : crypto::view(text);
  const auto digest =
      crypto::hmac_sha256(key_, bytes.first(std::min(bytes.size(), kDigestedBytesMax)));
  return {{"hidden", to_hex(std::span(digest).first(kDigestSize)) + std::to_string(bytes.size())},
          {"bytes", bytes.size()},
          {"blob", is_blob}};
}

}  // namespace keytrail
