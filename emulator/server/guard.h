// The Guard keeps web pages away. A page in the developer's browser may be made to send requests to
// 127.0.0.1, with any content type and without seeing the answer, and a name that resolves to
// 127.0.0.1 makes it see the answer too. So every request is checked: the Host must be one of ours,
// and what a browser says of the request's origin must not be another site's.
#pragma once

#include <optional>
#include <string>

#include "wire/wire.h"

namespace keytrail {

// "https://kt.example:4566/x" -> "kt.example"; empty when there is no host in it.
std::string host_of(std::string_view url);

class Guard {
 public:
  struct Options {
    bool any_host = false;      // Once --host widened the listener.
    std::string public_url;     // Its host is accepted too.
    std::string control_token;  // Empty: none needed.
  };
  explicit Guard(Options options);

  // Why the request is refused, or nothing.
  std::optional<std::string> refuse(const wire::HttpRequest& request) const;
  // Whether a control or console request carries the token, when one is needed.
  bool has_token(const wire::HttpRequest& request) const;

 private:
  bool accepts_host(std::string_view host) const;

  Options options_;
  std::string public_host_;
};

}  // namespace keytrail
