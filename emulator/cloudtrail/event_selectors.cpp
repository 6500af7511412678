#include "cloudtrail/event_selectors.h"

#include <algorithm>
#include <array>

#include "base/json_list.h"
#include "cloudtrail/errors.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::size_t kSelectorsMax = 5;
constexpr std::size_t kDataResourcesMax = 250;
constexpr std::size_t kAdvancedValuesMax = 500;

constexpr std::string_view kReadWriteTypes[] = {"All", "ReadOnly", "WriteOnly"};
constexpr std::string_view kExcludableSources[] = {"kms.amazonaws.com", "rdsdata.amazonaws.com"};

// What a basic selector may name, and how its ARNs begin.
struct DataResourceType {
  std::string_view name;
  std::string_view arn_prefix;
};
constexpr DataResourceType kDataResourceTypes[] = {
    {"AWS::S3::Object", "arn:aws:s3"},
    {"AWS::Lambda::Function", "arn:aws:lambda"},
    {"AWS::DynamoDB::Table", "arn:aws:dynamodb"},
};

struct AdvancedField {
  std::string_view name;
  bool takes_equals_only;
};
constexpr AdvancedField kAdvancedFields[] = {
    {"eventCategory", true},
    {"readOnly", true},
    {"resources.type", true},
    {"resources.ARN", false},
    {"eventSource", false},
    {"eventName", false},
    {"eventType", false},
    {"errorCode", false},
    {"userIdentity.arn", false},
    {"vpcEndpointId", false},
    {"sessionCredentialFromConsole", false},
};

struct Operator {
  std::string_view name;
  bool is_negated;
  bool (*holds)(std::string_view value, std::string_view wanted);
};
constexpr auto kEquals = [](std::string_view value, std::string_view wanted) {
  return value == wanted;
};
constexpr auto kStartsWith = [](std::string_view value, std::string_view wanted) {
  return value.starts_with(wanted);
};
constexpr auto kEndsWith = [](std::string_view value, std::string_view wanted) {
  return value.ends_with(wanted);
};
constexpr Operator kOperators[] = {
    {"Equals", false, kEquals},         {"NotEquals", true, kEquals},
    {"StartsWith", false, kStartsWith}, {"NotStartsWith", true, kStartsWith},
    {"EndsWith", false, kEndsWith},     {"NotEndsWith", true, kEndsWith},
};

template <class List, class Item>
bool contains(const List& list, const Item& item) {
  return std::find(std::begin(list), std::end(list), item) != std::end(list);
}

bool is_read_write_match(ReadWriteType wanted, bool is_read_only) {
  return wanted == ReadWriteType::All || (wanted == ReadWriteType::ReadOnly) == is_read_only;
}

bool selects_data(const EventSelector& selector, const RecordRow& row) {
  for (const DataResource& wanted : selector.data_resources) {
    for (const auto& [type, arn] : row.resources) {
      if (type != wanted.type) continue;
      for (const std::string& value : wanted.values) {
        if (arn.starts_with(value)) return true;
      }
    }
  }
  return false;
}

bool selects(const EventSelector& selector, const Record& record) {
  if (!is_read_write_match(selector.read_write_type, record.row.is_read_only)) return false;
  if (!record.is_management) return selects_data(selector, record.row);
  return selector.includes_management_events &&
         !contains(selector.excluded_sources, record.row.event_source);
}

// ---- advanced selectors ----

// The values of a field: several only for resources, none when the record lacks the field.
std::vector<std::string> field_values(const std::string& field, const Record& record) {
  std::vector<std::string> values;
  if (field == "readOnly") {
    values.push_back(record.row.is_read_only ? "true" : "false");
  } else if (field == "eventCategory") {
    const std::optional<Json> category = record.read(field);
    values.push_back(category && category->is_string() ? category->get<std::string>()
                     : record.is_management            ? "Management"
                                                       : "Data");
  } else if (field == "resources.type") {
    for (const auto& [type, arn] : record.row.resources) values.push_back(type);
  } else if (field == "resources.ARN") {
    for (const auto& [type, arn] : record.row.resources) values.push_back(arn);
  } else if (field == "userIdentity.arn") {
    if (const std::optional<Json> who = record.read("userIdentity")) {
      if (auto arn = optional_string(*who, "arn")) values.push_back(std::move(*arn));
    }
  } else if (const std::optional<Json> value = record.read(field); value && value->is_string()) {
    values.push_back(value->get<std::string>());
  }
  return values;
}

