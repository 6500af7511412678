// The words of a call held against the service models, while a file is loaded: AWS passes over a
// parameter it does not know, and an expected member that can never be there is absent for ever.
// Neither may happen to somebody who mistyped one.
#pragma once

#include <string>

#include "models/model.h"
#include "scenario/json_path.h"
#include "scenario/yaml_source.h"

namespace keytrail::scenario {

std::vector<std::string_view> service_names();
std::string service_list();

// "kms Encrypt" at `at`, which `what` names; null with a problem when there is no such operation.
// `is_whole_service`: "kms" alone will do, and is null without one.
enum class WholeService { No, Yes };
struct OperationWords {
  std::string service;
  std::string operation;
  const models::Operation* model = nullptr;
};
OperationWords read_operation(YamlSource& source, const Yaml& at, const std::string& what,
                              WholeService whole);

// What is given for the parameters: their names always, and where the call has to succeed kinds and
// words too. `shape` may be null: there are none.
enum class CheckValues { No, Yes };
void check_parameters(YamlSource& source, const Yaml& given, const models::Shape* shape,
                      const std::string& what, CheckValues values);

// The members of an output that are expected or saved.
void check_output(YamlSource& source, const Yaml& expected, const models::Shape* shape,
                  const std::string& what);
void check_output_path(YamlSource& source, const Yaml& at, const JsonPath& path,
                       const models::Shape* shape, const std::string& what);

// A code that no service answers with and that looks like one that some do.
void check_error_code(YamlSource& source, const Yaml& code);

// What a word of a record most likely stood for; empty when it is right, or like none that is
// known.
std::string_view meant_member(std::string_view name);
std::string_view meant_error_code(std::string_view code);
std::string_view meant_operation(std::string_view name);

// The members of a CloudTrail record, which are known as well.
void check_record(YamlSource& source, const Yaml& record, const std::string& what);
void check_record_member(YamlSource& source, const Yaml& at, const std::string& name,
                         const std::string& what);

}  // namespace keytrail::scenario
