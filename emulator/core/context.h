// A Context is everything a handler may use besides its own service's State: the instant, who
// calls, chance, timers, streams, ports, and the draft of the record that the engine will write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/arn.h"
#include "base/json.h"
#include "core/caller.h"
#include "core/identities.h"
#include "core/mail.h"
#include "core/ports.h"
#include "core/random.h"
#include "core/scheduler.h"
#include "core/store.h"
#include "core/timeline.h"

namespace keytrail {

// What a handler adds to its own CloudTrail record. The rest follows from the operation's row.
struct RecordDraft {
  struct Resource {
    std::string type;  // "AWS::KMS::Key".
    std::string arn;
    std::string account;
  };
  std::vector<Resource> resources;
  std::vector<std::string> used_rows;  // Of the entities that the call works with.
  bool has_resources_member = false;   // Writes "resources": [] when none was added.
  // Set to replace what the row's rule gives; already in CloudTrail's casing.
  std::optional<Json> request_parameters;
  std::optional<Json> response_elements;
  Json additional_event_data;  // null: left out.
};

// What serve's flags say and services must know.
struct Settings {
  std::string default_account = "123456789012";
  std::string default_region = "us-east-1";
  Duration trail_delay{0};
  Duration transition_delay{0};
  bool auto_confirm = false;
  bool mirrors_trail_files = false;  // Into --trail-dir.
  // The base of links in mails, without a trailing slash; empty: the Host of the request.
  std::string public_url;
  Identities identities;
  bool enforces_policies = false;
  int tls_port = 0;             // Where the same is served over TLS; 0: nowhere.
  std::string lambda_endpoint;  // Where Lambda functions can be invoked; empty: nowhere.
};

struct Context {
  Instant now;
  const Caller& caller;
  std::string request_id;
  Random& random;
  Scheduler& scheduler;
  Store& store;
  Timeline& timeline;
  Outbox& outbox;
  Ports& ports;
  const Settings& settings;
  RecordDraft record;
  const Json* input = nullptr;  // Of the operation that runs; null in a timer.
  std::uint64_t command = 0;    // The number of the call from outside or the timer behind it all.

  const Scope& scope() const { return caller.scope; }
  const std::string& account() const { return caller.scope.account; }
  const std::string& region() const { return caller.scope.region; }
  Arn arn(std::string service, std::string resource) const {
    return Arn{"aws", std::move(service), region(), account(), std::move(resource)};
  }
};

}  // namespace keytrail
