#include "delivery/deliverer.h"

#include "delivery/http.h"
#include "delivery/maildir.h"
#include "delivery/smtp.h"
#include "delivery/trail_file.h"

namespace keytrail::delivery {
namespace {

Mail mail_of(const Delivery& delivery) {
  Mail mail;
  Reader::read(delivery.payload, mail);
  return mail;
}

AttemptResult failed(std::optional<std::string> error) {
  if (!error) return {};
  return {AttemptResult::Fate::Failed, *std::move(error)};
}

}  // namespace

std::vector<std::string> Deliverer::mail_sinks() const {
  std::vector<std::string> sinks;
  if (!options_.smtp.empty()) sinks.push_back("smtp");
  if (!options_.maildir.empty()) sinks.push_back("maildir");
  return sinks;
}

AttemptResult Deliverer::attempt(const Delivery& delivery) const {
  // A restart may find deliveries of a kind that its flags no longer name.
  if (delivery.kind == "smtp") {
    if (options_.smtp.empty()) return failed("no --smtp host is set");
    return failed(send_by_smtp(options_, mail_of(delivery)));
  }
  if (delivery.kind == "maildir") {
    if (options_.maildir.empty()) return failed("no --maildir is set");
    return failed(write_to_maildir(options_.maildir, mail_of(delivery)));
  }
  if (delivery.kind == "trail-file") {
    if (options_.trail_dir.empty()) return failed("no --trail-dir is set");
    return failed(write_trail_file(options_.trail_dir, delivery.payload));
  }
  if (delivery.kind == "http") return post_notification(options_, delivery.payload);
  if (delivery.kind == "lambda") return invoke_function(options_, delivery.payload);
  return failed("unknown kind of delivery: " + delivery.kind);
}

}  // namespace keytrail::delivery
