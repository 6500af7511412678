// One HTTP exchange with a running emulator, in plain text over a socket of its own. The control
// API needs no more, and a command such as `keytrail clock` starts in a millisecond because no
// library is loaded for it.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace keytrail::client {

struct HttpReply {
  int status = 0;
  std::string body;
};

// What kept an exchange from happening, for people.
struct Unreachable {
  std::string reason;
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  // Path and query.
  std::vector<std::string> headers;
  std::string body;
};

// "http://host:port" taken apart; nothing for anything else.
struct Endpoint {
  std::string host;
  std::string port;
};
std::variant<Endpoint, Unreachable> parse_endpoint(const std::string& url);

std::variant<HttpReply, Unreachable> exchange(const Endpoint& endpoint, const HttpRequest& request);

}  // namespace keytrail::client
