// An Emulator is keytrail without a socket: the chain from KMS to mail as a library for GoogleTest
// suites. The server and the scenario runner are its clients and reach no further.
//
//   keytrail::Emulator aws;
//   auto key = aws.call("kms", "CreateKey", {});
//   aws.call("kms", "DisableKey", {{"KeyId", key.output["KeyMetadata"]["KeyId"]}});
//   auto refused = aws.call("kms", "Encrypt", …);   // refused.error->code == "DisabledException"
//   aws.clock().advance(std::chrono::minutes(1));
//   aws.inbox();
//
// All members may be called from several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "core/call.h"
#include "core/fault.h"
#include "core/identities.h"
#include "core/mail.h"
#include "core/timeline_query.h"

namespace keytrail {

enum class ClockMode { Wall, Manual };

struct EmulatorOptions {
  // Where the state lives. Memory is for tests and scenarios; Temporary is a private SQLite
  // database that is gone at exit (long-running servers); File is `db_path`.
  enum class Storage { Memory, Temporary, File };
  Storage storage = Storage::Memory;
  std::string db_path;

  ClockMode clock_mode = ClockMode::Manual;
  std::optional<Instant> clock_start;  // Without it: wall time in whole seconds.
  double clock_speed = 1;

  std::string account = "123456789012";
  std::string region = "us-east-1";
  std::optional<std::uint64_t> seed;  // Without it: the operating system's randomness.

  Duration trail_delay{0};
  Duration transition_delay{0};
  bool auto_confirm = false;
  std::string public_url;

  // Who there is: users, roles, whose each access key is. scenario/ reads them from a file.
  Identities identities;
  // Whether policies decide what callers may do. Off: everybody may do everything.
  bool enforce_policies = false;

