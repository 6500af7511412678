// Turns the compact service descriptions beside this file into C++ tables, at build time.
//
// usage: compile_models service FILE.json OUT.cpp     shapes, operations and errors of one service
//        compile_models index OUT.cpp FILE.json...    the list of services, over the tables above
//
// Shapes refer to members and members to shapes, in circles; so each kind lives in one array that
// is declared before any is defined, and references are addresses of elements.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "base/json.h"

namespace keytrail::models {
namespace {

std::string literal(std::string_view text) {
  std::string source = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      source += '\\';
      source += c;
    } else if (byte < 0x20 || byte >= 0x7F || c == '?') {  // '?' could begin a trigraph.
      source += '\\';
      for (const int shift : {6, 3, 0}) source += static_cast<char>('0' + (byte >> shift & 7));
    } else {
      source += c;
    }
  }
  return source + "\"sv";
}

std::string member_literal(const Json& object, const char* name) {
  return literal(string_member(object, name));
}

const char* truth(const Json& object, const char* name) {
  return optional_bool(object, name).value_or(false) ? "true" : "false";
}

const char* type_of(const std::string& type) {
  static const std::map<std::string, const char*> kTypes = {
      {"structure", "Structure"}, {"list", "List"},          {"map", "Map"},
      {"string", "String"},       {"blob", "Blob"},          {"boolean", "Boolean"},
      {"integer", "Integer"},     {"long", "Long"},          {"float", "Float"},
      {"double", "Double"},       {"timestamp", "Timestamp"}};
  return kTypes.at(type);
}

const char* location_of(const std::string& location) {
  static const std::map<std::string, const char*> kLocations = {
      {"", "Body"},   {"header", "Header"},           {"headers", "Headers"},
      {"uri", "Uri"}, {"querystring", "QueryString"}, {"statusCode", "StatusCode"}};
  return kLocations.at(location);
}

const char* timestamp_format_of(const std::string& format) {
  static const std::map<std::string, const char*> kFormats = {
      {"", "Default"}, {"iso8601", "Iso8601"}, {"unix", "UnixTimestamp"}, {"rfc822", "Rfc822"}};
  return kFormats.at(format);
}

std::string table_namespace(const Json& document) {
  return string_member(document["service"], "name") + "_tables";
}

// The names and sizes of one service's arrays. An empty array is not C++, so none is shorter
// than one element.
struct Sizes {
  std::size_t operations, errors;
};

Sizes sizes_of(const Json& document) {
  return {document["operations"].size(), document["errors"].size()};
}

std::string declarations(const Json& document) {
  const Sizes sizes = sizes_of(document);
  return "extern const Operation kOperations[" + std::to_string(sizes.operations) + "];\n" +
         "extern const Error kErrors[" + std::to_string(sizes.errors) + "];\n";
}

class ServiceWriter {
 public:
  explicit ServiceWriter(const Json& document) : document_(document) {
    for (const auto& [name, shape] : document_["shapes"].items()) {
      shape_numbers_.emplace(name, shape_numbers_.size());
    }
  }

  void write(std::ostream& out) {
    std::string shapes;
    for (const auto& [name, shape] : document_["shapes"].items()) shapes += row(name, shape);
    out << "// Made by compile_models.\n#include \"models/model.h\"\n\n"
        << "namespace keytrail::models::" << table_namespace(document_) << " {\n"
        << "using namespace std::string_view_literals;\n"
        << declarations(document_) << "extern const Shape kShapes[" << shape_numbers_.size()
        << "];\nextern const Member kMembers[" << member_count_ + 1 << "];\n"
        << "extern const std::string_view kEnums[" << enum_count_ + 1 << "];\n\n"
        << "constinit const std::string_view kEnums[] = {\n"
        << enums_ << "{}};\n\n"
        << "constinit const Member kMembers[] = {\n"
        << members_ << "{}};\n\n"
        << "constinit const Shape kShapes[] = {\n"
        << shapes << "};\n\n"
        << "constinit const Operation kOperations[] = {\n";
    for (const auto& [name, operation] : document_["operations"].items()) {
      out << row_of_operation(name, operation);
    }
    out << "};\n\nconstinit const Error kErrors[] = {\n";
    for (const auto& [name, error] : document_["errors"].items()) {
      const std::string code = optional_string(error, "code").value_or(name);
      out << '{' << literal(name) << ',' << literal(code) << ',' << error["status"].get<int>()
          << ',' << (optional_bool(error, "fault").value_or(false) ? "false" : "true") << "},\n";
    }
    out << "};\n}  // namespace\n";
  }

 private:
  std::string shape_address(const Json& object, const char* name) const {
    const std::optional<std::string> shape = optional_string(object, name);
    if (!shape) return "nullptr";
    return "&kShapes[" + std::to_string(shape_numbers_.at(*shape)) + "]";
  }

  // Returns the number of the member, as kMembers counts.
  std::size_t add_member(const std::string& name, const std::string& default_wire_name,
                         const Json& member, bool required) {
    members_ += '{' + literal(name) + ',' +
                literal(optional_string(member, "wire").value_or(default_wire_name)) + ',' +
                shape_address(member, "shape") + ',' + (required ? "true" : "false") + ',' +
                truth(member, "flat") + ',' + truth(member, "attribute") +
                ",Location::" + location_of(string_member(member, "in")) + "},\n";
    return member_count_++;
  }

