// A Deliverer makes one attempt at a time to bring something outside: a mail to an SMTP server or
// into a maildir, a notification to an HTTP endpoint, a trail's file into a folder. It holds no
// queue and no lock and knows no clock; who calls it decides when to try again (retry.h). Safe to
// use from several threads.
#pragma once

#include <optional>
#include <string>

#include "core/mail.h"

namespace keytrail::delivery {

struct DeliveryOptions {
  std::string smtp;  // HOST:PORT. Naming a host is leave to connect to it.
  std::string smtp_user;
  std::string smtp_password;
  std::string maildir;
  std::string trail_dir;
  bool allow_egress = false;  // HTTP to other addresses than loopback.
  // Authorities that https endpoints may have besides the system's, as PEM.
  std::string trusted_authorities;
  Duration attempt_max = std::chrono::seconds(5);
};

class Deliverer {
 public:
  explicit Deliverer(DeliveryOptions options) : options_(std::move(options)) {}

  // The kinds that Outbox::set_mail_sinks should queue mails for.
  std::vector<std::string> mail_sinks() const;

  AttemptResult attempt(const Delivery& delivery) const;

 private:
  DeliveryOptions options_;
};

}  // namespace keytrail::delivery