  std::string smtp;  // "host:port"; empty: none.
  std::string smtp_user;
  std::string smtp_password;
  std::string maildir;
  std::string trail_dir;  // Mirrors what trails put into their buckets; empty: none.
  bool allow_egress = false;
  // Authorities that https endpoints may have besides the system's, as PEM.
  std::string trusted_authorities;
  // Where Lambda functions can be invoked, "http://127.0.0.1:3001"; empty: nowhere.
  std::string lambda_endpoint;
  // Takes the place of what would go out; for those who only want to see it.
  std::function<AttemptResult(const Delivery&)> deliver;
  // Keep what was lately asked and answered, for recorded_calls().
  bool record_calls = false;
  // Deliver from a thread of the emulator's own. Off: only clock moves and deliver_due() deliver.
  bool deliver_in_background = false;
};

// The database is in use, not keytrail's, of a newer schema, made with another seed …
class StartError : public std::runtime_error {
 public:
  enum class Kind { CannotStart, WrongUsage };
  explicit StartError(const std::string& what, Kind kind = Kind::CannotStart)
      : std::runtime_error(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// Who calls, for call(). Empty members take the emulator's defaults.
struct CallOptions {
  std::string account;
  std::string region;
  // "root" (the default), "user/NAME", or "assumed-role/ROLE/SESSION".
  std::string identity;
  std::string source_ip;
  std::string user_agent;
  // Where the caller reaches the emulator, "127.0.0.1:4566": in links and in the URLs of queues.
  std::string host;
  // For assertions of tests: a read that leaves no record and no timeline entry, so that looking
  // does not change what is looked at. Operations that write are refused.
  bool leaves_no_trace = false;
};

struct CallResult {
  bool ok() const { return !error.has_value(); }
  Json output;                    // As AWS's JSON: blobs in base64, timestamps in epoch seconds.
  std::optional<ApiError> error;  // code as an SDK shows it.
  std::string request_id;
};

// What a call of the timeline said. Secrets and bytes are not there: see embed/call_tape.h.
struct TapedCall {
  std::string request_id;
  bool is_read = false;
  Json input;
  Json output;
  std::optional<ApiError> error;  // code as an SDK shows it.
};

struct ClockReading {
  Instant now;
  ClockMode mode = ClockMode::Manual;
  double speed = 1;
};

struct ClockMove {
  Instant now;
  std::map<std::string, std::uint64_t> ran;  // "alarm-evaluations": 3, …
};

class CallTape;
class Engine;

class EmulatorClock {
 public:
  Instant now();
  ClockReading read();
  ClockMove advance(Duration by);
  // An instant in the past moves nothing and is an error (ValidationException, 400).
  Result<ClockMove> set(Instant target);
  ClockMove set_mode(ClockMode mode);
  Result<ClockMove> set_speed(double speed);
  // When the next thing happens by itself, and what: {"time", "kind", "subject"}, or null.
  Json next();

 private:
  friend class Emulator;
  explicit EmulatorClock(Engine& engine) : engine_(engine) {}
  Engine& engine_;
  const std::function<AttemptResult(const Delivery&)>* attempt_ = nullptr;
};

class Emulator {
 public:
  explicit Emulator(EmulatorOptions options = {});  // Throws StartError.
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // `service` is kms, cloudtrail, logs, cloudwatch, sns, secretsmanager, sts, s3, sqs or
  // organizations; `input` is AWS's JSON form (blobs in base64, timestamps in epoch seconds or RFC
  // 3339).
  CallResult call(const std::string& service, const std::string& operation, const Json& input,
                  const CallOptions& options = {});
  // A call whose protocol somebody else took off; validated and recorded like every other.
  Outcome execute(Call call);

  EmulatorClock& clock() { return clock_; }
  // Mails in order of arrival; `to` empty: of every address.
  std::vector<Mail> inbox(const std::string& to = {});
  void clear_inbox(const std::string& to = {});
  // What happened, oldest first; each entry {"id", "time", "kind", "account", "region", …}.
  Json timeline(const TimelineQuery& query = {});
  std::uint64_t last_timeline_id();
  // The calls from outside since the process started or was reset, oldest first, as far as they are
  // kept; nothing without `record_calls`. Their order, time and caller are in the timeline.
  std::vector<TapedCall> recorded_calls();
  const EmulatorOptions& options() const { return options_; }
  // Blocks until the timeline grows beyond `since`, `timeout` of real time passes, or stop().
  bool wait_for_timeline(std::uint64_t since, std::chrono::milliseconds timeout);
  void stop_waiting();

  // The services with at least one operation: "kms", "logs", …
  static std::vector<std::string> service_names();

  // Which messages a metric filter's pattern matches and why: {"events": [{"matches", "clauses":
  // [{"text", "holds", "found"}]}]}, or {"error": {"column", "expected"}} for no pattern.
  static Json explain_filter(const std::string& pattern, const std::vector<std::string>& messages);

  // Foreign CloudTrail records, the JSON text of each: {"accepted": n, "refused": [{"index",
  // "reason"}]}.
  Json inject_records(const std::vector<std::string>& records);

  // What stands behind a custom key store is simulated. Lets it fail with one of AWS's
  // ConnectionErrorCodes, or work again when the code is empty. A connected store fails at once.
  Result<void> set_custom_key_store_fault(const std::string& id, const std::string& error_code,
                                          const std::string& region = {},
                                          const std::string& account = {});

  // Where the same emulator is served over TLS, for links that must be https; 0: nowhere.
  void set_tls_port(int port);
  // The certificate that SNS's SigningCertURLs name, as PEM.
  std::optional<std::string> signing_certificate(const std::string& name);
  // How many calls wait for something to happen, as long polls do.
  std::uint64_t waiting_calls();

  // More faults. Of what trails deliver from here on; and calls that are turned away.
  void set_trail_delay(Duration delay);
  void set_throttle(const Throttle& throttle);

  // State, streams, inbox, timers, faults and ids gone; clock, mode and seed as at the start, or
  // the clock as it is told to be.
  void reset(std::optional<ClockMode> mode = std::nullopt,
             std::optional<Instant> clock_start = std::nullopt);

  // The whole state as the bytes of an SQLite file, clock and counters included; nothing with
  // Storage::Memory.
  std::optional<std::string> take_snapshot();
  // And back. Ids and material go on from a fresh seed unless one was given. What is no snapshot is
  // an error and changes nothing.
  Result<void> restore_snapshot(std::string_view bytes);

  // Attempts what is owed to the outside and due; for callers without the background thread.
  void deliver_due();

 private:
  std::unique_ptr<Engine> engine_;
  EmulatorClock clock_;
  EmulatorOptions options_;
  std::unique_ptr<CallTape> tape_;
  struct Background;
  std::unique_ptr<Background> background_;
};

}  // namespace keytrail