// Of the operators that select, one must hold; of those that exclude, none may
// (CloudTrail guide, "How CloudTrail evaluates multiple conditions for a field").
bool field_matches(const Json& selector, const Record& record) {
  const std::vector<std::string> values = field_values(string_member(selector, "Field"), record);
  bool has_selecting = false;
  bool is_selected = false;
  for (const Operator& op : kOperators) {
    for (const Json& wanted : list_member(selector, op.name)) {
      const std::string& text = wanted.get_ref<const std::string&>();
      const bool holds = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
        return op.holds(value, text);
      });
      if (op.is_negated && holds) return false;
      has_selecting = has_selecting || !op.is_negated;
      is_selected = is_selected || (!op.is_negated && holds);
    }
  }
  return is_selected || !has_selecting;
}

bool advanced_selects(const Json& selector, const Record& record) {
  const Json& fields = list_member(selector, "FieldSelectors");
  return std::all_of(fields.begin(), fields.end(),
                     [&](const Json& field) { return field_matches(field, record); });
}

// Counts the values into `count`.
Result<void> check_field_selector(const Json& selector, std::size_t& count) {
  const std::string name = string_member(selector, "Field");
  const auto field = std::find_if(std::begin(kAdvancedFields), std::end(kAdvancedFields),
                                  [&](const AdvancedField& known) { return known.name == name; });
  if (field == std::end(kAdvancedFields)) {
    return invalid_event_selectors("Field " + name + " is not valid.");
  }
  std::size_t operators = 0;
  for (const Operator& op : kOperators) {
    const std::size_t size = list_member(selector, op.name).size();
    if (size == 0) continue;
    if (field->takes_equals_only && op.name != "Equals") {
      return invalid_event_selectors("Field " + name + " takes only the operator Equals.");
    }
    count += size;
    ++operators;
  }
  if (operators == 0) return invalid_event_selectors("Field " + name + " has no operator.");
  return {};
}

const Json* find_field(const Json& selector, std::string_view name) {
  for (const Json& field : list_member(selector, "FieldSelectors")) {
    if (string_member(field, "Field") == name) return &field;
  }
  return nullptr;
}

Result<void> check_advanced_selector(const Json& selector, std::size_t& count) {
  for (const Json& field : list_member(selector, "FieldSelectors")) {
    KT_TRY_VOID(check_field_selector(field, count));
  }
  const Json* category = find_field(selector, "eventCategory");
  if (category == nullptr) {
    return invalid_event_selectors("An advanced event selector must name eventCategory.");
  }
  constexpr std::string_view kCategories[] = {"Management", "Data", "NetworkActivity"};
  for (const Json& value : list_member(*category, "Equals")) {
    if (!contains(kCategories, value.get_ref<const std::string&>())) {
      return invalid_event_selectors("eventCategory " + to_text(value) + " is not valid.");
    }
    if (value == "Data" && find_field(selector, "resources.type") == nullptr) {
      return invalid_event_selectors("A selector of Data events must name resources.type.");
    }
  }
  return {};
}

// ---- basic selectors ----

