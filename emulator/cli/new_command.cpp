#include <filesystem>
#include <ostream>

#include "cli/commands.h"
#include "scenario/schema.h"

namespace keytrail::cli {
namespace {

// A first scenario that holds, and says how to make it fail.
constexpr const char* kFirstScenario =
    R"yaml(# yaml-language-server: $schema=_scenario.schema.json
#
# A scenario: what is given, what happens, and what must (and must not) come of it. Run it with
#
#   keytrail run FILE
#
# Then break it: take the DisableKey step away, or expect two mails at the end (count: 2).
keytrail: 1
name: A disabled key is used, and the security team is told

# The set-up, in few words: a key, a trail into a log group, a metric filter, an alarm, a topic.
given:
  keys: [app]
  trail: {name: management-events, log_group: CloudTrail/DefaultLogGroup}
  filters:
    - name: kms-errors
      pattern: '{ $.eventSource = kms.amazonaws.com && $.errorCode = "*" }'
      metric: Security/KmsErrors
  topics:
    - {name: security, emails: [security@example.com]}
  alarms:
    - {name: kms-errors, metric: Security/KmsErrors, threshold: ">= 1", missing: notBreaching, notify: security}

# What happens, step by step, on a clock that moves only here.
steps:
  - say: As long as the key is enabled, all is quiet.
  - call: kms Encrypt
    with: {KeyId: "${app}", Plaintext: base64(hello)}
    expect: {KeyId: "${app.arn}", CiphertextBlob: exists}
  - advance: 5m
  - expect:
      alarm: {name: kms-errors, state: OK}
    never:
      mail: {subject: "ALARM: *"}

  - say: The key is disabled, and somebody still uses it.
  - call: kms DisableKey
    with: {KeyId: "${app}"}
  - call: kms Encrypt
    with: {KeyId: "${app}", Plaintext: base64(hello)}
    expect:
      error: {code: DisabledException, message: "${app.arn} is disabled."}
  - advance: 1m
  - expect:
      alarm: {name: kms-errors, state: ALARM}
      mail: {to: security@example.com, subject: "ALARM: *", count: 1}
)yaml";

// Editors look for the schema beside the file. One that is there already may be somebody's own.
int write_scenario(Io& io, std::string path) {
  std::error_code error;
  // Without it, `run DIR` would not find the file.
  if (!std::filesystem::path(path).has_extension()) path += ".yaml";
  if (std::filesystem::exists(path, error)) {
    return fail(io, kCannotStart, path + ": is there already; name another file");
  }
  const std::string schema =
      (std::filesystem::path(path).parent_path() / "_scenario.schema.json").string();
  const bool has_schema = std::filesystem::exists(schema, error);
  if (!write_file(path, kFirstScenario)) {
    return fail(io, kCannotStart, path + ": cannot be written");
  }
  if (!has_schema && !write_file(schema, std::string(scenario::schema_text()))) {
    return fail(io, kCannotStart, schema + ": cannot be written");
  }
  io.err << "wrote " << path << (has_schema ? "" : " and, for editors, " + schema)
         << "; next: keytrail run " << path << "\n";
  return kAllHeld;
}

}  // namespace

void add_new(CLI::App& app, Io& io, Action& action) {
  auto path = std::make_shared<std::string>("scenario.yaml");
  CLI::App* command = app.add_subcommand(
      "new", "Writes a first scenario to begin from, and the schema that editors read");
  command->add_option("file", *path, "Where")->type_name("FILE")->capture_default_str();
  command->callback(
      [&io, &action, path] { action = [&io, path] { return write_scenario(io, *path); }; });
}

}  // namespace keytrail::cli
