#include "client/control_client.h"

namespace keytrail::client {
namespace {

using Answer = std::variant<Json, ControlError>;

ControlError not_reached(const std::string& endpoint, const std::string& reason) {
  return {ControlError::Kind::NotReached, "no keytrail at " + endpoint + ": " + reason};
}

}  // namespace

Answer ControlClient::get(const std::string& path) const { return send("GET", path, {}); }
Answer ControlClient::erase(const std::string& path) const { return send("DELETE", path, {}); }
Answer ControlClient::post(const std::string& path, const Json& body) const {
  return send("POST", path, body.is_null() ? std::string() : to_text(body));
}

Answer ControlClient::send(std::string method, const std::string& path, std::string body) const {
  const auto endpoint = parse_endpoint(endpoint_);
  if (const auto* bad = std::get_if<Unreachable>(&endpoint)) {
    return ControlError{ControlError::Kind::Refused, "endpoint: " + bad->reason};
  }
  HttpRequest request{std::move(method), "/_keytrail/" + path, {}, std::move(body)};
  if (!request.body.empty()) request.headers.push_back("Content-Type: application/json");
  if (!token_.empty()) request.headers.push_back("Authorization: Bearer " + token_);
  const auto answer = exchange(std::get<Endpoint>(endpoint), request);
  if (const auto* failure = std::get_if<Unreachable>(&answer)) {
    return not_reached(endpoint_, failure->reason);
  }
  const HttpReply& reply = std::get<HttpReply>(answer);
  std::optional<Json> json = parse_json(reply.body);
  if (reply.status >= 200 && reply.status < 300) {
    if (json) return std::move(*json);
    if (reply.body.empty()) return Json();
    return not_reached(endpoint_, "what answers there is not keytrail");
  }
  const std::string message = json ? string_member(*json, "message") : std::string();
  const bool is_refusal = reply.status != 404 && reply.status < 500;
  if (is_refusal || reply.status == 501) {
    return ControlError{ControlError::Kind::Refused,
                        message.empty() ? "HTTP " + std::to_string(reply.status) : message};
  }
  return not_reached(endpoint_, "HTTP " + std::to_string(reply.status) + " " + message);
}

}  // namespace keytrail::client
