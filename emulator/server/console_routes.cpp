#include "server/console_routes.h"

#include "console/console.h"

namespace keytrail {
namespace {

constexpr std::string_view kFolder = "/_keytrail/console/";

// GET / without parameters is a browser's; S3's ListBuckets is signed.
bool is_front_page(const wire::HttpRequest& request) {
  return request.path == "/" && request.query.empty() &&
         !request.header("Authorization").starts_with("AWS") &&
         request.header("X-Amz-Target").empty();
}

}  // namespace

std::optional<wire::HttpResponse> answer_console(const wire::HttpRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  std::string_view name;
  if (is_front_page(request)) {
    name = "index.html";
  } else if (request.path.starts_with(kFolder)) {
    name = std::string_view(request.path).substr(kFolder.size());
  }
  const console::Asset* const asset = name.empty() ? nullptr : console::find_asset(name);
  if (asset == nullptr) return std::nullopt;
  return wire::HttpResponse{
      200,
      {{"Content-Type", std::string(asset->content_type)},
       {"Content-Security-Policy", std::string(console::kContentSecurityPolicy)},
       {"X-Content-Type-Options", "nosniff"},
       {"Referrer-Policy", "no-referrer"},
       {"Cache-Control", "no-cache"}},
      std::string(asset->bytes)};
}

}  // namespace keytrail
