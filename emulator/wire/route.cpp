#include <algorithm>

#include "base/text.h"
#include "wire/errors.h"
#include "wire/form.h"
#include "wire/rest_route.h"
#include "wire/wire.h"

namespace keytrail::wire {
namespace {

using models::Operation;
using models::Service;

// Target prefixes of services that keytrail knows by name only.
struct KnownTarget {
  std::string_view prefix, service;
};
constexpr KnownTarget kKnownTargets[] = {
    {"AWSCognitoIdentityProviderService", "cognito-idp"},
    {"AWSEvents", "events"},
    {"AWSGlue", "glue"},
    {"AWSStepFunctions", "states"},
    {"AmazonAthena", "athena"},
    {"AmazonEC2ContainerRegistry_V20150921", "ecr"},
    {"AmazonEC2ContainerServiceV20141113", "ecs"},
    {"AmazonSSM", "ssm"},
    {"CertificateManager", "acm"},
    {"CodeBuild_20161006", "codebuild"},
    {"DynamoDBStreams_20120810", "dynamodb"},
    {"DynamoDB_20120810", "dynamodb"},
    {"Firehose_20150804", "firehose"},
    {"Kinesis_20131202", "kinesis"},
    {"ResourceGroupsTaggingAPI_20170126", "tagging"},
    {"StarlingDoveService", "config"},
};

const Service* find_by_signing_name(std::string_view name) {
  for (const Service& service : models::services()) {
    if (service.signing_name == name || service.endpoint_prefix == name) return &service;
  }
  return nullptr;
}

// CloudTrail's prefix has dots; clients send all of it or only its last part.
bool is_target_prefix(const Service& service, std::string_view prefix) {
  const std::string_view full = service.target_prefix;
  if (full.empty() || prefix.empty()) return false;
  if (full == prefix) return true;
  const std::size_t dot = full.rfind('.');
  return dot != std::string_view::npos && full.substr(dot + 1) == prefix;
}

ApiError known_by_name_only(std::string_view service, std::string_view operation) {
  std::string what(service);
  if (!operation.empty()) what.append(" ").append(operation);
  return not_implemented(what);
}

Result<Route> route_target(const std::string& target, Route route) {
  route.protocol = Protocol::Json;
  const std::size_t dot = target.rfind('.');
  if (dot == std::string::npos) return unknown_operation();
  const std::string_view prefix = std::string_view(target).substr(0, dot);
  const std::string_view name = std::string_view(target).substr(dot + 1);
  for (const Service& service : models::services()) {
    if (!is_target_prefix(service, prefix)) continue;
    route.service = &service;
    route.operation = models::find_operation(service, name);
    if (route.operation == nullptr) return unknown_operation();
    return route;
  }
  for (const KnownTarget& known : kKnownTargets) {
    if (known.prefix == prefix) return known_by_name_only(known.service, name);
  }
  // A target of a service that is signed for but not known here.
  if (route.credential && find_by_signing_name(route.credential->service) == nullptr) {
    return known_by_name_only(route.credential->service, name);
  }
  return unknown_operation();
}

struct CborPath {
  std::string_view target_prefix, operation;
};

// ".../service/GraniteServiceVersion20100801/operation/PutMetricData".
std::optional<CborPath> parse_cbor_path(std::string_view path) {
  constexpr std::string_view kService = "/service/";
  constexpr std::string_view kOperation = "/operation/";
  const std::size_t operation = path.rfind(kOperation);
  if (operation == std::string_view::npos) return std::nullopt;
  const std::size_t service = path.substr(0, operation).rfind(kService);
  if (service == std::string_view::npos) return std::nullopt;
  const std::size_t begin = service + kService.size();
  return CborPath{path.substr(begin, operation - begin),
                  path.substr(operation + kOperation.size())};
}

Result<Route> route_cbor(const CborPath& path, Route route) {
  route.protocol = Protocol::Cbor;
  for (const Service& service : models::services()) {
    if (!service.speaks_cbor || !is_target_prefix(service, path.target_prefix)) continue;
    route.service = &service;
    route.operation = models::find_operation(service, path.operation);
    if (route.operation != nullptr) return route;
  }
  ApiError error = unknown_operation();
  error.status = 404;
  return error;
}

Result<Route> route_s3(const HttpRequest& request, Route route) {
  route.protocol = Protocol::RestXml;
  route.service = models::find_service("s3");
  route.operation = find_s3_operation(*route.service, request);
  if (route.operation == nullptr) return method_not_allowed();
  return route;
}

Result<Route> route_action(const Service& service, const std::string& action,
                           const std::string* version, Route route) {
  route.protocol = Protocol::Query;
  route.service = &service;
  const bool is_version = version == nullptr || *version == service.api_version;
  route.operation = is_version ? models::find_operation(service, action) : nullptr;
  if (route.operation == nullptr) {
    return unknown_action(action, version != nullptr ? *version : service.api_version);
  }
  return route;
}

// Of a request that says only what it wants: by Version, then by Host, then whoever knows the
// action (SNS's confirmation links hold nothing else).
const Service* find_unsigned_query_service(const HttpRequest& request, const std::string& action,
                                           const std::string* version) {
  const std::string host = request.header("host");
  const std::string_view label = service_label(host);
  const Service* found = nullptr;
  for (const Service& service : models::services()) {
    if (!service.speaks_query) continue;
    if (version != nullptr && *version == service.api_version) return &service;
    if (service.endpoint_prefix == label) return &service;
    if (found == nullptr && models::find_operation(service, action) != nullptr) found = &service;
  }
  return found;
}

// What the request is signed for, but its form does not say which operation it wants.
Result<Route> route_scope(const HttpRequest& request, const Service& service, Route route) {
  if (service.speaks_rest_xml) return route_s3(request, std::move(route));
  if (service.speaks_query && !service.speaks_json) return missing_action();
  return unknown_operation();
}

const Service* signed_service(const Route& route) {
  return route.credential ? find_by_signing_name(route.credential->service) : nullptr;
}

}  // namespace

Result<Route> route(const HttpRequest& request) {
  Route route;
  route.credential = find_credential(request);
  route.is_query_mode = equals_ignoring_case(request.header("x-amzn-query-mode"), "true");

  const std::string target = request.header("x-amz-target");
  if (!target.empty()) return route_target(target, std::move(route));
  if (const auto path = parse_cbor_path(request.path);
      path && !request.header("smithy-protocol").empty()) {
    return route_cbor(*path, std::move(route));
  }

  const Service* service = signed_service(route);
  if (service != nullptr && service->speaks_rest_xml) return route_s3(request, std::move(route));

  const Form fields = query_fields(request);
  const std::string* action = find_field(fields, "Action");
  const std::string* version = find_field(fields, "Version");
  if (route.credential && service == nullptr) {
    return known_by_name_only(route.credential->service, action != nullptr ? *action : "");
  }
  if (action != nullptr) {
    if (service == nullptr) service = find_unsigned_query_service(request, *action, version);
    if (service == nullptr) return unknown_action(*action, version != nullptr ? *version : "");
    if (!service->speaks_query) return unknown_operation();
    return route_action(*service, *action, version, std::move(route));
  }
  if (service != nullptr) return route_scope(request, *service, std::move(route));

  // Not signed and without an action.
  if (request.path.starts_with("/2015-03-31/")) return known_by_name_only("lambda", "");
  const bool is_object_path = request.path.size() > 1 && request.method != "POST";
  if (is_object_path || is_s3_host(request.header("host"))) {
    return route_s3(request, std::move(route));
  }
  return missing_authentication_token();
}

Protocol guess_protocol(const HttpRequest& request) {
  if (!request.header("x-amz-target").empty()) return Protocol::Json;
  if (!request.header("smithy-protocol").empty()) return Protocol::Cbor;
  const std::string type = request.header("content-type");
  if (type.starts_with("application/x-amz-json") || type.starts_with("application/json")) {
    return Protocol::Json;
  }
  Route route;
  route.credential = find_credential(request);
  const Service* service = signed_service(route);
  if (service != nullptr && service->speaks_rest_xml) return Protocol::RestXml;
  if (find_field(query_fields(request), "Action") != nullptr) return Protocol::Query;
  if (service != nullptr) return service->speaks_query ? Protocol::Query : Protocol::Json;
  if (route.credential) return Protocol::Json;
  return request.path.size() > 1 ? Protocol::RestXml : Protocol::Query;
}

}  // namespace keytrail::wire
