#include "scenario/remote.h"

#include "scenario/remote_aws.h"
#include "scenario/remote_keytrail.h"

namespace keytrail::scenario {
namespace {

constexpr const char* kUndoable = "CannotBeDoneThere";

using Found = std::variant<std::unique_ptr<Remote>, Remote::Problem>;

Found find_aws(const RemoteOptions& options) {
  using Kind = Remote::Problem::Kind;
  if (!options.credentials) {
    return Remote::Problem{Kind::WrongUsage,
                           options.endpoint +
                               " is no keytrail: calls there need AWS_ACCESS_KEY_ID and "
                               "AWS_SECRET_ACCESS_KEY"};
  }
  const client::AwsClient aws({options.endpoint, options.ca_bundle}, *options.credentials,
                              options.wall);
  const Result<Json> caller =
      aws.call("sts", "GetCallerIdentity", Json::object(), EmulatorOptions().region);
  if (!caller.ok()) {
    return Remote::Problem{Kind::NotReached, "no emulator at " + options.endpoint + ": " +
                                                 caller.error().code + ": " +
                                                 caller.error().message};
  }
  return std::make_unique<RemoteAws>(aws, string_member(caller.value(), "Account"), options);
}

}  // namespace

ApiError cannot_be_done(std::string reason) { return {kUndoable, std::move(reason), 501}; }
bool is_undoable(const ApiError& error) { return error.code == kUndoable; }

Result<void> Remote::check_options(const EmulatorOptions& wanted) {
  const EmulatorOptions usual;
  const std::pair<const char*, bool> rows[] = {
      {"transition_delay", wanted.transition_delay != usual.transition_delay},
      {"auto_confirm", wanted.auto_confirm != usual.auto_confirm},
      {"identities", !wanted.identities.empty()},
      {"enforce_policies", wanted.enforce_policies != usual.enforce_policies},
  };
  for (const auto& [name, is_wanted] : rows) {
    if (is_wanted) return cannot_be_done("'" + std::string(name) + "' is not to be chosen there");
  }
  return {};
}

std::variant<std::unique_ptr<Remote>, Remote::Problem> Remote::find(RemoteOptions options) {
  if (options.endpoint.starts_with("https://")) return find_aws(options);
  client::ControlClient control(options.endpoint, options.control_token);
  const auto health = control.get("health");
  if (const auto* error = std::get_if<client::ControlError>(&health)) {
    using Kind = client::ControlError::Kind;
    const bool wants_token = error->status == 401;
    if (error->status == 0 || wants_token) {
      return Problem{
          error->kind == Kind::Refused ? Problem::Kind::WrongUsage : Problem::Kind::NotReached,
          error->text};
    }
  } else if (find_member(std::get<Json>(health), "services") != nullptr) {
    return Found(std::make_unique<RemoteKeytrail>(std::move(control)));
  }
  return find_aws(options);
}

}  // namespace keytrail::scenario
