#include "wire/rest_codec.h"

#include "base/text.h"
#include "wire/aws_chunked.h"
#include "wire/errors.h"
#include "wire/rest_route.h"
#include "wire/scalars.h"
#include "wire/xml_reader.h"
#include "wire/xml_tree.h"
#include "wire/xml_writer.h"

namespace keytrail::wire {
namespace {

using models::Location;
using models::Member;
using models::Operation;
using models::Shape;
using models::Type;

// The value of a member outside the body; null when the request does not carry it.
Result<Json> read_outside_body(const Member& member, const S3Address& address, const Form& query,
                               const HttpRequest& request) {
  switch (member.location) {
    case Location::Uri:
      return scalar_from_text(*member.shape,
                              member.wire_name == "Bucket" ? address.bucket : address.key);
    case Location::QueryString: {
      const std::string* text = find_field(query, member.wire_name);
      if (text == nullptr) return Json();
      return scalar_from_text(*member.shape, *text);
    }
    case Location::Header: {
      const std::string text = request.header(member.wire_name);
      if (text.empty()) return Json();
      if (member.shape->type != Type::List) return scalar_from_text(*member.shape, text);
      Json list = Json::array();
      for (const std::string& part : split(text, ',')) {
        KT_TRY(Json value, scalar_from_text(*member.shape->element->shape, trim(part)));
        list.push_back(std::move(value));
      }
      return list;
    }
    case Location::Headers: {
      Json map = prefixed_headers(member.wire_name, request.headers);
      return map.empty() ? Json() : map;
    }
    default:
      return Json();
  }
}

Result<Json> read_payload(const Member& member, const std::string& body) {
  if (member.shape->type == Type::Blob) return blob(body);
  if (member.shape->type != Type::Structure) return scalar_from_text(*member.shape, body);
  const std::optional<XmlElement> root = parse_xml(body);
  if (!root) return malformed_xml();
  return structure_from_xml(*member.shape, *root);
}

// The root elements of answers where they are not the output's name with "Result".
constexpr std::pair<std::string_view, std::string_view> kRootElements[] = {
    {"CompleteMultipartUpload", "CompleteMultipartUploadResult"},
    {"CreateMultipartUpload", "InitiateMultipartUploadResult"},
    {"DeleteObjects", "DeleteResult"},
    {"GetBucketAccelerateConfiguration", "AccelerateConfiguration"},
    {"GetBucketAcl", "AccessControlPolicy"},
    {"GetBucketCors", "CORSConfiguration"},
    {"GetBucketLifecycleConfiguration", "LifecycleConfiguration"},
    {"GetBucketLocation", "LocationConstraint"},
    {"GetBucketLogging", "BucketLoggingStatus"},
    {"GetBucketRequestPayment", "RequestPaymentConfiguration"},
    {"GetBucketTagging", "Tagging"},
    {"GetBucketVersioning", "VersioningConfiguration"},
    {"GetBucketWebsite", "WebsiteConfiguration"},
    {"GetObjectAcl", "AccessControlPolicy"},
    {"GetObjectTagging", "Tagging"},
    {"ListBuckets", "ListAllMyBucketsResult"},
    {"ListObjectVersions", "ListVersionsResult"},
    {"ListObjects", "ListBucketResult"},
    {"ListObjectsV2", "ListBucketResult"},
};

std::string root_element(const Operation& operation) {
  for (const auto& [name, root] : kRootElements) {
    if (name == operation.name) return std::string(root);
  }
  return std::string(operation.name) + "Result";
}

// What the descriptions do not carry or leave open: no content after a deletion and after
// PutBucketPolicy, a part for a ranged read.
int success_status(const Operation& operation, const Json& output) {
  const bool deletes = operation.http_method == "DELETE" || operation.name == "PutBucketPolicy";
  if (deletes) return 204;
  return keytrail::find_member(output, "ContentRange") != nullptr ? 206 : 200;
}

void write_header(const Member& member, const Json& value, Headers& headers) {
  if (member.location == Location::Headers) {
    if (!value.is_object()) return;
    for (const auto& [name, text] : value.get_ref<const Json::object_t&>()) {
      headers.emplace_back(std::string(member.wire_name) + name,
                           scalar_to_text(*member.shape->element->shape, text));
    }
    return;
  }
  const bool is_timestamp = member.shape->type == Type::Timestamp && value.is_number();
  headers.emplace_back(std::string(member.wire_name),
                       is_timestamp ? to_http_date(instant_of(value.get<std::int64_t>()))
                                    : scalar_to_text(*member.shape, value));
}

bool has_body_members(const Shape& output) {
  for (const Member& member : output.members) {
    if (member.location == Location::Body) return true;
  }
  return false;
}

std::string write_payload(const models::Service& service, const Member& member, const Json& value) {
  if (value.is_binary()) return std::string(view_of(value.get_binary()));
  if (member.shape->type != Type::Structure) return scalar_to_text(*member.shape, value);
  XmlWriter xml(XmlTimestamps::Millis);
  xml.declaration();
  xml.open(member.wire_name, service.xml_namespace);
  xml.members(*member.shape, value);
  xml.close(member.wire_name);
  return xml.take();
}

std::string write_body(const models::Service& service, const Operation& operation,
                       const Json& output) {
  XmlWriter xml(XmlTimestamps::Millis);
  xml.declaration();
  const std::string root = root_element(operation);
  xml.open(root, service.xml_namespace);
  if (operation.name == "GetBucketLocation") {
    // The only answer whose root is its one member.
    xml.characters(string_member(output, "LocationConstraint"));
  } else {
    xml.members(*operation.output, output);
  }
  xml.close(root);
  return xml.take();
}

// The same for a body that is not chunked, or no longer.
Result<Json> decode_plain(const Operation& operation, const HttpRequest& request) {
  Json tree = Json::object();
  const Shape& input = *operation.input;
  const S3Address address = s3_address(request);
  const Form query = parse_form(request.query);
  for (const Member& member : input.members) {
    KT_TRY(Json value, read_outside_body(member, address, query, request));
    if (!value.is_null()) append_member(tree, member.name, std::move(value));
  }
  if (request.body.empty()) return tree;
  const Member* payload =
      input.payload_member.empty() ? nullptr : models::find_member(input, input.payload_member);
  if (payload != nullptr) {
    KT_TRY(Json value, read_payload(*payload, request.body));
    append_member(tree, payload->name, std::move(value));
  }
  return tree;
}

}  // namespace

Json prefixed_headers(std::string_view prefix, const Headers& headers) {
  Json map = Json::object();
  for (const auto& [name, value] : headers) {
    if (!starts_with_ignoring_case(name, prefix)) continue;
    map[to_lower(std::string_view(name).substr(prefix.size()))] = value;
  }
  return map;
}

Result<Json> decode_rest(const Operation& operation, const HttpRequest& request) {
  if (operation.input == nullptr) return Json::object();
  if (is_aws_chunked(request)) {
    KT_TRY(const HttpRequest plain, unwrap_aws_chunked(request));
    return decode_plain(operation, plain);
  }
  return decode_plain(operation, request);
}

HttpResponse encode_rest(const models::Service& service, const Operation& operation,
                         const Json& output, const std::string& request_id) {
  HttpResponse response;
  response.status = success_status(operation, output);
  response.headers = {{"x-amz-request-id", request_id}, {"x-amz-id-2", to_base64(request_id)}};
  if (operation.output == nullptr) return response;
  const Shape& shape = *operation.output;
  if (output.is_object()) {
    for (const auto& [name, value] : output.get_ref<const Json::object_t&>()) {
      const Member* member = models::find_member(shape, name);
      if (member == nullptr || value.is_null()) continue;
      const bool is_header =
          member->location == Location::Header || member->location == Location::Headers;
      // The server says how long the body is that it sends; of a HEAD it cannot know.
      const bool is_the_servers =
          member->wire_name == "Content-Length" && operation.http_method != "HEAD";
      if (is_header && !is_the_servers) write_header(*member, value, response.headers);
    }
  }
  if (operation.http_method == "HEAD") return response;
  if (!shape.payload_member.empty()) {
    const Member* payload = models::find_member(shape, shape.payload_member);
    const Json* value = keytrail::find_member(output, shape.payload_member);
    if (payload == nullptr || value == nullptr) return response;
    response.body = write_payload(service, *payload, *value);
    if (payload->shape->type == Type::Structure) {
      response.headers.emplace_back("Content-Type", "application/xml");
    } else if (payload->shape->type == Type::String) {
      response.headers.emplace_back("Content-Type", "application/json");  // Bucket policies.
    }
    return response;
  }
  if (has_body_members(shape)) {
    response.body = write_body(service, operation, output);
    response.headers.emplace_back("Content-Type", "application/xml");
  }
  return response;
}

}  // namespace keytrail::wire
