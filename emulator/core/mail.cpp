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
    queue(Scope{mail.account, mail.region}, mail.at, kind, Writer::write(mail));
  }
  return inbox_.put(padded(last_.mail), std::move(mail));
}

void Outbox::send_http(const Scope& scope, Instant now, Json payload) {
  queue(scope, now, "http", std::move(payload));
}

void Outbox::invoke_function(const Scope& scope, Instant now, Json payload) {
  queue(scope, now, "lambda", std::move(payload));
}

void Outbox::send_trail_file(const Scope& scope, Instant now, const std::string& key,
                             std::string_view bytes) {
  queue(scope, now, "trail-file", {{"key", key}, {"body", to_base64(bytes)}});
}

void Outbox::queue(const Scope& scope, Instant now, std::string kind, Json payload) {
  Delivery delivery;
  delivery.id = std::to_string(++last_.delivery);
  delivery.kind = std::move(kind);
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
