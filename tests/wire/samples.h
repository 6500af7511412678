// Requests as clients of AWS send them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "wire/wire.h"

namespace keytrail::wire::samples {

inline std::string authorization(const std::string& service) {
  return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/" + service +
         "/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc";
}

inline HttpRequest json(const std::string& service, const std::string& target,
                        const std::string& body) {
  return {"POST",
          "/",
          "",
          {{"Host", "127.0.0.1:4566"},
           {"Authorization", authorization(service)},
           {"X-Amz-Target", target},
           {"Content-Type", "application/x-amz-json-1.1"}},
          body};
}

inline HttpRequest query(const std::string& service, const std::string& body) {
  return {"POST",
          "/",
          "",
          {{"Host", "127.0.0.1:4566"},
           {"Authorization", authorization(service)},
           {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
          body};
}

inline HttpRequest s3(const std::string& method, const std::string& path,
                      const std::string& query = {}, const std::string& body = {}) {
  return {method,
          path,
          query,
          {{"Host", "127.0.0.1:4566"}, {"Authorization", authorization("s3")}},
          body};
}

inline HttpRequest cbor(const std::string& operation, const std::string& body) {
  return {"POST",
          "/service/GraniteServiceVersion20100801/operation/" + operation,
          "",
          {{"Host", "127.0.0.1:4566"},
           {"Authorization", authorization("monitoring")},
           {"smithy-protocol", "rpc-v2-cbor"},
           {"Content-Type", "application/cbor"}},
          body};
}

// The route, or a failed test.
inline Route must_route(const HttpRequest& request) {
  Result<Route> result = route(request);
  if (!result) {
    ADD_FAILURE() << result.error().code << ": " << result.error().message;
    return {};
  }
  return std::move(result).value();
}

// The input tree; an object that says the error's code when there is none.
inline Json must_decode(const HttpRequest& request) {
  const Route found = must_route(request);
  if (found.operation == nullptr) return Json();
  Result<Json> tree = decode(found, request);
  if (!tree) return Json{{"error", tree.error().code}, {"message", tree.error().message}};
  return std::move(tree).value();
}

inline std::string header_of(const HttpResponse& response, std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (header == name) return value;
  }
  return "";
}

inline constexpr char kRequestId[] = "11111111-2222-3333-4444-555555555555";

}  // namespace keytrail::wire::samples
