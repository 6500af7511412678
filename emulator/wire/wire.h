// The wire: bytes of an HTTP request to a Call's parts, and an Outcome's parts back to bytes, in
// the protocol the caller spoke. Driven by the service models; knows no service and no socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "models/model.h"

namespace keytrail::wire {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method, path, query;  // The path still percent-encoded, the query without '?'.
  Headers headers;
  std::string body;  // Already inflated.

  // The first header of that name, whatever its case; empty when absent.
  std::string header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
};

// Who signed, for where and for what. Nothing is verified.
struct Credential {
  std::string access_key_id, region, service;  // Region and service may be empty.
  std::string session_token;                   // Of temporary credentials.
};

// From the Authorization header or a presigned query; Signature Versions 4, 4A and S3's old 2.
std::optional<Credential> find_credential(const HttpRequest& request);

enum class Protocol { Json, Query, Cbor, RestXml };

// Which operation a request is for. The pointers are into the models and stay valid.
struct Route {
  const models::Service* service = nullptr;
  const models::Operation* operation = nullptr;
  Protocol protocol = Protocol::Json;
  bool is_query_mode = false;  // A client that wants a query-compatible service's Query codes.
  std::optional<Credential> credential;
};

Result<Route> route(const HttpRequest& request);
// In what to answer a request that has no route.
Protocol guess_protocol(const HttpRequest& request);

// The input tree: model member names, values in the forms of base/json.h.
Result<Json> decode(const Route& route, const HttpRequest& request);

HttpResponse encode(const Route& route, Json output, const std::string& request_id);
// `route` is nullptr when there was none.
HttpResponse encode_error(const Route* route, Protocol protocol, const ApiError& error,
                          const std::string& request_id);

// The code that an SDK shows of an error: that of the service's oldest protocol.
std::string sdk_code(const models::Service& service, const ApiError& error);

// The JSON form of a shape (base64 blobs, timestamps in seconds) to and from the tree, for callers
// in the same process. A null shape is an operation without input or output.
Result<Json> from_json(const models::Shape* shape, const Json& wire_json);
Json to_json(const models::Shape* shape, Json tree);

}  // namespace keytrail::wire
