#include "client/control_client.h"

namespace keytrail::client {
namespace {

using Answer = std::variant<Json, ControlError>;

constexpr const char* kJson = "application/json";
constexpr const char* kSnapshotType = "application/vnd.sqlite3";

ControlError not_reached(const std::string& endpoint, const std::string& reason, int status) {
  return {ControlError::Kind::NotReached, "no keytrail at " + endpoint + ": " + reason, status};
}

}  // namespace

Answer ControlClient::get(const std::string& path) const { return send("GET", path, {}); }
Answer ControlClient::erase(const std::string& path) const { return send("DELETE", path, {}); }
Answer ControlClient::post(const std::string& path, const Json& body) const {
  return send("POST", path, body.is_null() ? std::string() : to_text(body));
}
Answer ControlClient::put(const std::string& path, const Json& body) const {
  return send("PUT", path, to_text(body));
}

std::variant<std::string, ControlError> ControlClient::get_text(const std::string& path) const {
  return exchange("GET", path, {}, {});
}
Answer ControlClient::restore_snapshot(std::string bytes) const {
  return read(exchange("PUT", kSnapshotPath, std::move(bytes), kSnapshotType));
}

Answer ControlClient::send(std::string method, const std::string& path, std::string body) const {
  return read(exchange(std::move(method), path, std::move(body), kJson));
}

Answer ControlClient::read(std::variant<std::string, ControlError> answer) const {
  if (auto* error = std::get_if<ControlError>(&answer)) return std::move(*error);
  const std::string& body = std::get<std::string>(answer);
  if (body.empty()) return Json();
  if (std::optional<Json> json = parse_json(body)) return std::move(*json);
  return not_reached(endpoint_, "what answers there is not keytrail", 200);
}

std::variant<std::string, ControlError> ControlClient::exchange(
    std::string method, const std::string& path, std::string body,
    const std::string& content_type) const {
  const auto endpoint = parse_endpoint(endpoint_);
  if (const auto* bad = std::get_if<Unreachable>(&endpoint)) {
    return ControlError{ControlError::Kind::Refused, "endpoint: " + bad->reason};
  }
  HttpRequest request{std::move(method), "/_keytrail/" + path, {}, std::move(body)};
  if (!request.body.empty()) request.headers.push_back("Content-Type: " + content_type);
  if (!token_.empty()) request.headers.push_back("Authorization: Bearer " + token_);
  auto answer = client::exchange(std::get<Endpoint>(endpoint), request);
  if (const auto* failure = std::get_if<Unreachable>(&answer)) {
    return not_reached(endpoint_, failure->reason, 0);
  }
  HttpReply& reply = std::get<HttpReply>(answer);
  if (reply.status >= 200 && reply.status < 300) return std::move(reply.body);
  const std::string message = string_member(parse_json(reply.body).value_or(Json()), "message");
  const bool is_refusal = reply.status != 404 && reply.status < 500;
  if (is_refusal || reply.status == 501) {
    return ControlError{ControlError::Kind::Refused,
                        message.empty() ? "HTTP " + std::to_string(reply.status) : message,
                        reply.status};
  }
  return not_reached(endpoint_, "HTTP " + std::to_string(reply.status) + " " + message,
                     reply.status);
}

}  // namespace keytrail::client
