#include "wire/client_codec.h"

#include "base/text.h"
#include "wire/errors.h"
#include "wire/rest_codec.h"
#include "wire/scalars.h"
#include "wire/xml_tree.h"
#include "wire/xml_writer.h"

namespace keytrail::wire {
namespace {

using models::Location;
using models::Member;
using models::Operation;
using models::Service;
using models::Shape;
using models::Type;

std::string scalar_text(const Shape& shape, const Json& value) {
  if (shape.type != Type::Timestamp || !value.is_number()) return scalar_to_text(shape, value);
  return to_rfc3339(instant_of(value.get<std::int64_t>()));
}

// "Dimensions.member.1.Name=a&…"
class FormWriter {
 public:
  void field(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += percent_encode(name) + "=" + percent_encode(value);
  }
  void structure(const std::string& prefix, const Shape& shape, const Json& tree) {
    for (const auto& [name, value] : tree.items()) {
      const Member* found = models::find_member(shape, name);
      if (found != nullptr) member(prefix + std::string(found->wire_name), *found, value);
    }
  }
  std::string take() { return std::move(text_); }

 private:
  void member(const std::string& name, const Member& member, const Json& value) {
    const Shape& shape = *member.shape;
    const bool is_flattened = member.flattened || shape.flattened;
    std::size_t number = 0;
    if (shape.type == Type::Structure) {
      structure(name + ".", shape, value);
    } else if (shape.type == Type::List) {
      if (value.empty()) return field(name, "");
      const std::string prefix =
          name + "." + (is_flattened ? "" : std::string(shape.element->wire_name) + ".");
      for (const Json& item : value) {
        this->member(prefix + std::to_string(++number), *shape.element, item);
      }
    } else if (shape.type == Type::Map) {
      for (const auto& [key, item] : value.items()) {
        const std::string entry =
            name + (is_flattened ? "." : ".entry.") + std::to_string(++number) + ".";
        field(entry + std::string(shape.key->wire_name), key);
        this->member(entry + std::string(shape.element->wire_name), *shape.element, item);
      }
    } else {
      field(name, scalar_text(shape, value));
    }
  }

