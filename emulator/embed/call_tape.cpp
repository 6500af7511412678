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

bool is_hidden(const models::Shape& shape) {
  return shape.type == models::Type::Blob || shape.sensitive;
}

void append_name(std::string& out, char& before, const std::string& name) {
  out += std::exchange(before, ',');
  append_json_string(out, name);
  out += ':';
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
  std::string text;
  if (shape == nullptr || !tree.is_object()) return "{}";
  text.reserve(256);
  append_structure(text, *shape, tree);
  return text.size() > kTextBytesMax ? "{}" : text;
}

// Straight into the text, for every call comes by here.
void CallTape::append_structure(std::string& out, const models::Shape& shape,
                                const Json& tree) const {
  char before = '{';
  for (const auto& [name, value] : tree.get_ref<const Json::object_t&>()) {
    const models::Member* member = models::find_member(shape, name);
    if (member == nullptr || value.is_null()) continue;
    append_name(out, before, name);
    append(out, *member->shape, value);
  }
  out += before == '{' ? "{}" : "}";
}

// As AWS's JSON has it, timestamps in seconds.
void CallTape::append(std::string& out, const models::Shape& shape, const Json& value) const {
  if (value.is_object() && shape.type == models::Type::Structure) {
    return append_structure(out, shape, value);
  }
  if (value.is_array() && shape.element != nullptr) {
    char before = '[';
    for (const Json& item : value.get_ref<const Json::array_t&>()) {
      out += std::exchange(before, ',');
      append(out, *shape.element->shape, item);
    }
    out += before == '[' ? "[]" : "]";
    return;
  }
  if (value.is_object() && shape.element != nullptr) {
    char before = '{';
    for (const auto& [name, item] : value.get_ref<const Json::object_t&>()) {
      append_name(out, before, name);
      append(out, *shape.element->shape, item);
    }
    out += before == '{' ? "{}" : "}";
    return;
  }
  if (is_hidden(shape)) return append_hidden(out, value);
  if (shape.type == models::Type::Timestamp && value.is_number_integer()) {
    const auto millis = value.get<std::int64_t>();
    return append_json(
        out, millis % 1000 == 0 ? Json(millis / 1000) : Json(static_cast<double>(millis) / 1000));
  }
  append_json(out, value);
}

void CallTape::append_hidden(std::string& out, const Json& value) const {
  const bool is_blob = value.is_binary();
  const crypto::View bytes = is_blob             ? crypto::View(value.get_binary())
                             : value.is_string() ? crypto::view(value.get_ref<const std::string&>())
                                                 : crypto::View();
  const auto digest =
      crypto::keyed_digest(key_, bytes.first(std::min(bytes.size(), kDigestedBytesMax)));
  const std::string size = std::to_string(bytes.size());
  out += R"({"hidden":")" + to_hex(digest) + size + R"(","bytes":)" + size + R"(,"blob":)";
  out += is_blob ? "true}" : "false}";
}

}  // namespace keytrail
