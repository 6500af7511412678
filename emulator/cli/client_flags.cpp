#include "cli/client_flags.h"

namespace keytrail::cli {
namespace {

constexpr const char* kDefaultEndpoint = "http://127.0.0.1:4566";

std::string endpoint_of(Io& io, const ClientFlags& flags) {
  if (!flags.endpoint.empty()) return flags.endpoint;
  for (const char* name : {"KEYTRAIL_ENDPOINT", "AWS_ENDPOINT_URL"}) {
    if (auto value = io.env(name)) return *value;
  }
  return kDefaultEndpoint;
}

std::string token_of(Io& io, const ClientFlags& flags) {
  return flags.token.empty() ? io.env("KEYTRAIL_CONTROL_TOKEN").value_or("") : flags.token;
}

}  // namespace

ClientFlagsPointer add_client_flags(CLI::App* command) {
  auto flags = std::make_shared<ClientFlags>();
  command
      ->add_option("--endpoint", flags->endpoint,
                   "The emulator; else KEYTRAIL_ENDPOINT, AWS_ENDPOINT_URL, " +
                       std::string(kDefaultEndpoint))
      ->type_name("URL");
  command
      ->add_option("--control-token", flags->token,
                   "What serve was given; else KEYTRAIL_CONTROL_TOKEN")
      ->type_name("TOKEN");
  command->add_flag("--json", flags->is_json, "The answer as one JSON document on stdout");
  return flags;
}

ClientCommand::ClientCommand(Io& io, const ClientFlags& flags)
    : io_(io), is_json_(flags.is_json), client_(endpoint_of(io, flags), token_of(io, flags)) {}

int ClientCommand::show(const std::variant<Json, client::ControlError>& answer,
                        const std::function<void(const Json&)>& print) {
  if (const auto* error = std::get_if<client::ControlError>(&answer)) {
    const bool is_refused = error->kind == client::ControlError::Kind::Refused;
    return fail(io_, is_refused ? kWrongUsage : kCannotStart, error->text);
  }
  const Json& body = std::get<Json>(answer);
  if (is_json_) {
    print_json(io_, body.is_null() ? Json::object() : body);
  } else {
    print(body);
  }
  return kAllHeld;
}

}  // namespace keytrail::cli