Result<DataResource> parse_data_resource(const Json& input) {
  DataResource resource;
  resource.type = string_member(input, "Type");
  const auto type =
      std::find_if(std::begin(kDataResourceTypes), std::end(kDataResourceTypes),
                   [&](const DataResourceType& known) { return known.name == resource.type; });
  if (type == std::end(kDataResourceTypes)) {
    return invalid_event_selectors("Value " + resource.type +
                                   " for DataResources.Type is invalid.");
  }
  for (const Json& value : list_member(input, "Values")) {
    const std::string& arn = value.get_ref<const std::string&>();
    // Wildcards are not for ARNs here: an ARN stands for all that begin with it.
    if (!arn.starts_with(type->arn_prefix) || arn.find('*') != std::string::npos) {
      return invalid_event_selectors("Value " + arn + " for DataResources.Values is invalid.");
    }
    resource.values.push_back(arn);
  }
  return resource;
}

Result<EventSelector> parse_event_selector(const Json& input) {
  EventSelector selector;
  if (const auto type = optional_string(input, "ReadWriteType")) {
    const auto found = std::find(std::begin(kReadWriteTypes), std::end(kReadWriteTypes), *type);
    if (found == std::end(kReadWriteTypes)) {
      return invalid_event_selectors("Value " + *type + " for ReadWriteType is invalid.");
    }
    selector.read_write_type = static_cast<ReadWriteType>(found - std::begin(kReadWriteTypes));
  }
  selector.includes_management_events =
      optional_bool(input, "IncludeManagementEvents").value_or(true);
  for (const Json& item : list_member(input, "DataResources")) {
    KT_TRY(DataResource resource, parse_data_resource(item));
    selector.data_resources.push_back(std::move(resource));
  }
  for (const Json& source : list_member(input, "ExcludeManagementEventSources")) {
    const std::string& name = source.get_ref<const std::string&>();
    if (!contains(kExcludableSources, name) || !selector.includes_management_events) {
      return invalid_event_selectors("Event selector ExcludeManagementEventSources is not valid");
    }
    selector.excluded_sources.push_back(name);
  }
  return selector;
}

}  // namespace

bool selects(const Trail& trail, const Record& record) {
  if (!trail.advanced_selectors.is_null()) {
    return std::any_of(trail.advanced_selectors.begin(), trail.advanced_selectors.end(),
                       [&](const Json& selector) { return advanced_selects(selector, record); });
  }
  if (trail.selectors.empty()) return record.is_management;
  return std::any_of(trail.selectors.begin(), trail.selectors.end(),
                     [&](const EventSelector& selector) { return selects(selector, record); });
}

Result<std::vector<EventSelector>> parse_event_selectors(const Json& input) {
  if (input.size() > kSelectorsMax) {
    return invalid_event_selectors("A trail can have at most 5 event selectors.");
  }
  std::vector<EventSelector> selectors;
  std::size_t values = 0;
  for (const Json& item : input) {
    KT_TRY(EventSelector selector, parse_event_selector(item));
    for (const DataResource& resource : selector.data_resources) values += resource.values.size();
    selectors.push_back(std::move(selector));
  }
  if (values > kDataResourcesMax) {
    return invalid_event_selectors("A trail can have at most 250 data resources.");
  }
  return selectors;
}

Json render_event_selectors(const std::vector<EventSelector>& selectors) {
  Json list = Json::array();
  for (const EventSelector& selector : selectors) {
    Json resources = Json::array();
    for (const DataResource& resource : selector.data_resources) {
      resources.push_back({{"Type", resource.type}, {"Values", resource.values}});
    }
    list.push_back({
        {"ReadWriteType", kReadWriteTypes[static_cast<std::size_t>(selector.read_write_type)]},
        {"IncludeManagementEvents", selector.includes_management_events},
        {"DataResources", std::move(resources)},
        {"ExcludeManagementEventSources", selector.excluded_sources},
    });
  }
  return list;
}

Result<void> check_advanced_selectors(const Json& selectors) {
  std::size_t values = 0;
  for (const Json& selector : selectors) KT_TRY_VOID(check_advanced_selector(selector, values));
  if (values > kAdvancedValuesMax) {
    return invalid_event_selectors("A trail can have at most 500 values in advanced selectors.");
  }
  return {};
}

}  // namespace keytrail::cloudtrail
