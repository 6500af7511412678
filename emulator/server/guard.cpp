#include "server/guard.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "base/text.h"
#include "server/server.h"

namespace keytrail {
namespace {

// "[::1]:4566" -> "[::1]", "localhost:4566" -> "localhost".
std::string_view without_port(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    return end == std::string_view::npos ? authority : authority.substr(0, end + 1);
  }
  return authority.substr(0, authority.find(':'));
}

std::string_view authority_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

bool is_within(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() + 1 && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

// The confirmation link of a mail: following it from a web mail page is what it is for. The token
// that it must carry is what a foreign page cannot know. Nothing else may hide in such a link, so
// its parameters are the known ones, each once and written plainly.
bool is_confirmation_link(const wire::HttpRequest& request) {
  if (request.method != "GET" || request.path != "/") return false;
  std::map<std::string, std::string, std::less<>> parameters;
  for (const std::string& parameter : split(request.query, '&')) {
    const std::size_t equals = parameter.find('=');
    if (equals == std::string::npos) return false;
    if (!parameters.emplace(parameter.substr(0, equals), parameter.substr(equals + 1)).second) {
      return false;
    }
  }
  constexpr std::string_view kKnown[] = {"Action", "TopicArn", "Token", "Version",
                                         "AuthenticateOnUnsubscribe"};
  for (const auto& [name, value] : parameters) {
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown)) return false;
  }
  return parameters["Action"] == "ConfirmSubscription" && !parameters["Token"].empty();
}

bool is_console_page(const wire::HttpRequest& request) {
  return request.method == "GET" && request.path == "/" && request.query.empty();
}

// Compares all of it whatever differs first, so that timing tells nothing.
bool equals_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0u : 1u;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^
                  static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  }
  return difference == 0;
}

}  // namespace

bool is_loopback_host(const std::string& host) {
  if (host == "localhost" || host == "::1" || host == "[::1]") return true;
  const std::vector<std::string> parts = split(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const std::string& part : parts) {
    if (part.empty() || part.size() > 3 ||
        part.find_first_not_of("0123456789") != std::string::npos) {
      return false;
    }
  }
  return true;
}

std::string host_of(std::string_view url) { return to_lower(without_port(authority_of(url))); }

Guard::Guard(Options options)
    : options_(std::move(options)), public_host_(host_of(options_.public_url)) {}

bool Guard::accepts_host(std::string_view authority) const {
  if (options_.any_host) return true;
  const std::string host = to_lower(without_port(authority));
  return is_loopback_host(host) || is_within(host, "localhost") ||
         host == "localhost.localstack.cloud" || is_within(host, "localhost.localstack.cloud") ||
         is_within(host, "amazonaws.com") || (!public_host_.empty() && host == public_host_);
}

std::optional<std::string> Guard::refuse(const wire::HttpRequest& request) const {
  const std::string host = request.header("Host");
  if (!host.empty() && !accepts_host(host)) {
    return "The Host '" + host +
           "' is not one of keytrail's. Use 127.0.0.1, localhost, or name it "
           "with --public-url.";
  }
  if (is_confirmation_link(request) || is_console_page(request)) return std::nullopt;
  const std::string site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return "A web page of another site must not drive keytrail (Sec-Fetch-Site: " + site + ").";
  }
  const std::string origin = request.header("Origin");
  if (!origin.empty() && !equals_ignoring_case(authority_of(origin), host)) {
    return "A web page of another origin must not drive keytrail (Origin: " + origin + ").";
  }
  return std::nullopt;
}

bool Guard::has_token(const wire::HttpRequest& request) const {
  if (options_.control_token.empty()) return true;
  const std::string given = request.header("Authorization");
  return equals_in_constant_time(given, "Bearer " + options_.control_token);
}

}  // namespace keytrail
