// The server: one port for every AWS service, the control API under /_keytrail/, and the console.
#pragma once

#include <optional>
#include <string>

#include "keytrail/emulator.h"

namespace keytrail {

struct ServeOptions {
  EmulatorOptions emulator;  // Storage is Temporary or File; the clock mode defaults to Wall.
  std::string host = "127.0.0.1";
  int port = 4566;              // 0 picks a free one.
  std::optional<int> tls_port;  // The same over TLS; 0 picks a free one.
  std::string tls_ca_out;       // Where the certificate goes that TLS clients are to trust.
  std::string ready_file;       // Holds the base URL while requests are accepted; empty: none.
  std::string control_token;    // Needed when `host` is not loopback.
  bool log_requests = false;    // --log-level debug or lower: one line a request on stderr.
  bool log_json = false;        // --log-format json.
  bool quiet = false;           // --log-level error: no start-up lines.
};

// True for 127.0.0.0/8, ::1 and localhost.
bool is_loopback_host(const std::string& host);

// Runs until SIGINT or SIGTERM. Returns the exit code of contract 2: 0, or 2 and 4 with one line on
// stderr.
int run_server(ServeOptions options);

}  // namespace keytrail