  std::string row(const std::string& name, const Json& shape) {
    std::string members = "{}";
    std::string element = "nullptr";
    std::string key = "nullptr";
    const auto address = [](std::size_t number) {
      return "&kMembers[" + std::to_string(number) + "]";
    };
    if (const Json* given = keytrail::find_member(shape, "members")) {
      if (!given->empty()) {
        members = "{" + address(member_count_) + "," + std::to_string(given->size()) + "}";
      }
      for (const auto& [member_name, member] : given->items()) {
        add_member(member_name, member_name, member, is_required(shape, member_name));
      }
    }
    if (const Json* given = keytrail::find_member(shape, "element")) {
      element = address(add_member("member", "member", *given, false));
    }
    if (const Json* given = keytrail::find_member(shape, "key")) {
      key = address(add_member("key", "key", *given, false));
      element = address(add_member("value", "value", shape["value"], false));
    }
    const std::optional<double> min = optional_double(shape, "min");
    const std::optional<double> max = optional_double(shape, "max");
    return '{' + literal(name) + ",Type::" + type_of(string_member(shape, "type")) + ',' + members +
           ',' + element + ',' + key + ',' + (min ? "true" : "false") + ',' +
           (max ? "true" : "false") + ',' + number(min) + ',' + number(max) + ',' +
           member_literal(shape, "pattern") + ',' + add_enums(shape) + ',' +
           truth(shape, "sensitive") + ',' + truth(shape, "flattened") + ',' +
           member_literal(shape, "payload") +
           ",TimestampFormat::" + timestamp_format_of(string_member(shape, "format")) + "},\n";
  }

  static std::string number(const std::optional<double>& value) {
    return Json(value.value_or(0)).dump();
  }

  static bool is_required(const Json& shape, const std::string& member) {
    const Json* required = keytrail::find_member(shape, "required");
    if (required == nullptr) return false;
    return std::find(required->begin(), required->end(), Json(member)) != required->end();
  }

  std::string add_enums(const Json& shape) {
    const Json* values = keytrail::find_member(shape, "enum");
    if (values == nullptr) return "{}";
    const std::size_t first = enum_count_;
    for (const Json& value : *values) enums_ += literal(value.get<std::string>()) + ",\n";
    enum_count_ += values->size();
    return "{&kEnums[" + std::to_string(first) + "]," + std::to_string(values->size()) + "}";
  }

  std::string row_of_operation(const std::string& name, const Json& operation) const {
    return '{' + literal(name) + ',' + shape_address(operation, "input") + ',' +
           shape_address(operation, "output") + ',' + member_literal(operation, "wrapper") + ',' +
           literal(optional_string(operation, "method").value_or("POST")) + ',' +
           literal(optional_string(operation, "uri").value_or("/")) + ',' +
           member_literal(operation, "input_token") + ',' +
           member_literal(operation, "output_token") + ',' +
           member_literal(operation, "limit_key") + "},\n";
  }

  const Json& document_;
  std::map<std::string, std::size_t> shape_numbers_;
  std::string members_;
  std::size_t member_count_ = 0;
  std::string enums_;
  std::size_t enum_count_ = 0;
};

void write_index(const std::vector<Json>& documents, std::ostream& out) {
  out << "// Made by compile_models.\n#include \"models/model.h\"\n\nnamespace keytrail::models {\n"
      << "using namespace std::string_view_literals;\n";
  for (const Json& document : documents) {
    out << "namespace " << table_namespace(document) << " {\n" << declarations(document) << "}\n";
  }
  out << "\nnamespace {\nconstinit const Service kServices[] = {\n";
  for (const Json& document : documents) {
    const Json& service = document["service"];
    const auto speaks = [&](const char* protocol) {
      const Json& protocols = service["protocols"];
      return std::find(protocols.begin(), protocols.end(), Json(protocol)) != protocols.end()
                 ? "true,"
                 : "false,";
    };
    const Sizes sizes = sizes_of(document);
    out << '{';
    for (const char* text : {"name", "signing_name", "endpoint_prefix", "target_prefix",
                             "json_version", "api_version", "xml_namespace", "shape_namespace"}) {
      out << member_literal(service, text) << ',';
    }
    out << speaks("json") << speaks("query") << speaks("smithy-rpc-v2-cbor") << speaks("rest-xml")
        << truth(service, "query_compatible") << ",{" << table_namespace(document)
        << "::kOperations," << sizes.operations << "},{" << table_namespace(document)
        << "::kErrors," << sizes.errors << "}},\n";
  }
  out << "};\n}  // namespace\n\nstd::span<const Service> services() { return kServices; }\n\n"
      << "}  // namespace keytrail::models\n";
}

std::optional<Json> read(const char* path) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  JsonParseError error;
  std::optional<Json> document = parse_json(text, &error);
  if (!document) {
    std::cerr << path << ':' << error.line << ':' << error.column << ": expected " << error.expected
              << '\n';
  }
  return document;
}

int run(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "service" && argc == 4) {
    const std::optional<Json> document = read(argv[2]);
    if (!document) return 1;
    std::ofstream out(argv[3]);
    ServiceWriter(*document).write(out);
    return out.good() ? 0 : 1;
  }
  if (mode == "index" && argc > 3) {
    std::vector<Json> documents;
    for (int i = 3; i < argc; ++i) {
      std::optional<Json> document = read(argv[i]);
      if (!document) return 1;
      documents.push_back(std::move(*document));
    }
    std::ofstream out(argv[2]);
    write_index(documents, out);
    return out.good() ? 0 : 1;
  }
  std::cerr << "usage: compile_models service FILE.json OUT.cpp\n"
               "       compile_models index OUT.cpp FILE.json...\n";
  return 2;
}

}  // namespace
}  // namespace keytrail::models

int main(int argc, char** argv) { return keytrail::models::run(argc, argv); }
