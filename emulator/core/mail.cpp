#include "core/mail.h"

#include <cstdio>
#include <cstdlib>

#include "core/limits.h"

namespace keytrail {
namespace {

// Rows sort by number, so ids are padded in the table and plain to the reader.
std::string padded(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%020llu", static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

const Mail& Outbox::send(Mail mail) {
  if (inbox_.size() >= limits::kInboxMailsMax) inbox_.erase(inbox_.rows().begin()->first);
  mail.id = std::to_string(++last_mail_);
  for (const std::string& kind : mail_sinks_) {
    Delivery delivery;
    delivery.id = std::to_string(++last_delivery_);
    delivery.kind = kind;
    delivery.scope = Scope{mail.account, mail.region};
    delivery.due = mail.at;
    delivery.payload = Writer::write(mail);
    deliveries_.put(padded(last_delivery_), std::move(delivery));
  }
  return inbox_.put(padded(last_mail_), std::move(mail));
}

void Outbox::send_http(const Scope& scope, Instant now, Json payload) {
  Delivery delivery;
  delivery.id = std::to_string(++last_delivery_);
  delivery.kind = "http";
  delivery.scope = scope;
  delivery.due = now;
  delivery.payload = std::move(payload);
  deliveries_.put(padded(last_delivery_), std::move(delivery));
}

void Outbox::reindex() {
  last_mail_ = 0;
  last_delivery_ = 0;
  if (!inbox_.empty())
    last_mail_ = std::strtoull(inbox_.rows().rbegin()->first.c_str(), nullptr, 10);
  if (!deliveries_.empty()) {
    last_delivery_ = std::strtoull(deliveries_.rows().rbegin()->first.c_str(), nullptr, 10);
  }
}

}  // namespace keytrail
