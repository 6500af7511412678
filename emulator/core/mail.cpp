#include "core/mail.h"

#include <algorithm>
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
  mail.id = std::to_string(++last_.mail);
  for (const std::string& kind : mail_sinks_) {
    Delivery delivery;
    delivery.id = std::to_string(++last_.delivery);
    delivery.kind = kind;
    delivery.scope = Scope{mail.account, mail.region};
    delivery.due = mail.at;
    delivery.payload = Writer::write(mail);
    deliveries_.put(padded(last_.delivery), std::move(delivery));
  }
  return inbox_.put(padded(last_.mail), std::move(mail));
}

void Outbox::send_http(const Scope& scope, Instant now, Json payload) {
  Delivery delivery;
  delivery.id = std::to_string(++last_.delivery);
  delivery.kind = "http";
  delivery.scope = scope;
  delivery.due = now;
  delivery.payload = std::move(payload);
  deliveries_.put(padded(last_.delivery), std::move(delivery));
}

void Outbox::reindex(Numbers last) {
  const auto last_of = [](const auto& table) -> std::uint64_t {
    if (table.empty()) return 0;
    return std::strtoull(table.rows().rbegin()->first.c_str(), nullptr, 10);
  };
  last_.mail = std::max(last.mail, last_of(inbox_));
  last_.delivery = std::max(last.delivery, last_of(deliveries_));
}

}  // namespace keytrail
