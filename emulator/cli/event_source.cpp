#include "cli/event_source.h"

#include <zlib.h>

#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "core/limits.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kBytesMax = limits::kControlBodyBytesMax;
constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for gzip framing.

bool is_gzip(const std::string& bytes) { return bytes.starts_with("\x1f\x8b"); }

// Nothing when the bytes are no gzip, end early, or would become too many. A gzip file may be
// several members one after another.
std::optional<std::string> gunzip(const std::string& bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  int state = Z_OK;
  while (state == Z_OK && text.size() <= kBytesMax) {
    char buffer[65536];
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    state = inflate(&stream, Z_NO_FLUSH);
    text.append(buffer, sizeof buffer - stream.avail_out);
    if (state == Z_STREAM_END && stream.avail_in > 0) state = inflateReset(&stream);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return std::nullopt;
  return text;
}

// A document that is a list of records; nothing when the text is something else.
std::optional<std::vector<SourceEvent>> split_document(const std::string& path,
                                                       const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (text[first] != '{' && text[first] != '[')) return std::nullopt;
  const std::optional<Json> document = parse_json(text);
  if (!document) return std::nullopt;
  const Json* records = find_member(*document, "Records");
  const Json& list = records ? *records : *document;
  std::vector<SourceEvent> events;
  if (!list.is_array()) return std::vector<SourceEvent>{{path, 1, to_text(*document)}};
  for (const Json& record : list) {
    events.push_back({path, events.size() + 1,
                      record.is_string() ? record.get<std::string>() : to_text(record)});
  }
  return events;
}

std::vector<SourceEvent> split_lines(const std::string& path, const std::string& text) {
  std::vector<SourceEvent> events;
  std::size_t number = 0;
  for (std::string& line : split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) events.push_back({path, number, std::move(line)});
  }
  return events;
}

}  // namespace

std::variant<std::vector<SourceEvent>, SourceError> read_events(const std::string& path, Io& io) {
  std::string text;
  if (read_file(path, io, text) == FileState::Unreadable) {
    return SourceError{kCannotStart, path + ": cannot be read"};
  }
  if (is_gzip(text)) {
    std::optional<std::string> inflated = gunzip(text);
    if (!inflated) return SourceError{kInvalidInput, path + ": expected a whole gzip file"};
    text = std::move(*inflated);
  }
  if (auto events = split_document(path, text)) return std::move(*events);
  return split_lines(path, text);
}

}  // namespace keytrail::cli
