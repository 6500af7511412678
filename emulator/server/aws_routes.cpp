#include "server/aws_routes.h"

#include <algorithm>

#include "core/limits.h"
#include "crypto/drbg.h"

namespace keytrail {
namespace {

bool is_account(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// For answers that no command was numbered for.
std::string stray_request_id() { return crypto::SystemRandom().uuid(); }

Caller make_caller(const EmulatorOptions& options, const wire::HttpRequest& request,
                   const std::optional<wire::Credential>& credential,
                   const Connection& connection) {
  Caller caller;
  caller.scope = Scope{options.account, options.region};
  std::string access_key_id;
  if (credential) {
    access_key_id = credential->access_key_id;
    // An access key id of twelve digits names the account, as other emulators have it.
    if (is_account(access_key_id)) caller.scope.account = access_key_id;
    if (is_region(credential->region)) caller.scope.region = credential->region;
  }
  caller.credentials = Credentials{access_key_id, credential ? credential->session_token : ""};
  caller.identity = root_identity(caller.scope.account, access_key_id);
  caller.source_ip = connection.remote_ip;
  caller.tls_version = connection.tls_version;
  caller.tls_cipher = connection.tls_cipher;
  caller.user_agent = request.header("User-Agent");
  caller.host_header = request.header("Host");
  return caller;
}

wire::HttpResponse answer_error(const wire::HttpRequest& request, const ApiError& error) {
  const Result<wire::Route> routed = wire::route(request);
  wire::HttpResponse response =
      wire::encode_error(routed.ok() ? &routed.value() : nullptr, wire::guess_protocol(request),
                         error, stray_request_id());
  response.status = error.status;
  return response;
}

}  // namespace

wire::HttpResponse answer_aws(Emulator& emulator, const EmulatorOptions& options,
                              const wire::HttpRequest& request, const Connection& connection) {
  Result<wire::Route> routed = wire::route(request);
  if (!routed.ok()) {
    return wire::encode_error(nullptr, wire::guess_protocol(request), routed.error(),
                              stray_request_id());
  }
  const wire::Route& route = routed.value();
  Result<Json> input = wire::decode(route, request);
  if (!input.ok()) {
    return wire::encode_error(&route, route.protocol, input.error(), stray_request_id());
  }
  Call call{std::string(route.service->name), std::string(route.operation->name),
            std::move(input).value(), make_caller(options, request, route.credential, connection)};
  Outcome outcome = emulator.execute(std::move(call));
  if (!outcome.result.ok()) {
    return wire::encode_error(&route, route.protocol, outcome.result.error(), outcome.request_id);
  }
  return wire::encode(route, std::move(outcome.result).value(), outcome.request_id);
}

wire::HttpResponse answer_too_large(const wire::HttpRequest& request) {
  return answer_error(request, {"RequestEntityTooLargeException",
                                "The request body is larger than " +
                                    std::to_string(limits::kBodyBytesMax >> 20) + " MiB.",
                                413});
}

wire::HttpResponse answer_unreadable(const wire::HttpRequest& request) {
  return answer_error(request, {"SerializationException",
                                "The request body is not what its headers say it is.", 400});
}

}  // namespace keytrail
