#include "cloudtrail/record.h"

#include "cloudtrail/errors.h"
#include "core/limits.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::string_view kEventVersion = "1.11";
constexpr std::size_t kTextFieldBytesMax = 1u << 10;
constexpr std::size_t kAdditionalEventDataBytesMax = 28u << 10;
constexpr std::size_t kServiceEventDetailsBytesMax = 100u << 10;
constexpr std::size_t kMembersMax = 26;  // Of any record; one allocation is enough.

// Appends to a JSON object without operator[]'s search: record building is the hottest code here.
void append(Json& object, const char* name, Json value) {
  object.get_ref<Json::object_t&>().emplace_back(name, std::move(value));
}

void append_text(Json& object, const char* name, std::string_view text) {
  if (!text.empty()) append(object, name, text);
}

// Fields of 1 KB are cut, at the start of a code point (CloudTrail guide, "Record contents").
std::string_view cut(std::string_view text) {
  if (text.size() <= kTextFieldBytesMax) return text;
  std::size_t end = kTextFieldBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Json empty_record() {
  Json tree = Json::object();
  tree.get_ref<Json::object_t&>().reserve(kMembersMax);
  append(tree, "eventVersion", kEventVersion);
  return tree;
}

Json user_identity(const Caller& caller) {
  const Identity& who = caller.identity;
  Json identity = Json::object();
  identity.get_ref<Json::object_t&>().reserve(8);
  append_text(identity, "type", who.type);
  append_text(identity, "principalId", who.principal_id);
  append_text(identity, "arn", who.arn);
  append_text(identity, "accountId", who.account_id);
  append_text(identity, "accessKeyId", who.access_key_id);
  append_text(identity, "userName", who.user_name);
  if (!who.session_context.is_null()) append(identity, "sessionContext", who.session_context);
  append_text(identity, "invokedBy", caller.invoked_by);
  return identity;
}

std::string_view after_last(std::string_view text, char separator) {
  const std::size_t at = text.rfind(separator);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
}

// What LookupEvents calls Username: the IAM user's name, "root", or the session's name.
std::string username(std::string_view type, std::string_view user_name, std::string_view arn,
                     std::string_view principal_id) {
  if (type == "Root") return "root";
  if (type == "AssumedRole") return std::string(after_last(arn, '/'));
  if (type == "FederatedUser") return std::string(after_last(principal_id, ':'));
  return std::string(user_name);
}

// Whatever a service calls an access failure over the wire, its record says AccessDenied.
std::string_view error_code(const ApiError& error) {
  if (error.code == "AccessDeniedException" || error.code == "AuthorizationErrorException") {
    return "AccessDenied";
  }
  return cut(error.code);
}

void append_error(Json& tree, const ApiError& error) {
  append(tree, "errorCode", error_code(error));
  append_text(tree, "errorMessage", cut(error.message));
}

Json resource(const std::string& account, const std::string& type, const std::string& arn) {
  Json entry = Json::object();
  entry.get_ref<Json::object_t&>().reserve(3);
  append(entry, "accountId", account);
  append(entry, "type", type);
  append(entry, "ARN", arn);
  return entry;
}

void append_resources(Json& tree, const RecordDraft* draft) {
  if (draft == nullptr) return;
  if (draft->resources.empty() && !draft->has_resources_member) return;
  Json list = Json::array();
  for (const RecordDraft::Resource& item : draft->resources) {
    list.push_back(resource(item.account, item.type, item.arn));
  }
  append(tree, "resources", std::move(list));
}

Json request_parameters(RecordInput& input) {
  if (input.draft != nullptr && input.draft->request_parameters) {
    return *input.draft->request_parameters;
  }
  return std::move(input.request_parameters);
}

Json response_elements(RecordInput& input) {
  if (input.error != nullptr) return nullptr;
  if (input.draft != nullptr && input.draft->response_elements) {
    return *input.draft->response_elements;
  }
  return std::move(input.response_elements);
}

Json tls_details(const Caller& caller) {
  Json details = Json::object();
  append(details, "tlsVersion", caller.tls_version);
  append_text(details, "cipherSuite", caller.tls_cipher);
  append_text(details, "clientProvidedHostHeader", caller.host_header);
  return details;
}

enum class WhenTooLarge { Null, Absent };
struct SizeLimit {
  std::string_view member;
  std::size_t bytes_max;
  WhenTooLarge then;
};
// These are left out as a whole, unlike the fields of 1 KB. Two are members of every record.
constexpr SizeLimit kSizeLimits[] = {
    {"requestParameters", limits::kRequestParametersBytesMax, WhenTooLarge::Null},
    {"responseElements", limits::kRequestParametersBytesMax, WhenTooLarge::Null},
    {"additionalEventData", kAdditionalEventDataBytesMax, WhenTooLarge::Absent},
    {"serviceEventDetails", kServiceEventDetailsBytesMax, WhenTooLarge::Absent},
};

// False when nothing had to go.
bool drop_oversized(Json& tree) {
  bool dropped = false;
  for (const SizeLimit& limit : kSizeLimits) {
    const auto member = tree.find(limit.member);
    if (member == tree.end() || to_text(*member).size() <= limit.bytes_max) continue;
    dropped = true;
    if (limit.then == WhenTooLarge::Null) {
      *member = nullptr;
    } else {
      tree.erase(member);
    }
  }
  return dropped;
}

// No member can be over its limit while the whole text is below the smallest of them.
Text limited_text(Json& tree) {
  std::string text = to_text(tree);
  if (text.size() > kAdditionalEventDataBytesMax && drop_oversized(tree)) text = to_text(tree);
  return std::make_shared<const std::string>(std::move(text));
}

bool is_read_by_name(std::string_view event_name) {
  return event_name.starts_with("Get") || event_name.starts_with("List") ||
         event_name.starts_with("Describe");
}

RecordRow columns_of(const Json& tree, Instant at, const Scope& scope) {
  RecordRow row;
  row.scope = scope.prefix();
  row.at = at;
  row.event_id = string_member(tree, "eventID");
  row.event_name = string_member(tree, "eventName");
  row.event_source = string_member(tree, "eventSource");
  row.is_read_only = optional_bool(tree, "readOnly").value_or(is_read_by_name(row.event_name));
  if (const Json* who = find_member(tree, "userIdentity")) {
    row.username = username(string_member(*who, "type"), string_member(*who, "userName"),
                            string_member(*who, "arn"), string_member(*who, "principalId"));
    row.access_key_id = string_member(*who, "accessKeyId");
  }
  if (const Json* resources = find_member(tree, "resources"); resources && resources->is_array()) {
    for (const Json& item : *resources) {
      std::string arn = string_member(item, "ARN");
      if (arn.empty()) continue;  // Some services name a resource by its type alone.
      row.resources.emplace_back(string_member(item, "type"), std::move(arn));
    }
  }
  return row;
}

}  // namespace

