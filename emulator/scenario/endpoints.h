// Endpoints stand for the http and https endpoints of a scenario. Nothing leaves the process: what
// would be posted is kept for expectations, unless the scenario says that the endpoint is down.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "keytrail/emulator.h"

namespace keytrail::scenario {

struct Post {
  std::string account;
  std::string region;
  // {"time", "url", "type", "subject", "message", "body"}: what an endpoint reads off headers and
  // envelope; with raw delivery the message is the body.
  Json seen;
  std::string token;  // Of a message that asks for confirmation.
};

class Endpoints {
 public:
  AttemptResult attempt(const Delivery& delivery, Instant now);

  void set_down(const std::string& url, bool is_down);
  // What arrived, oldest first.
  const std::vector<Post>& posts() const { return posts_; }

 private:
  std::set<std::string> down_;
  std::vector<Post> posts_;
};

}  // namespace keytrail::scenario
