// A Mail is what a person would find in the inbox; a Delivery is one attempt still owed to the
// outside: a mail to SMTP or maildir, or a notification over HTTP. Both are entities: the intent
// commits with the call that caused it, the attempt follows, at least once, also after a restart.
#pragma once

#include "base/scope.h"
#include "core/scheduler.h"
#include "core/table.h"

namespace keytrail {

struct Mail {
  std::string id;  // "1", "2", … in order of arrival.
  Instant at;
  std::string account;
  std::string region;
  std::string from;
  std::string to;
  std::string subject;
  std::string body;
  std::map<std::string, std::string> headers;
  std::string confirm_url;  // Empty unless this mail asks for confirmation.

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("at", at);
    archive("account", account);
    archive("region", region);
    archive("from", from);
    archive("to", to);
    archive("subject", subject);
    archive("body", body);
    archive("headers", headers);
    archive("confirmUrl", confirm_url);
  }
};

struct Delivery {
  std::string id;
  std::string kind;  // "smtp", "maildir", "http", "lambda", "trail-file".
  Scope scope;
  Instant due;
  int attempts = 0;
  // smtp, maildir: a Mail row. trail-file: key, body. http, lambda: url, headers, body; retryAfter,
  // the milliseconds to wait after each attempt that failed; about, what the timeline says of it;
  // and whatever else the service that sends it wants to find there in the end.
  Json payload;
  std::string last_error;

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("kind", kind);
    archive("account", scope.account);
    archive("region", scope.region);
    archive("due", due);
    archive("attempts", attempts);
    archive("payload", payload);
    archive("lastError", last_error);
  }
};

// What an attempt to deliver came to. What was refused nobody tries again.
struct AttemptResult {
  enum class Fate { Arrived, Failed, Refused };
  Fate fate = Fate::Arrived;
  std::string error;

  bool has_arrived() const { return fate == Fate::Arrived; }
};

// Where mails and deliveries go. Holds the inbox and what is still owed.
class Outbox {
 public:
  // Puts the mail into the inbox (always) and queues a delivery for each of `sinks`.
  const Mail& send(Mail mail);
  void send_http(const Scope& scope, Instant now, Json payload);
  // An invocation of a Lambda function; its service hears how it ended.
  void invoke_function(const Scope& scope, Instant now, Json payload);
  // A file of a trail, for the folder that mirrors its bucket.
  void send_trail_file(const Scope& scope, Instant now, const std::string& key,
                       std::string_view bytes);

  void set_mail_sinks(std::vector<std::string> kinds) { mail_sinks_ = std::move(kinds); }
  Table<Mail>& inbox() { return inbox_; }
  const Table<Mail>& inbox() const { return inbox_; }
  Table<Delivery>& deliveries() { return deliveries_; }
  const Table<Delivery>& deliveries() const { return deliveries_; }
  // The highest numbers given so far.
  struct Numbers {
    std::uint64_t mail = 0;
    std::uint64_t delivery = 0;
  };
  const Numbers& last() const { return last_; }
  // Sets the numbers after loading, to what was kept with the tables: a mail that was deleted keeps
  // its number for itself.
  void reindex(Numbers last = {0, 0});

 private:
  void queue(const Scope& scope, Instant now, std::string kind, Json payload);

  Table<Mail> inbox_{"mail"};
  Table<Delivery> deliveries_{"delivery"};
  std::vector<std::string> mail_sinks_;
  Numbers last_;
};

}  // namespace keytrail