Record build_record(RecordInput input) {
  const Caller& caller = input.caller;
  const bool is_service = caller.is_service();
  Json tree = empty_record();
  append(tree, "userIdentity", user_identity(caller));
  append(tree, "eventTime", to_rfc3339_seconds(input.at));
  append(tree, "eventSource", input.event_source);
  append(tree, "eventName", input.event_name);
  append(tree, "awsRegion", caller.scope.region);
  append(tree, "sourceIPAddress", is_service ? caller.invoked_by : caller.source_ip);
  append_text(tree, "userAgent", cut(is_service ? caller.invoked_by : caller.user_agent));
  if (input.error != nullptr) append_error(tree, *input.error);
  append(tree, "requestParameters", request_parameters(input));
  append(tree, "responseElements", response_elements(input));
  if (input.draft != nullptr && !input.draft->additional_event_data.is_null()) {
    append(tree, "additionalEventData", input.draft->additional_event_data);
  }
  append(tree, "requestID", cut(input.request_id));
  append(tree, "eventID", input.event_id);
  append(tree, "readOnly", input.is_read_only);
  append_resources(tree, input.draft);
  append(tree, "eventType", "AwsApiCall");
  append_text(tree, "apiVersion", input.api_version);
  append(tree, "managementEvent", true);
  append(tree, "recipientAccountId", caller.scope.account);
  append(tree, "eventCategory", "Management");
  // A service calls over the inside of AWS: the client's connection is not its own.
  if (!caller.tls_version.empty() && !is_service) append(tree, "tlsDetails", tls_details(caller));

  const Identity& who = caller.identity;
  RecordRow row;
  row.scope = caller.scope.prefix();
  row.at = input.at;
  row.event_id = std::move(input.event_id);
  row.event_name = input.event_name;
  row.event_source = input.event_source;
  row.username = username(who.type, who.user_name, who.arn, who.principal_id);
  row.access_key_id = who.access_key_id;
  row.is_read_only = input.is_read_only;
  if (input.draft != nullptr) {
    for (const auto& item : input.draft->resources) row.resources.emplace_back(item.type, item.arn);
  }
  row.text = limited_text(tree);
  return {std::move(tree), std::move(row)};
}

