#include "delivery/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/text.h"
#include "client/curl.h"

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

struct Answer {
  long status = 0;
  std::string body;            // The beginning of it.
  std::string function_error;  // X-Amz-Function-Error.
  std::string problem;         // Why there is no answer; empty: there is one.
};

std::size_t keep_beginning(char* data, std::size_t size, std::size_t count, void* body) {
  constexpr std::size_t kKeptMax = 1000;
  auto& text = *static_cast<std::string*>(body);
  text.append(data, std::min(size * count, kKeptMax - std::min(kKeptMax, text.size())));
  return size * count;
}

std::size_t look_at_header(char* data, std::size_t size, std::size_t count, void* function_error) {
  constexpr std::string_view kName = "X-Amz-Function-Error:";
  const std::string_view line(data, size * count);
  if (starts_with_ignoring_case(line, kName)) {
    *static_cast<std::string*>(function_error) = trim(line.substr(kName.size()));
  }
  return size * count;
}

Answer post(const DeliveryOptions& options, const Json& payload) {
  Answer answer;
  const client::CurlApi& api = client::curl_api();
  const std::string url = string_member(payload, "url");
  if (!api.error.empty()) {
    answer.problem = api.error;
    return answer;
  }
  if (!starts_with_ignoring_case(url, "http://") && !starts_with_ignoring_case(url, "https://")) {
    answer.problem = "not an http or https URL: " + url;
    return answer;
  }
  client::CurlTransfer transfer(api);
  transfer.set(CURLOPT_URL, url.c_str());
  transfer.set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.attempt_max.count()));
  if (!options.allow_egress) transfer.set(CURLOPT_OPENSOCKETFUNCTION, &open_loopback_only);
  if (!options.trusted_authorities.empty()) {
    // Takes the place of the system's bundle, but not of its folder, which the library goes on to
    // look at.
    curl_blob pem{const_cast<char*>(options.trusted_authorities.data()),
                  options.trusted_authorities.size(), CURL_BLOB_COPY};
    transfer.set(CURLOPT_CAINFO_BLOB, &pem);
  }
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
  transfer.set(CURLOPT_WRITEFUNCTION, &keep_beginning);
  transfer.set(CURLOPT_WRITEDATA, &answer.body);
  transfer.set(CURLOPT_HEADERFUNCTION, &look_at_header);
  transfer.set(CURLOPT_HEADERDATA, &answer.function_error);

  const std::string error = transfer.perform();
  answer.status = transfer.response_code();
  if (!error.empty()) {
    answer.problem =
        url + ": " + error +
        (options.allow_egress ? "" : " (without --allow-egress only loopback is reached)");
  }
  return answer;
}

bool is_success(long status) { return status >= 200 && status < 300; }

}  // namespace

AttemptResult post_notification(const DeliveryOptions& options, const Json& payload) {
  using enum AttemptResult::Fate;
  const Answer answer = post(options, payload);
  if (!answer.problem.empty()) return {Failed, answer.problem};
  if (is_success(answer.status)) return {};
  const bool is_refusal = answer.status >= 400 && answer.status < 500;
  return {is_refusal ? Refused : Failed,
          string_member(payload, "url") + ": answered " + std::to_string(answer.status)};
}

AttemptResult invoke_function(const DeliveryOptions& options, const Json& payload) {
  using enum AttemptResult::Fate;
  const Answer answer = post(options, payload);
  if (!answer.problem.empty()) return {Failed, answer.problem};
  if (!is_success(answer.status)) {
    return {Failed, string_member(payload, "url") + ": answered " + std::to_string(answer.status)};
  }
  if (answer.function_error.empty()) return {};
  return {Failed, "The function failed (" + answer.function_error + "): " + answer.body};
}

}  // namespace keytrail::delivery
