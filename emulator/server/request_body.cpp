#include "server/request_body.h"

#include <httplib.h>
#include <zlib.h>

#include "base/text.h"
#include "core/limits.h"
#include "server/control_routes.h"

namespace keytrail {
namespace {

// What is read and thrown away of a body that is too large, so that the client gets its 413 instead
// of a reset connection.
constexpr std::size_t kDrainBytesMax = 256u << 20;

bool inflate_gzip(const std::string& compressed, std::size_t bytes_max, std::string& out,
                  bool& is_too_large) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  char buffer[16384];
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) break;
    out.append(buffer, sizeof buffer - stream.avail_out);
    if (out.size() > bytes_max) {
      is_too_large = true;
      break;
    }
    if (result == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) break;
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END;
}

// S3 keeps the body as the bytes of an object.
bool holds_object(const wire::HttpRequest& request) {
  if (request.method != "PUT") return false;
  const Result<wire::Route> routed = wire::route(request);
  return routed.ok() && routed.value().service->name == "s3";
}

}  // namespace

Body read_body(const httplib::Request& in, const httplib::ContentReader& reader,
               wire::HttpRequest& request) {
  // Without a length and without chunks there is no body; the library would wait for the end of the
  // connection.
  if (!in.has_header("Content-Length") && !in.has_header("Transfer-Encoding")) {
    return Body::Complete;
  }
  const bool is_object = holds_object(request);
  const std::size_t bytes_max = is_control_path(request.path) ? limits::kControlBodyBytesMax
                                : is_object                   ? limits::kObjectBytesMax
                                                              : limits::kBodyBytesMax;
  // The library would inflate what its own view of the header says; we do that ourselves, and an
  // object's bytes stay as they came.
  const_cast<httplib::Headers&>(in.headers).erase("Content-Encoding");
  std::size_t seen = 0;
  const bool is_read = reader([&](const char* data, std::size_t size) {
    seen += size;
    if (seen <= bytes_max) request.body.append(data, size);
    return seen <= bytes_max + kDrainBytesMax;
  });
  if (seen > bytes_max) return Body::TooLarge;
  if (!is_read) return Body::Broken;
  if (!is_object && equals_ignoring_case(request.header("Content-Encoding"), "gzip")) {
    std::string inflated;
    bool is_too_large = false;
    if (!inflate_gzip(request.body, bytes_max, inflated, is_too_large)) {
      return is_too_large ? Body::TooLarge : Body::Broken;
    }
    request.body = std::move(inflated);
  }
  return Body::Complete;
}

}  // namespace keytrail