  std::string text_;
};

HttpRequest query_request(const Service& service, const Operation& operation, const Json& input) {
  FormWriter form;
  form.field("Action", operation.name);
  form.field("Version", service.api_version);
  if (operation.input != nullptr) form.structure("", *operation.input, input);
  return {"POST",
          "/",
          "",
          {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
          form.take()};
}

HttpRequest json_request(const Service& service, const Operation& operation, const Json& input) {
  const Json body = to_json(operation.input, input);
  return {
      "POST",
      "/",
      "",
      {{"Content-Type", "application/x-amz-json-" + std::string(service.json_version)},
       {"X-Amz-Target", std::string(service.target_prefix) + "." + std::string(operation.name)}},
      body.is_null() ? "{}" : to_text(body)};
}

// "/{Bucket}/{Key+}?acl" filled in. A key keeps its slashes.
std::string fill_uri(const Operation& operation, const Json& input) {
  std::string uri(operation.request_uri);
  for (const Member& member : operation.input->members) {
    if (member.location != Location::Uri) continue;
    const Json* value = keytrail::find_member(input, member.name);
    const std::string text = value == nullptr ? "" : scalar_text(*member.shape, *value);
    const std::string name(member.wire_name);
    std::vector<std::string> encoded;
    for (const std::string& part : split(text, '/')) encoded.push_back(percent_encode(part));
    uri = replace_all(std::move(uri), "{" + name + "}", percent_encode(text));
    uri = replace_all(std::move(uri), "{" + name + "+}", join(encoded, "/"));
  }
  return uri;
}

std::string rest_body(const Service& service, const Member& member, const Json& value) {
  if (value.is_binary()) return std::string(view_of(value.get_binary()));
  if (member.shape->type != Type::Structure) return scalar_text(*member.shape, value);
  XmlWriter xml(XmlTimestamps::Millis);
  xml.open(member.wire_name, service.xml_namespace);
  xml.members(*member.shape, value);
  xml.close(member.wire_name);
  return xml.take();
}

HttpRequest rest_request(const Service& service, const Operation& operation, const Json& input) {
  HttpRequest request{std::string(operation.http_method), "/", "", {}, {}};
  if (operation.input == nullptr) return request;
  const std::string uri = fill_uri(operation, input);
  const std::size_t question = uri.find('?');
  request.path = uri.substr(0, question);
  if (question != std::string::npos) request.query = uri.substr(question + 1);
  for (const Member& member : operation.input->members) {
    const Json* value = keytrail::find_member(input, member.name);
    if (value == nullptr || value->is_null()) continue;
    const std::string name(member.wire_name);
    if (member.location == Location::QueryString) {
      request.query += (request.query.empty() ? "" : "&") + percent_encode(name) + "=" +
                       percent_encode(scalar_text(*member.shape, *value));
    } else if (member.location == Location::Header) {
      request.headers.emplace_back(name, scalar_text(*member.shape, *value));
    } else if (member.location == Location::Headers) {
      for (const auto& [key, text] : value->items()) {
        request.headers.emplace_back(name + key, text.get<std::string>());
      }
    } else if (member.name == operation.input->payload_member) {
      request.body = rest_body(service, member, *value);
    }
  }
  return request;
}

// ---- answers ----

ApiError unreadable(const HttpResponse& response) {
  return ApiError{"UnreadableAnswer",
                  "HTTP " + std::to_string(response.status) + ": " + response.body.substr(0, 200),
                  response.status};
}

ApiError error_from_xml(const HttpResponse& response) {
  const std::optional<XmlElement> root = parse_xml(response.body);
  const XmlElement* error = root ? (root->name == "Error" ? &*root : root->find("Error")) : nullptr;
  if (error == nullptr) return unreadable(response);
  const auto text = [&](std::string_view name) {
    const XmlElement* child = error->find(name);
    return child == nullptr ? std::string() : child->text;
  };
  return ApiError{text("Code"), text("Message"), response.status};
}

ApiError error_from_json(const Service& service, const HttpResponse& response) {
  const std::optional<Json> body = parse_json(response.body);
  std::string code = body ? string_member(*body, "__type") : std::string();
  if (code.empty()) return unreadable(response);
  code = code.substr(code.find('#') + 1);  // All of it when there is none.
  if (const models::Error* known = models::find_error(service, code)) code = known->query_code;
  const std::string message = string_member(*body, "message");
  return ApiError{code, message.empty() ? string_member(*body, "Message") : message,
                  response.status};
}

Result<Json> output_from_query(const Operation& operation, const HttpResponse& response) {
  const std::optional<XmlElement> root = parse_xml(response.body);
  if (!root) return unreadable(response);
  if (operation.output == nullptr) return Json();
  const std::string wrapper = operation.result_wrapper.empty()
                                  ? std::string(operation.name) + "Result"
                                  : std::string(operation.result_wrapper);
  const XmlElement* result = root->find(wrapper);
  return result == nullptr ? Result<Json>(Json::object())
                           : structure_from_xml(*operation.output, *result);
}

Result<Json> output_from_rest(const Operation& operation, const HttpResponse& response) {
  if (operation.output == nullptr) return Json();
  const Shape& output = *operation.output;
  Json tree = Json::object();
  const Member* payload =
      output.payload_member.empty() ? nullptr : models::find_member(output, output.payload_member);
  if (payload != nullptr && payload->shape->type != Type::Structure) {
    const bool is_blob = payload->shape->type == Type::Blob;
    tree[std::string(payload->name)] = is_blob ? blob(response.body) : Json(response.body);
  } else if (const std::optional<XmlElement> root = parse_xml(response.body)) {
    KT_TRY(tree, structure_from_xml(payload == nullptr ? output : *payload->shape, *root));
    if (payload != nullptr) tree = Json{{std::string(payload->name), std::move(tree)}};
  }
  for (const Member& member : output.members) {
    if (member.location == Location::Headers) {
      Json map = prefixed_headers(member.wire_name, response.headers);
      if (!map.empty()) tree[std::string(member.name)] = std::move(map);
    }
    if (member.location != Location::Header) continue;
    for (const auto& [name, value] : response.headers) {
      if (!equals_ignoring_case(member.wire_name, name)) continue;
      KT_TRY(tree[std::string(member.name)], scalar_from_text(*member.shape, value));
    }
  }
  return tree;
}

}  // namespace

HttpRequest encode_request(const Service& service, const Operation& operation, const Json& input) {
  if (service.speaks_query) return query_request(service, operation, input);
  if (service.speaks_rest_xml) return rest_request(service, operation, input);
  return json_request(service, operation, input);
}

Result<Json> decode_answer(const Service& service, const Operation& operation,
                           const HttpResponse& response) {
  const bool is_success = response.status >= 200 && response.status < 300;
  if (service.speaks_query || service.speaks_rest_xml) {
    if (!is_success) return error_from_xml(response);
    return service.speaks_query ? output_from_query(operation, response)
                                : output_from_rest(operation, response);
  }
  if (!is_success) return error_from_json(service, response);
  const std::optional<Json> body = parse_json(response.body.empty() ? "{}" : response.body);
  if (!body) return unreadable(response);
  return from_json(operation.output, *body);
}

}  // namespace keytrail::wire
