#include "wire/wire.h"

#include "wire/cbor.h"
#include "wire/form.h"
#include "wire/json_codec.h"
#include "wire/query_codec.h"
#include "wire/rest_codec.h"

namespace keytrail::wire {
namespace {

HttpResponse json_response(const Route& route, Json output, const std::string& request_id) {
  HttpResponse response;
  response.headers = {
      {"x-amzn-RequestId", request_id},
      {"Content-Type", "application/x-amz-json-" + std::string(route.service->json_version)}};
  if (route.operation->output == nullptr) return response;
  response.body = to_text(to_json(route.operation->output, std::move(output)));
  return response;
}

HttpResponse cbor_response(const Route& route, const Json& output, const std::string& request_id) {
  HttpResponse response;
  response.headers = {{"x-amzn-RequestId", request_id},
                      {"smithy-protocol", "rpc-v2-cbor"},
                      {"Content-Type", "application/cbor"}};
  if (route.operation->output == nullptr) {
    response.body = encode_cbor_text_map(Json::object());
  } else {
    response.body = encode_cbor(*route.operation->output, output);
  }
  return response;
}

}  // namespace

Result<Json> decode(const Route& route, const HttpRequest& request) {
  switch (route.protocol) {
    case Protocol::Json:
      return decode_json_body(route.operation->input, request.body);
    case Protocol::Query:
      return decode_query(route.operation->input, query_fields(request));
    case Protocol::Cbor:
      return decode_cbor(route.operation->input, request.body);
    case Protocol::RestXml:
      return decode_rest(*route.operation, request);
  }
  return Json::object();
}

HttpResponse encode(const Route& route, Json output, const std::string& request_id) {
  switch (route.protocol) {
    case Protocol::Json:
      return json_response(route, std::move(output), request_id);
    case Protocol::Query: {
      HttpResponse response;
      response.headers = {{"x-amzn-RequestId", request_id}, {"Content-Type", "text/xml"}};
      response.body = encode_query(*route.service, *route.operation, output, request_id);
      return response;
    }
    case Protocol::Cbor:
      return cbor_response(route, output, request_id);
    case Protocol::RestXml:
      return encode_rest(*route.service, *route.operation, output, request_id);
  }
  return {};
}

}  // namespace keytrail::wire
