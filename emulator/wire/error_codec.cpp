#include <algorithm>

#include "base/text.h"
#include "wire/cbor.h"
#include "wire/wire.h"
#include "wire/xml_writer.h"

namespace keytrail::wire {
namespace {

using models::Error;
using models::Service;

// Front-end errors that no model lists: their code and status in Query and REST-XML.
struct CommonError {
  std::string_view code, query_code, rest_code;
  int query_status;
};
constexpr CommonError kCommonErrors[] = {
    {"AccessDeniedException", "AccessDenied", "AccessDenied", 403},
    {"ExpiredTokenException", "ExpiredToken", "ExpiredToken", 403},
    {"InternalFailure", "InternalFailure", "InternalError", 500},
    {"InvalidSignatureException", "SignatureDoesNotMatch", "SignatureDoesNotMatch", 403},
    {"MissingAuthenticationTokenException", "MissingAuthenticationToken", "AccessDenied", 403},
    {"SerializationException", "MalformedInput", "InvalidArgument", 400},
    {"ThrottlingException", "Throttling", "SlowDown", 400},
    {"UnknownOperationException", "InvalidAction", "MethodNotAllowed", 400},
    {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", 403},
    {"ValidationException", "ValidationError", "InvalidArgument", 400},
};

const CommonError* find_common_error(std::string_view code) {
  const auto* found =
      std::ranges::find_if(kCommonErrors, [&](const auto& row) { return row.code == code; });
  return found == std::end(kCommonErrors) ? nullptr : found;
}

// What the model and the table above know of an error.
struct Known {
  const Service* service;
  const Error* error;
  const CommonError* common;
};

Known look_up(const Service* service, const ApiError& error) {
  // The framework's own error stays so even where a model lists the name for something else (SNS).
  const bool may_be_modelled = service != nullptr && error.code != "ValidationException";
  const Error* modelled = may_be_modelled ? models::find_error(*service, error.code) : nullptr;
  return {service, modelled, modelled == nullptr ? find_common_error(error.code) : nullptr};
}
Known look_up(const Route* route, const ApiError& error) {
  return look_up(route != nullptr ? route->service : nullptr, error);
}

std::string query_code(const Known& known, const ApiError& error) {
  if (known.error != nullptr) return std::string(known.error->query_code);
  if (known.common != nullptr) return std::string(known.common->query_code);
  return error.code;
}

// S3's codes are the shape names.
std::string_view rest_code(const Known& known, const ApiError& error) {
  return known.common != nullptr ? known.common->rest_code : std::string_view(error.code);
}

// The model's status wins; where it is silent the error's own counts, unless that is the plain
// 400 of an error whose maker thought in JSON.
int query_status(const Known& known, const ApiError& error) {
  if (known.error != nullptr && known.error->status != 400) return known.error->status;
  if (known.common != nullptr && error.status == 400) return known.common->query_status;
  return error.status;
}

bool is_receiver_fault(const Known& known, int status) {
  return (known.error != nullptr && !known.error->is_sender_fault) || status >= 500;
}

// JSON and CBOR answer 400 to every fault of the sender, unless a client of a query-compatible
// service asks for the Query view. Sizes and unknown paths keep what HTTP says.
int json_status(const Route* route, const Known& known, const ApiError& error) {
  const bool is_query_view = route != nullptr && route->is_query_mode && known.service != nullptr &&
                             known.service->is_query_compatible;
  if (is_query_view) return query_status(known, error);
  const int status =
      known.error != nullptr && known.error->status >= 500 ? known.error->status : error.status;
  if (status >= 500 || known.error == nullptr) return status == 403 ? 400 : status;
  return 400;
}

// "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound" where the service says where it lives.
std::string shape_id(const Known& known, const ApiError& error) {
  if (known.service == nullptr || known.service->shape_namespace.empty()) return error.code;
  if (error.code == "ValidationException") return "com.amazon.coral.validate#" + error.code;
  if (known.error == nullptr) return error.code;
  return std::string(known.service->shape_namespace) + "#" + error.code;
}

// Services that spell the member with a capital.
std::string_view message_member(const Known& known) {
  const std::string_view name = known.service != nullptr ? known.service->name : "";
  return name == "secretsmanager" || name == "cloudtrail" ? "Message" : "message";
}

HttpResponse json_like_error(const Route* route, Protocol protocol, const ApiError& error,
                             const std::string& request_id) {
  const Known known = look_up(route, error);
  HttpResponse response;
  response.status = json_status(route, known, error);
  Json body = Json::object();
  body["__type"] = shape_id(known, error);
  if (!error.message.empty()) body[std::string(message_member(known))] = error.message;

  response.headers.emplace_back("x-amzn-RequestId", request_id);
  if (protocol == Protocol::Cbor) {
    response.headers.emplace_back("smithy-protocol", "rpc-v2-cbor");
    response.headers.emplace_back("Content-Type", "application/cbor");
    response.body = encode_cbor_text_map(body);
  } else {
    const std::string_view version =
        known.service != nullptr ? known.service->json_version : std::string_view("1.1");
    response.headers.emplace_back("Content-Type", "application/x-amz-json-" + std::string(version));
    // Clients of REST-JSON services, which keytrail knows by name only, read the type here.
    if (known.service == nullptr) response.headers.emplace_back("x-amzn-errortype", error.code);
    response.body = to_text(body);
  }
  if (route != nullptr && route->is_query_mode && known.service != nullptr &&
      known.service->is_query_compatible) {
    response.headers.emplace_back(
        "x-amzn-query-error",
        query_code(known, error) +
            (is_receiver_fault(known, response.status) ? ";Receiver" : ";Sender"));
  }
  return response;
}

HttpResponse query_error(const Route* route, const ApiError& error, const std::string& request_id) {
  const Known known = look_up(route, error);
  HttpResponse response;
  response.status = query_status(known, error);
  XmlWriter xml(XmlTimestamps::Shortest);
  xml.open("ErrorResponse",
           known.service != nullptr ? known.service->xml_namespace : std::string_view());
  xml.open("Error");
  xml.text("Type", is_receiver_fault(known, response.status) ? "Receiver" : "Sender");
  xml.text("Code", query_code(known, error));
  if (!error.message.empty()) xml.text("Message", error.message);
  xml.close("Error");
  xml.text("RequestId", request_id);
  xml.close("ErrorResponse");
  response.headers = {{"x-amzn-RequestId", request_id}, {"Content-Type", "text/xml"}};
  response.body = xml.take();
  return response;
}

HttpResponse rest_error(const Route* route, const ApiError& error, const std::string& request_id) {
  const Known known = look_up(route, error);
  const std::string host_id = to_base64(request_id);
  HttpResponse response;
  response.status = query_status(known, error);
  response.headers = {{"x-amz-request-id", request_id},
                      {"x-amz-id-2", host_id},
                      {"Content-Type", "application/xml"}};
  const bool is_head =
      route != nullptr && route->operation != nullptr && route->operation->http_method == "HEAD";
  if (is_head || response.status == 304) return response;
  XmlWriter xml(XmlTimestamps::Millis);
  xml.declaration();
  xml.open("Error");
  xml.text("Code", rest_code(known, error));
  xml.text("Message", error.message);
  for (const auto& [name, value] : error.details) xml.text(name, value);
  xml.text("RequestId", request_id);
  xml.text("HostId", host_id);
  xml.close("Error");
  response.body = xml.take();
  return response;
}

}  // namespace

std::string sdk_code(const models::Service& service, const ApiError& error) {
  const Known known = look_up(&service, error);
  if (service.speaks_rest_xml) return std::string(rest_code(known, error));
  return service.speaks_query || known.error != nullptr ? query_code(known, error) : error.code;
}

HttpResponse encode_error(const Route* route, Protocol protocol, const ApiError& error,
                          const std::string& request_id) {
  switch (protocol) {
    case Protocol::Json:
    case Protocol::Cbor:
      return json_like_error(route, protocol, error, request_id);
    case Protocol::Query:
      return query_error(route, error, request_id);
    case Protocol::RestXml:
      return rest_error(route, error, request_id);
  }
  return {};
}

}  // namespace keytrail::wire
