#include "client/http.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "core/limits.h"

namespace keytrail::client {
namespace {

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool connect(const addrinfo& address) const {
    return ::connect(descriptor_, address.ai_addr, address.ai_addrlen) == 0;
  }

  bool send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // All there is until the other side closes.
  std::optional<std::string> receive_all() const {
    std::string text;
    char buffer[16384];
    for (;;) {
      const ssize_t received = ::recv(descriptor_, buffer, sizeof buffer, 0);
      if (received < 0 && errno == EINTR) continue;
      if (received < 0 || text.size() > limits::kControlBodyBytesMax) return std::nullopt;
      if (received == 0) return text;
      text.append(buffer, static_cast<std::size_t>(received));
    }
  }

 private:
  int descriptor_;
};

std::variant<Socket, Unreachable> connect_to(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int failure = ::getaddrinfo(endpoint.host.c_str(), endpoint.port.c_str(), &hints, &list);
  if (failure != 0) return Unreachable{::gai_strerror(failure)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
  std::string reason = "no address";
  for (const addrinfo* address = list; address; address = address->ai_next) {
    Socket socket(::socket(address->ai_family, address->ai_socktype, address->ai_protocol));
    if (socket.is_open() && socket.connect(*address)) return socket;
    reason = std::strerror(errno);
  }
  return Unreachable{reason};
}

// The status and the body of "HTTP/1.1 200 OK\r\n…\r\n\r\nbody".
std::optional<HttpReply> parse_reply(const std::string& text) {
  const std::size_t head_end = text.find("\r\n\r\n");
  const std::size_t blank = text.find(' ');
  if (!text.starts_with("HTTP/1.") || head_end == std::string::npos || blank > head_end) {
    return std::nullopt;
  }
  HttpReply reply;
  std::from_chars(text.data() + blank + 1, text.data() + head_end, reply.status);
  reply.body = text.substr(head_end + 4);
  return reply;
}

}  // namespace

std::variant<Endpoint, Unreachable> parse_endpoint(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return Unreachable{"expected http://HOST:PORT, got '" + url + "'"};
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  rest = rest.substr(0, rest.find('/'));
  Endpoint endpoint{std::string(rest), "80"};
  const std::size_t bracket = rest.find(']');  // "[::1]:4566"
  const std::size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    endpoint.host = rest.substr(0, colon);
    endpoint.port = rest.substr(colon + 1);
  }
  if (endpoint.host.starts_with('[') && endpoint.host.ends_with(']')) {
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  }
  const bool is_number =
      !endpoint.port.empty() && endpoint.port.find_first_not_of("0123456789") == std::string::npos;
  if (endpoint.host.empty() || !is_number) {
    return Unreachable{"expected http://HOST:PORT, got '" + url + "'"};
  }
  return endpoint;
}

std::variant<HttpReply, Unreachable> exchange(const Endpoint& endpoint,
                                              const HttpRequest& request) {
  auto connected = connect_to(endpoint);
  if (auto* failure = std::get_if<Unreachable>(&connected)) return std::move(*failure);
  const Socket& socket = std::get<Socket>(connected);
  const std::string host =
      endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
  // HTTP/1.0 keeps the answer in one piece and ends it by closing.
  std::string text = request.method + " " + request.target + " HTTP/1.0\r\nHost: " + host + ":" +
                     endpoint.port + "\r\n";
  for (const std::string& header : request.headers) text += header + "\r\n";
  text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
  if (!socket.send_all(text)) return Unreachable{std::strerror(errno)};
  const std::optional<std::string> received = socket.receive_all();
  std::optional<HttpReply> reply = received ? parse_reply(*received) : std::nullopt;
  if (!reply) return Unreachable{"what answers there speaks no HTTP"};
  return std::move(*reply);
}

}  // namespace keytrail::client
