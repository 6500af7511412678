#include "cloudtrail/record.h"

#include "cloudtrail/errors.h"
#include "core/limits.h"
#include "ingest/record_scanner.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::string_view kEventVersion = "1.11";
constexpr std::size_t kTextFieldBytesMax = 1u << 10;
constexpr std::size_t kAdditionalEventDataBytesMax = 28u << 10;
constexpr std::size_t kServiceEventDetailsBytesMax = 100u << 10;
constexpr std::size_t kMembersMax = 26;  // Of any record; one allocation is enough.

// Fields of 1 KB are cut, at the start of a code point (CloudTrail guide, "Record contents").
std::string_view cut(std::string_view text) {
  if (text.size() <= kTextFieldBytesMax) return text;
  std::size_t end = kTextFieldBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Everything but a large parameter fits; one allocation each is enough.
constexpr std::size_t kUsualBytes = 2048;

JsonObjectText begin_record() {
  JsonObjectText record;
  record.reserve(kUsualBytes, kMembersMax);
  record.add_text("eventVersion", kEventVersion);
  return record;
}

void add_user_identity(JsonObjectText& record, const Caller& caller) {
  const Identity& who = caller.identity;
  JsonObjectText identity;
  identity.reserve(512, 8);
  identity.add_text_if_any("type", who.type);
  identity.add_text_if_any("principalId", who.principal_id);
  identity.add_text_if_any("arn", who.arn);
  identity.add_text_if_any("accountId", who.account_id);
  identity.add_text_if_any("accessKeyId", who.access_key_id);
  identity.add_text_if_any("userName", who.user_name);
  if (!who.session_context.is_null()) identity.add_json("sessionContext", who.session_context);
  identity.add_text_if_any("invokedBy", caller.invoked_by);
  identity.close();
  record.add_raw("userIdentity", identity.text());
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

struct NamedResource {
  std::string_view account, type, arn;
};

void append_resource(std::string& list, const NamedResource& resource) {
  JsonObjectText entry;
  entry.add_text("accountId", resource.account);
  entry.add_text("type", resource.type);
  entry.add_text("ARN", resource.arn);
  entry.close();
  list += list.size() == 1 ? "" : ",";
  list += entry.text();
}

void add_resources(JsonObjectText& record, const RecordDraft* draft) {
  if (draft == nullptr) return;
  if (draft->resources.empty() && !draft->has_resources_member) return;
  std::string list = "[";
  for (const RecordDraft::Resource& item : draft->resources) {
    append_resource(list, {item.account, item.type, item.arn});
  }
  record.add_raw("resources", list + "]");
}

void add_tls_details(JsonObjectText& record, const Caller& caller) {
  JsonObjectText details;
  details.add_text("tlsVersion", caller.tls_version);
  details.add_text_if_any("cipherSuite", caller.tls_cipher);
  details.add_text_if_any("clientProvidedHostHeader", caller.host_header);
  details.close();
  record.add_raw("tlsDetails", details.text());
}

// These are left out as a whole when they are too large, unlike the fields of 1 KB.
void add_parameters(JsonObjectText& record, std::string_view name, const Json& value) {
  record.add_json(name, value);
  if (record.last().size() <= limits::kRequestParametersBytesMax) return;
  record.drop_last();
  record.add_raw(name, "null");  // A member of every record.
}

void add_limited(JsonObjectText& record, std::string_view name, const Json& value,
                 std::size_t bytes_max) {
  if (value.is_null()) return;
  record.add_json(name, value);
  if (record.last().size() > bytes_max) record.drop_last();
}

const Json& request_parameters(const RecordInput& input) {
  const bool is_drafted = input.draft != nullptr && input.draft->request_parameters;
  return is_drafted ? *input.draft->request_parameters : input.request_parameters;
}

const Json& response_elements(const RecordInput& input) {
  static const Json kNone;
  if (input.error != nullptr) return kNone;
  const bool is_drafted = input.draft != nullptr && input.draft->response_elements;
  return is_drafted ? *input.draft->response_elements : input.response_elements;
}

Record close_record(JsonObjectText text, RecordRow row) {
  text.close();
  Record record;
  record.members = text.places();
  record.row = std::move(row);
  record.row.text = std::make_shared<const std::string>(text.take_text());
  return record;
}

bool is_read_by_name(std::string_view event_name) {
  return event_name.starts_with("Get") || event_name.starts_with("List") ||
         event_name.starts_with("Describe");
}

bool is_management_event(const Record& record) {
  const std::optional<Json> category = record.read("eventCategory");
  if (category && category->is_string()) return *category == "Management";
  const std::optional<Json> flag = record.read("managementEvent");
  return !flag || !flag->is_boolean() || flag->get<bool>();
}

std::string text_of(const Record& record, std::string_view name) {
  const std::optional<Json> value = record.read(name);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

void read_columns(Record& record) {
  RecordRow& row = record.row;
  row.event_id = text_of(record, "eventID");
  row.event_name = text_of(record, "eventName");
  row.event_source = text_of(record, "eventSource");
  const std::optional<Json> read_only = record.read("readOnly");
  row.is_read_only = read_only && read_only->is_boolean() ? read_only->get<bool>()
                                                          : is_read_by_name(row.event_name);
  if (const std::optional<Json> who = record.read("userIdentity")) {
    row.username = username(string_member(*who, "type"), string_member(*who, "userName"),
                            string_member(*who, "arn"), string_member(*who, "principalId"));
    row.access_key_id = string_member(*who, "accessKeyId");
  }
  const std::optional<Json> resources = record.read("resources");
  if (!resources || !resources->is_array()) return;
  for (const Json& item : *resources) {
    std::string arn = string_member(item, "ARN");
    if (arn.empty()) continue;  // Some services name a resource by its type alone.
    row.resources.emplace_back(string_member(item, "type"), std::move(arn));
  }
}

}  // namespace

Record build_record(RecordInput input) {
  const Caller& caller = input.caller;
  const bool is_service = caller.is_service();
  const std::string_view error = input.error == nullptr ? "" : error_code(*input.error);
  JsonObjectText text = begin_record();
  add_user_identity(text, caller);
  text.add_text("eventTime", to_rfc3339_seconds(input.at));
  text.add_text("eventSource", input.event_source);
  text.add_text("eventName", input.event_name);
  text.add_text("awsRegion", caller.scope.region);
  text.add_text("sourceIPAddress", is_service ? caller.invoked_by : caller.source_ip);
  text.add_text_if_any("userAgent", cut(is_service ? caller.invoked_by : caller.user_agent));
  text.add_text_if_any("errorCode", error);
  if (input.error != nullptr) text.add_text_if_any("errorMessage", cut(input.error->message));
  add_parameters(text, "requestParameters", request_parameters(input));
  add_parameters(text, "responseElements", response_elements(input));
  if (input.draft != nullptr) {
    add_limited(text, "additionalEventData", input.draft->additional_event_data,
                kAdditionalEventDataBytesMax);
  }
  text.add_text("requestID", cut(input.request_id));
  text.add_text("eventID", input.event_id);
  text.add_bool("readOnly", input.is_read_only);
  add_resources(text, input.draft);
  text.add_text("eventType", "AwsApiCall");
  text.add_text_if_any("apiVersion", input.api_version);
  text.add_bool("managementEvent", true);
  text.add_text("recipientAccountId", caller.scope.account);
  text.add_text_if_any("sharedEventID", input.shared_event_id);
  text.add_text("eventCategory", "Management");
  // A service calls over the inside of AWS: the client's connection is not its own.
  if (!caller.tls_version.empty() && !is_service) add_tls_details(text, caller);

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
  Record record = close_record(std::move(text), std::move(row));
  record.error_code = error;
  return record;
}

Record build_service_event(const Scope& scope, Instant at, std::string event_id,
                           const ServiceEvent& event, std::string_view request_id) {
  const bool is_shown_as_call = !event.response_elements.is_null();
  JsonObjectText identity;
  identity.add_text("accountId", scope.account);
  identity.add_text("invokedBy", event.invoked_by);
  identity.close();

  JsonObjectText text = begin_record();
  text.add_raw("userIdentity", identity.text());
  text.add_text("eventTime", to_rfc3339_seconds(at));
  text.add_text("eventSource", event.event_source);
  text.add_text("eventName", event.event_name);
  text.add_text("awsRegion", scope.region);
  text.add_text("sourceIPAddress", event.invoked_by);
  text.add_text("userAgent", event.invoked_by);
  text.add_raw("requestParameters", "null");
  text.add_json("responseElements", event.response_elements);
  if (!event.error_message.empty()) text.add_text("errorMessage", event.error_message);
  add_limited(text, "additionalEventData", event.additional_event_data,
              kAdditionalEventDataBytesMax);
  if (is_shown_as_call) text.add_text("requestID", request_id);
  text.add_text("eventID", event_id);
  text.add_bool("readOnly", false);
  if (!event.resources.empty()) {
    std::string list = "[";
    for (const auto& [type, arn] : event.resources) {
      append_resource(list, {scope.account, type, arn});
    }
    text.add_raw("resources", list + "]");
  }
  text.add_text("eventType", is_shown_as_call ? "AwsApiCall" : "AwsServiceEvent");
  text.add_bool("managementEvent", true);
  text.add_text("recipientAccountId", scope.account);
  add_limited(text, "serviceEventDetails", event.service_event_details,
              kServiceEventDetailsBytesMax);
  text.add_text("eventCategory", "Management");

  RecordRow row;
  row.scope = scope.prefix();
  row.at = at;
  row.event_id = std::move(event_id);
  row.event_name = event.event_name;
  row.event_source = event.event_source;
  row.resources = event.resources;
  return close_record(std::move(text), std::move(row));
}

Result<Record> adopt_record(std::string_view text) {
  Record record;
  record.row.text = std::make_shared<const std::string>(ingest::without_blanks(text));
  Result<ingest::RecordView> view = ingest::look_over(*record.row.text, record.members);
  if (!view.ok()) return not_a_record(view.error().message);
  if (record.row.text->size() > limits::kRecordBytesMax) {
    return not_a_record("it is larger than 256 KB");
  }
  record.row.scope = Scope{view.value().account, std::string(view.value().region)}.prefix();
  record.row.at = view.value().at;
  read_columns(record);
  record.is_management = is_management_event(record);
  record.error_code = text_of(record, "errorCode");
  return record;
}

std::optional<Json> Record::read(std::string_view name) const {
  return JsonObjectText::read(*row.text, members, name);
}

}  // namespace keytrail::cloudtrail
