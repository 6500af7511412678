#include "scenario/endpoints.h"

namespace keytrail::scenario {

AttemptResult Endpoints::attempt(const Delivery& delivery, Instant now) {
  const std::string url = string_member(delivery.payload, "url");
  if (down_.contains(url)) return {AttemptResult::Fate::Failed, url + ": is down"};
  const std::string body = string_member(delivery.payload, "body");
  const Json* headers = find_member(delivery.payload, "headers");
  const bool is_raw = headers != nullptr && headers->contains("x-amz-sns-rawdelivery");
  const Json envelope = is_raw ? Json() : parse_json(body).value_or(Json());
  Post post{delivery.scope.account, delivery.scope.region, {}, string_member(envelope, "Token")};
  post.seen = {{"time", to_rfc3339(now)}, {"url", url}};
  post.seen["type"] = headers == nullptr ? "" : string_member(*headers, "x-amz-sns-message-type");
  post.seen["subject"] = string_member(envelope, "Subject");
  post.seen["message"] = envelope.is_null() ? body : string_member(envelope, "Message");
  post.seen["body"] = body;
  posts_.push_back(std::move(post));
  return {};
}

void Endpoints::set_down(const std::string& url, bool is_down) {
  if (is_down) {
    down_.insert(url);
  } else {
    down_.erase(url);
  }
}

}  // namespace keytrail::scenario