Record build_service_event(const Scope& scope, Instant at, std::string event_id,
                           const ServiceEvent& event) {
  Json identity = Json::object();
  append(identity, "accountId", scope.account);
  append(identity, "invokedBy", event.invoked_by);

  Json tree = empty_record();
  append(tree, "userIdentity", std::move(identity));
  append(tree, "eventTime", to_rfc3339_seconds(at));
  append(tree, "eventSource", event.event_source);
  append(tree, "eventName", event.event_name);
  append(tree, "awsRegion", scope.region);
  append(tree, "sourceIPAddress", event.invoked_by);
  append(tree, "userAgent", event.invoked_by);
  append(tree, "requestParameters", nullptr);
  append(tree, "responseElements", nullptr);
  if (!event.additional_event_data.is_null()) {
    append(tree, "additionalEventData", event.additional_event_data);
  }
  append(tree, "eventID", event_id);
  append(tree, "readOnly", false);
  if (!event.resources.empty()) {
    Json list = Json::array();
    for (const auto& [type, arn] : event.resources) {
      list.push_back(resource(scope.account, type, arn));
    }
    append(tree, "resources", std::move(list));
  }
  append(tree, "eventType", "AwsServiceEvent");
  append(tree, "managementEvent", true);
  append(tree, "recipientAccountId", scope.account);
  if (!event.service_event_details.is_null()) {
    append(tree, "serviceEventDetails", event.service_event_details);
  }
  append(tree, "eventCategory", "Management");

  RecordRow row = columns_of(tree, at, scope);
  row.text = limited_text(tree);
  return {std::move(tree), std::move(row)};
}

Result<Record> adopt_record(Json tree) {
  if (!tree.is_object()) return not_a_record("it is not a JSON object");
  for (const std::string_view name : {"eventID", "eventName", "eventSource", "awsRegion"}) {
    if (string_member(tree, name).empty()) {
      return not_a_record("it has no text in " + std::string(name));
    }
  }
  const std::optional<Instant> at = parse_instant(string_member(tree, "eventTime"));
  if (!at) return not_a_record("its eventTime is no RFC 3339 time");

  // Before version 1.02 the account is named by the identity alone.
  Scope scope{string_member(tree, "recipientAccountId"), string_member(tree, "awsRegion")};
  if (const Json* who = find_member(tree, "userIdentity"); who && scope.account.empty()) {
    scope.account = string_member(*who, "accountId");
  }
  if (scope.account.empty()) return not_a_record("it has no recipientAccountId");
  if ((scope.account + scope.region).find('/') != std::string::npos) {
    return not_a_record("its account or region holds a slash");
  }

  std::string text = to_text(tree);
  if (text.size() > limits::kRecordBytesMax) return not_a_record("it is larger than 256 KB");
  RecordRow row = columns_of(tree, *at, scope);
  row.text = std::make_shared<const std::string>(std::move(text));
  return Record{std::move(tree), std::move(row)};
}

bool is_management_event(const Json& record) {
  if (const std::optional<std::string> category = optional_string(record, "eventCategory")) {
    return *category == "Management";
  }
  return optional_bool(record, "managementEvent").value_or(true);
}

}  // namespace keytrail::cloudtrail
