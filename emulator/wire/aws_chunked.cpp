#include "wire/aws_chunked.h"

#include <charconv>

#include "base/text.h"
#include "wire/errors.h"

namespace keytrail::wire {
namespace {

constexpr std::string_view kCoding = "aws-chunked";
constexpr std::string_view kLineEnd = "\r\n";

// Takes a line off the front, without its end; nothing when there is none.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find(kLineEnd);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + kLineEnd.size());
  return line;
}

// "1000;chunk-signature=…": the size, in hex.
std::optional<std::size_t> chunk_size(std::string_view line) {
  line = line.substr(0, line.find(';'));
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return size;
}

// The body without its framing; what follows the last chunk stays in `rest`.
std::optional<std::string> take_chunks(std::string_view& rest) {
  std::string bytes;
  bytes.reserve(rest.size());
  while (const std::optional<std::string_view> line = take_line(rest)) {
    const std::optional<std::size_t> size = chunk_size(*line);
    if (!size) return std::nullopt;
    if (*size == 0) return bytes;
    if (*size > rest.size() || !rest.substr(*size).starts_with(kLineEnd)) return std::nullopt;
    bytes += rest.substr(0, *size);
    rest.remove_prefix(*size + kLineEnd.size());
  }
  return std::nullopt;
}

std::string without_coding(const std::string& content_encoding) {
  std::vector<std::string> codings;
  for (const std::string& coding : split(content_encoding, ',')) {
    if (!equals_ignoring_case(trim(coding), kCoding)) codings.emplace_back(trim(coding));
  }
  return join(codings, ",");
}

}  // namespace

bool is_aws_chunked(const HttpRequest& request) {
  return request.header("x-amz-content-sha256").starts_with("STREAMING-");
}

Result<HttpRequest> unwrap_aws_chunked(const HttpRequest& request) {
  std::string_view rest = request.body;
  std::optional<std::string> bytes = take_chunks(rest);
  if (!bytes) return incomplete_body();
  const std::string announced = request.header("x-amz-decoded-content-length");
  if (!announced.empty() && announced != std::to_string(bytes->size())) return incomplete_body();

  HttpRequest plain{request.method, request.path, request.query, {}, std::move(*bytes)};
  for (const auto& [name, value] : request.headers) {
    if (!equals_ignoring_case(name, "Content-Encoding")) {
      plain.headers.emplace_back(name, value);
    } else if (std::string codings = without_coding(value); !codings.empty()) {
      plain.headers.emplace_back(name, std::move(codings));
    }
  }
  // Some clients end the trailer with one empty line, some with none.
  while (const std::optional<std::string_view> line = take_line(rest)) {
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos) break;
    plain.headers.emplace_back(trim(line->substr(0, colon)), trim(line->substr(colon + 1)));
  }
  return plain;
}

}  // namespace keytrail::wire
