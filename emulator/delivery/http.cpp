#include "delivery/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/text.h"
#include "delivery/curl.h"

namespace keytrail::delivery {
namespace {

bool is_loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(in.sin_addr.s_addr) >> 24) == 127;
  }
  if (address.sa_family == AF_INET6) {
    const auto& in = reinterpret_cast<const sockaddr_in6&>(address);
    return IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
  }
  return false;
}

// Looks at the address that a connection really goes to, not at the name it came from.
curl_socket_t open_loopback_only(void*, curlsocktype, curl_sockaddr* address) {
  if (!is_loopback(address->addr)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype, address->protocol);
}

std::size_t discard(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

std::optional<std::string> post_by_http(const DeliveryOptions& options, const Json& payload) {
  const CurlApi& api = curl_api();
  if (!api.error.empty()) return api.error;
  const std::string url = string_member(payload, "url");
  if (!starts_with_ignoring_case(url, "http://") && !starts_with_ignoring_case(url, "https://")) {
    return "not an http or https URL: " + url;
  }
  CurlTransfer transfer(api);
  transfer.set(CURLOPT_URL, url.c_str());
  transfer.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.attempt_max.count()));
  if (!options.allow_egress) transfer.set(CURLOPT_OPENSOCKETFUNCTION, &open_loopback_only);
  std::vector<std::string> headers{"Expect:"};
  if (const Json* given = find_member(payload, "headers")) {
    for (const auto& [name, value] : given->items()) {
      headers.push_back(name + ": " + value.get<std::string>());
    }
  }
  transfer.set_list(CURLOPT_HTTPHEADER, headers);
  const std::string body = string_member(payload, "body");
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  transfer.set(CURLOPT_POSTFIELDS, body.c_str());
  transfer.set(CURLOPT_WRITEFUNCTION, &discard);

  const std::string error = transfer.perform();
  if (!error.empty()) {
    return url + ": " + error +
           (options.allow_egress ? "" : " (without --allow-egress only loopback is reached)");
  }
  const long status = transfer.response_code();
  if ((status >= 200 && status < 300) || (status >= 400 && status < 500)) return std::nullopt;
  return url + ": answered " + std::to_string(status);
}

}  // namespace keytrail::delivery
