#include "scenario/model_words.h"

#include <array>
#include <cstdlib>
#include <span>

#include "base/nearest.h"
#include "base/regions.h"
#include "base/text.h"

namespace keytrail::scenario {
namespace {

using models::Shape;
using models::Type;
using Words = std::vector<std::string_view>;

template <class Rows>
Words names_of(const Rows& rows) {
  Words names;
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Texts with holes are known only when the scenario runs.
bool has_holes(const Yaml& scalar) {
  const std::string& text = scalar.Scalar();
  return text.find("${") != std::string::npos || text.find('(') != std::string::npos;
}

const char* kind_wanted(Type type) {
  switch (type) {
    case Type::Structure:
    case Type::Map:
      return "a map";
    case Type::List:
      return "a list";
    default:
      return "one value";
  }
}

bool is_of_kind(const Yaml& node, Type type) {
  if (node.IsScalar() && has_holes(node)) return true;  // Alone, a hole may be anything.
  if (node.IsNull()) return true;
  const std::string_view wanted = kind_wanted(type);
  return wanted == "a map"    ? node.IsMap()
         : wanted == "a list" ? node.IsSequence()
                              : node.IsScalar();
}

// A word that is one of several. Others are left to the operation, for sets grow.
void check_word(YamlSource& source, const Yaml& node, const Words& words, const std::string& what) {
  if (!node.IsScalar() || contains(words, node.Scalar())) return;
  if (const auto meant = find_slip(node.Scalar(), words); !meant.empty()) {
    source.report(node, what + ": there is no '" + node.Scalar() + "'" + did_you_mean(meant));
  }
}

class Parameters {
 public:
  Parameters(YamlSource& source, CheckValues values) : source_(source), values_(values) {}

  void check(const Yaml& node, const Shape& shape, const std::string& what) {
    if (values_ == CheckValues::Yes && !is_of_kind(node, shape.type)) {
      return source_.report(node, what + ": expected " + kind_wanted(shape.type));
    }
    if (shape.type == Type::Structure) {
      for (const auto& [key, value] : members_of(node)) {
        const models::Member* member = models::find_member(shape, key.Scalar());
        if (member == nullptr) {
          source_.report(key, what + " has no parameter '" + key.Scalar() + "'" +
                                  did_you_mean(key.Scalar(), names_of(shape.members)));
          continue;
        }
        check(value, *member->shape, what + " " + key.Scalar());
      }
    } else if (shape.type == Type::List && node.IsSequence()) {
      for (const Yaml& item : node) check(item, *shape.element->shape, what);
    } else if (shape.type == Type::Map) {
      for (const auto& [key, value] : members_of(node)) {
        check_enum(key, *shape.key->shape, what);
        check(value, *shape.element->shape, what + " " + key.Scalar());
      }
    } else {
      check_enum(node, shape, what);
      check_scalar(node, shape.type, what);
    }
  }

 private:
  void check_scalar(const Yaml& node, Type type, const std::string& what) {
    if (values_ == CheckValues::No || !node.IsScalar() || has_holes(node)) return;
    const std::string& text = node.Scalar();
    const bool is_number =
        type == Type::Integer || type == Type::Long || type == Type::Float || type == Type::Double;
    if (type == Type::Blob && !from_base64(text)) {
      source_.report(node, what + ": expected base64, got '" + text + "'; write base64(" + text +
                               ") for the bytes of a text");
    } else if (type == Type::Boolean && text != "true" && text != "false") {
      source_.report(node, what + ": expected true or false, got '" + text + "'");
    } else if (char* end = nullptr; is_number) {
      (void)std::strtod(text.c_str(), &end);
      if (text.empty() || *end != '\0') {
        source_.report(node, what + ": expected a number, got '" + text + "'");
      }
    }
  }

  void check_enum(const Yaml& node, const Shape& shape, const std::string& what) {
    if (values_ == CheckValues::No || shape.enums.empty() || has_holes(node)) return;
    check_word(source_, node, {shape.enums.begin(), shape.enums.end()}, what);
  }

  YamlSource& source_;
  CheckValues values_;
};

// Where a step leads in a shape. Texts may hold JSON, of which nothing is known; there it is null.
const Shape* step_into(YamlSource& source, const Yaml& at, const JsonPath::Step& step,
                       const Shape& shape, const std::string& what) {
  if (std::holds_alternative<std::size_t>(step)) {
    return shape.type == Type::List ? shape.element->shape : nullptr;
  }
  const std::string& name = std::get<std::string>(step);
  if (shape.type == Type::Map) return shape.element->shape;
  if (shape.type != Type::Structure) return nullptr;
  if (const models::Member* member = models::find_member(shape, name)) return member->shape;
  source.report(
      at, what + " answers no member '" + name + "'" + did_you_mean(name, names_of(shape.members)));
  return nullptr;
}

const Shape* step_along(YamlSource& source, const Yaml& at, const JsonPath& path,
                        const Shape* shape, const std::string& what) {
  for (const JsonPath::Step& step : path.steps()) {
    if (shape == nullptr) return nullptr;
    shape = step_into(source, at, step, *shape, what);
  }
  return shape;
}

void check_expected(YamlSource& source, const Yaml& expected, const Shape* shape,
                    const std::string& what) {
  if (shape == nullptr) return;
  if (expected.IsSequence() && shape->type == Type::List) {
    for (const Yaml& item : expected) check_expected(source, item, shape->element->shape, what);
  }
  for (const auto& [key, value] : members_of(expected)) {
    const auto path = key.Scalar().starts_with("$") ? JsonPath::parse(key.Scalar())
                                                    : JsonPath::parse("$['" + key.Scalar() + "']");
    if (!path) continue;  // The matcher says so.
    check_expected(source, value, step_along(source, key, *path, shape, what), what);
  }
}

const Shape& nothing() {
  static const Shape kNothing = [] {
    Shape shape{};
    shape.type = Type::Structure;
    return shape;
  }();
  return kNothing;
}

// CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
constexpr std::array<std::string_view, 34> kRecordMembers = {"eventVersion",
                                                             "userIdentity",
                                                             "eventTime",
                                                             "eventSource",
                                                             "eventName",
                                                             "awsRegion",
                                                             "sourceIPAddress",
                                                             "userAgent",
                                                             "errorCode",
                                                             "errorMessage",
                                                             "requestParameters",
                                                             "responseElements",
                                                             "additionalEventData",
                                                             "requestID",
                                                             "eventID",
                                                             "eventType",
                                                             "apiVersion",
                                                             "managementEvent",
                                                             "readOnly",
                                                             "resources",
                                                             "recipientAccountId",
                                                             "serviceEventDetails",
                                                             "sharedEventID",
                                                             "vpcEndpointId",
                                                             "vpcEndpointAccountId",
                                                             "eventCategory",
                                                             "addendum",
                                                             "sessionCredentialFromConsole",
                                                             "edgeDeviceDetails",
                                                             "tlsDetails",
                                                             "eventContext",
                                                             "insightDetails",
                                                             "annotation",
                                                             "metadata"};
constexpr std::array<std::string_view, 12> kIdentityMembers = {
    "type",       "principalId",    "arn",       "accountId",        "accessKeyId",
    "userName",   "sessionContext", "invokedBy", "identityProvider", "credentialId",
    "onBehalfOf", "inScopeOf"};
constexpr std::array<std::string_view, 6> kSessionMembers = {
    "sessionIssuer",  "webIdFederationData", "attributes",
    "sourceIdentity", "ec2RoleDelivery",     "assumedRoot"};

void check_known(YamlSource& source, const Yaml& at, const std::string& name,
                 std::span<const std::string_view> known, const std::string& what) {
  if (contains(known, name)) return;
  source.report(at, what + ": a record has no member '" + name + "'" +
                        did_you_mean(name, {known.begin(), known.end()}));
}

// "userIdentity", "sessionContext", of which the members are known in turn.
std::span<const std::string_view> members_below(const std::string& name) {
  if (name == "userIdentity") return kIdentityMembers;
  if (name == "sessionContext") return kSessionMembers;
  return {};
}

// Words that a member of a record can be; CloudTrail User Guide, as above.
constexpr std::array<std::string_view, 6> kEventTypes = {
    "AwsApiCall",       "AwsServiceEvent", "AwsConsoleAction",
    "AwsConsoleSignIn", "AwsVpceEvent",    "AwsCloudTrailInsight"};
constexpr std::array<std::string_view, 4> kEventCategories = {"Management", "Data", "Insight",
                                                              "NetworkActivity"};
constexpr std::array<std::string_view, 12> kIdentityTypes = {
    "Root",       "IAMUser",    "AssumedRole",        "Role",     "FederatedUser",   "Directory",
    "AWSAccount", "AWSService", "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Unknown"};

Words words_for(const std::string& member) {
  if (member == "awsRegion") return region_codes();
  if (member == "eventType") return {kEventTypes.begin(), kEventTypes.end()};
  if (member == "eventCategory") return {kEventCategories.begin(), kEventCategories.end()};
  return {};
}

void check_members(YamlSource& source, const Yaml& node, std::span<const std::string_view> known,
                   const std::string& what) {
  for (const auto& [key, value] : members_of(node)) {
    std::span<const std::string_view> below = known;
    std::string last = key.Scalar();
    if (!last.starts_with("$")) {
      check_known(source, key, last, known, what);
    } else if (const auto path = JsonPath::parse(last)) {
      for (const JsonPath::Step& step : path->steps()) {
        const auto* name = std::get_if<std::string>(&step);
        if (name == nullptr || below.empty()) break;
        check_known(source, key, *name, below, what);
        below = members_below(last = *name);
      }
    }
    check_word(source, value, words_for(last), what);
    if (last == "userIdentity" && value.IsMap() && value["type"]) {
      check_word(source, value["type"], {kIdentityTypes.begin(), kIdentityTypes.end()}, what);
    }
    if (const auto inner = members_below(last); !inner.empty()) {
      check_members(source, value, inner, what);
    }
  }
}

// What callers of any service may be answered with; AWS, "Common errors", and what CloudTrail
// writes instead.
constexpr std::array<std::string_view, 20> kCommonCodes = {"AccessDenied",
                                                           "AccessDeniedException",
                                                           "UnauthorizedOperation",
                                                           "Client.UnauthorizedOperation",
                                                           "ThrottlingException",
                                                           "Throttling",
                                                           "RequestLimitExceeded",
                                                           "ValidationException",
                                                           "ValidationError",
                                                           "InternalFailure",
                                                           "InternalError",
                                                           "ServiceUnavailable",
                                                           "ExpiredTokenException",
                                                           "ExpiredToken",
                                                           "UnrecognizedClientException",
                                                           "InvalidClientTokenId",
                                                           "SignatureDoesNotMatch",
                                                           "SerializationException",
                                                           "NotImplemented",
                                                           "OptInRequired"};

Words error_codes() {
  Words codes(kCommonCodes.begin(), kCommonCodes.end());
  for (const models::Service& service : models::services()) {
    for (const models::Error& error : service.errors) {
      codes.push_back(error.name);
      if (!error.query_code.empty()) codes.push_back(error.query_code);
    }
  }
  return codes;
}

}  // namespace

std::vector<std::string_view> service_names() { return names_of(models::services()); }

std::string service_list() {
  const Words names = service_names();
  return join({names.begin(), names.end()}, ", ");
}

OperationWords read_operation(YamlSource& source, const Yaml& at, const std::string& what,
                              WholeService whole) {
  const std::vector<std::string> words = split(source.text(at, what), ' ');
  const bool is_whole = words.size() == 1 && whole == WholeService::Yes;
  const models::Service* service = models::find_service(words[0]);
  if (service == nullptr || (!is_whole && (words.size() != 2 || words[1].empty()))) {
    source.report(at, what + ": expected " +
                          (whole == WholeService::Yes ? "a service, or a service and an operation"
                                                      : "a service and an operation") +
                          " such as 'kms Encrypt'; services are " + service_list() +
                          (service ? "" : did_you_mean(words[0], service_names())));
    return {};
  }
  if (is_whole) return {words[0], {}, nullptr};
  const models::Operation* operation = models::find_operation(*service, words[1]);
  if (operation == nullptr) {
    source.report(at, what + ": " + words[0] + " has no operation '" + words[1] + "'" +
                          did_you_mean(words[1], names_of(service->operations)));
    return {};
  }
  return {words[0], words[1], operation};
}

void check_parameters(YamlSource& source, const Yaml& given, const Shape* shape,
                      const std::string& what, CheckValues values) {
  Parameters(source, values).check(given, shape == nullptr ? nothing() : *shape, what);
}

void check_output(YamlSource& source, const Yaml& expected, const Shape* shape,
                  const std::string& what) {
  check_expected(source, expected, shape == nullptr ? &nothing() : shape, what);
}

void check_output_path(YamlSource& source, const Yaml& at, const JsonPath& path, const Shape* shape,
                       const std::string& what) {
  step_along(source, at, path, shape == nullptr ? &nothing() : shape, what);
}

void check_error_code(YamlSource& source, const Yaml& code) {
  if (!code.IsScalar() || has_holes(code)) return;
  const std::string& text = code.Scalar();
  if (text.find('*') != std::string::npos) return;
  if (const auto meant = meant_error_code(text); !meant.empty()) {
    source.report(code, "no service answers with '" + text + "'" + did_you_mean(meant));
  }
}

std::string_view meant_error_code(std::string_view code) {
  static const Words kCodes = error_codes();
  return contains(kCodes, code) ? std::string_view() : find_slip(code, kCodes);
}

std::string_view meant_member(std::string_view name) {
  if (contains(kRecordMembers, name)) return {};
  return find_slip(name, {kRecordMembers.begin(), kRecordMembers.end()});
}

// Other services have operations that are nearly called like these.
std::string_view meant_operation(std::string_view name) {
  std::string_view meant;
  for (const models::Service& service : models::services()) {
    for (const models::Operation& operation : service.operations) {
      if (operation.name == name) return {};
      if (equals_ignoring_case(operation.name, name)) meant = operation.name;
    }
  }
  return meant;
}

void check_record(YamlSource& source, const Yaml& record, const std::string& what) {
  check_members(source, record, kRecordMembers, what);
}

void check_record_member(YamlSource& source, const Yaml& at, const std::string& name,
                         const std::string& what) {
  check_known(source, at, name, kRecordMembers, what);
}

}  // namespace keytrail::scenario
