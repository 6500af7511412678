// The service models as constant tables: names, types, constraints, wire names, error codes. Made
// from the compact files beside this header at build time, so nothing is parsed at start-up. They
// drive decoding, validation and encoding for every protocol.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace keytrail::models {

enum class Type : std::uint8_t {
  Structure,
  List,
  Map,
  String,
  Blob,
  Boolean,
  Integer,
  Long,
  Float,
  Double,
  Timestamp
};

enum class TimestampFormat : std::uint8_t { Default, Iso8601, UnixTimestamp, Rfc822 };
enum class Location : std::uint8_t { Body, Header, Headers, Uri, QueryString, StatusCode };

struct Shape;

struct Member {
  std::string_view name;       // The model's name, which handlers use.
  std::string_view wire_name;  // locationName, or the name itself.
  const Shape* shape;
  bool required;
  bool flattened;
  bool xml_attribute;
  Location location;
};

struct Shape {
  std::string_view name;
  Type type;
  std::span<const Member> members;  // Structure.
  const Member* element = nullptr;  // List: its element; Map: its value.
  const Member* key = nullptr;      // Map.
  bool has_min = false;
  bool has_max = false;
  double min = 0;  // Length for strings, blobs, lists and maps; value for numbers.
  double max = 0;
  std::string_view pattern;                 // Empty: none.
  std::span<const std::string_view> enums;  // Empty: none.
  bool sensitive = false;
  bool flattened = false;
  std::string_view payload_member;  // Structure whose body is one member (REST).
  TimestampFormat timestamp_format = TimestampFormat::Default;
};

struct Error {
  std::string_view name;        // Shape name: "ResourceNotFoundException".
  std::string_view query_code;  // Code in Query: "ResourceNotFound"; the name itself if none.
  int status;
  bool is_sender_fault;
};

struct Operation {
  std::string_view name;
  const Shape* input;               // nullptr: none.
  const Shape* output;              // nullptr: none.
  std::string_view result_wrapper;  // Query: "GetCallerIdentityResult"; empty: none.
  std::string_view http_method;
  std::string_view request_uri;
  std::string_view input_token, output_token, limit_key;  // Pagination; empty: none.
};

struct Service {
  std::string_view name;          // Ours: "kms", "logs", "cloudwatch" …
  std::string_view signing_name;  // SigV4: "kms", "logs", "monitoring" …
  std::string_view endpoint_prefix;
  std::string_view target_prefix;  // "TrentService"; empty: no JSON protocol.
  std::string_view json_version;   // "1.0", "1.1"; empty: no JSON protocol.
  std::string_view api_version;
  std::string_view xml_namespace;
  std::string_view shape_namespace;  // In JSON 1.0 __type: "com.amazonaws.cloudwatch.v2010_08_01".
  bool speaks_json, speaks_query, speaks_cbor, speaks_rest_xml;
  bool is_query_compatible;
  std::span<const Operation> operations;  // Sorted by name.
  std::span<const Error> errors;          // Sorted by name.
};

std::span<const Service> services();
const Service* find_service(std::string_view name);
const Operation* find_operation(const Service& service, std::string_view name);
const Error* find_error(const Service& service, std::string_view name);
const Member* find_member(const Shape& structure, std::string_view name);

}  // namespace keytrail::models
