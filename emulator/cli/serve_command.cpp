#include <cctype>
#include <filesystem>
#include <ostream>

#include "base/text.h"
#include "cli/commands.h"
#include "scenario/identities.h"
#include "server/server.h"

namespace keytrail::cli {
namespace {

using Storage = EmulatorOptions::Storage;

struct ServeFlags {
  ServeOptions options;
  std::string password_file;
  std::string identities_file;
};

// "trail-delay" -> "KEYTRAIL_TRAIL_DELAY".
std::string variable_of(const std::string& flag) {
  std::string name = "KEYTRAIL_";
  for (const char c : flag) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// "mail.example.com:25", "[::1]:2525".
bool is_host_and_port(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || !is_number(text.substr(colon + 1))) return false;
  const long port = std::strtol(text.c_str() + colon + 1, nullptr, 10);
  return port >= 1 && port <= 65535 && text.find_first_of(" /@") == std::string::npos;
}

bool is_region(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

// Options whose text becomes something else: CLI11 reports what `take` says is wrong with it.
void add_parsed(CLI::App* serve, const std::string& name, const std::string& type,
                const std::string& description,
                std::function<std::optional<std::string>(const std::string&)> take) {
  serve
      ->add_option_function<std::string>(
          name,
          [name, take](const std::string& text) {
            if (const auto wrong = take(text)) throw CLI::ValidationError(name, *wrong);
          },
          description)
      ->type_name(type);
}

void add_duration(CLI::App* serve, const std::string& name, const std::string& description,
                  Duration& target) {
  add_parsed(serve, name, "DURATION", description,
             [&target](const std::string& text) -> std::optional<std::string> {
               const auto parsed = parse_duration(text);
               if (!parsed) return "expected a duration such as 90s or 15m, got '" + text + "'";
               target = *parsed;
               return std::nullopt;
             });
}

void add_one_of(CLI::App* serve, const std::string& name, const std::vector<std::string>& known,
                const std::string& description, std::function<void(const std::string&)> take) {
  add_parsed(serve, name, join(known, "|"), description,
             [known, take](const std::string& text) -> std::optional<std::string> {
               if (std::find(known.begin(), known.end(), text) == known.end()) {
                 return "expected " + join(known, " or ") + ", got '" + text + "'";
               }
               take(text);
               return std::nullopt;
             });
}

void add_listener_flags(CLI::App* serve, ServeFlags& flags) {
  ServeOptions& options = flags.options;
  serve->add_option("--host", options.host, "Address to listen on")
      ->capture_default_str()
      ->type_name("HOST");
  serve->add_option("--port", options.port, "Port to listen on; 0 picks a free one")
      ->capture_default_str()
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535));
  auto* tls_port = serve
                       ->add_option("--tls-port", options.tls_port,
                                    "Port to listen on with TLS as well; 0 picks a free one")
                       ->type_name("PORT")
                       ->check(CLI::Range(0, 65535));
  serve
      ->add_option("--tls-ca-out", options.tls_ca_out,
                   "Written with the certificate that TLS clients are to trust")
      ->type_name("FILE")
      ->needs(tls_port);
  serve
      ->add_option("--ready-file", options.ready_file,
                   "Written with the base URL once requests are accepted")
      ->type_name("FILE");
  serve
      ->add_option("--control-token", options.control_token,
                   "What /_keytrail/ and the console ask for; needed beyond loopback")
      ->type_name("TOKEN");
  add_one_of(serve, "--log-level", {"error", "info", "debug"}, "How much to say on stderr",
             [&options](const std::string& level) {
               options.quiet = level == "error";
               options.log_requests = level == "debug";
             });
  add_one_of(serve, "--log-format", {"text", "json"}, "How to say it",
             [&options](const std::string& format) { options.log_json = format == "json"; });
}

void add_access_flags(CLI::App* serve, ServeFlags& flags) {
  CLI::Option* identities =
      serve
          ->add_option("--identities", flags.identities_file,
                       "Users, roles, their policies, and whose the access keys are")
          ->type_name("FILE");
  serve
      ->add_flag("--enforce-policies", flags.options.emulator.enforce_policies,
                 "Policies decide what callers may do")
      ->needs(identities);
}

void add_state_flags(CLI::App* serve, ServeFlags& flags) {
  EmulatorOptions& options = flags.options.emulator;
  serve->add_option("--db", options.db_path, "SQLite file that keeps the state over restarts")
      ->type_name("FILE");
  add_one_of(serve, "--clock", {"wall", "manual"}, "Whether time runs by itself",
             [&options](const std::string& mode) {
               options.clock_mode = mode == "manual" ? ClockMode::Manual : ClockMode::Wall;
             });
  add_parsed(serve, "--clock-start", "TIME", "Where the clock begins; default: now",
             [&options](const std::string& text) -> std::optional<std::string> {
               options.clock_start = parse_instant(text);
               if (options.clock_start) return std::nullopt;
               return "expected a time such as 2026-01-01T00:00:00Z, got '" + text + "'";
             });
  serve->add_option("--clock-speed", options.clock_speed, "How fast the wall clock runs")
      ->capture_default_str()
      ->type_name("NUMBER")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return std::strtod(text.c_str(), nullptr) > 0 ? "" : "expected a number above 0";
          },
          ""));
  add_parsed(serve, "--account", "ID",
             "Account of callers that name none; default: " + options.account,
             [&options](const std::string& text) -> std::optional<std::string> {
               if (text.size() != 12 || !is_number(text))
                 return "expected 12 digits, got '" + text + "'";
               options.account = text;
               return std::nullopt;
             });
  add_parsed(serve, "--region", "REGION",
             "Region of callers that name none; default: " + options.region,
             [&options](const std::string& text) -> std::optional<std::string> {
               if (!is_region(text))
                 return "expected a region such as eu-west-1, got '" + text + "'";
               options.region = text;
               return std::nullopt;
             });
  serve->add_option("--seed", options.seed, "Makes ids and key material repeatable")
      ->type_name("NUMBER");
  add_duration(serve, "--trail-delay", "How long trails take to deliver", options.trail_delay);
  serve
      ->add_option("--trail-dir", options.trail_dir,
                   "Folder that the files of trails go to besides their buckets")
      ->type_name("PATH");
  add_duration(serve, "--transition-delay", "How long keys stay Creating and Updating",
               options.transition_delay);
}

void add_mail_flags(CLI::App* serve, ServeFlags& flags) {
  EmulatorOptions& options = flags.options.emulator;
  add_parsed(serve, "--smtp", "HOST:PORT", "Mail server that e-mails also go to",
             [&options](const std::string& text) -> std::optional<std::string> {
               if (!is_host_and_port(text)) return "expected HOST:PORT, got '" + text + "'";
               options.smtp = text;
               return std::nullopt;
             });
  serve->add_option("--smtp-user", options.smtp_user, "User of the mail server")->type_name("USER");
  serve->add_option("--smtp-password-file", flags.password_file, "File with that user's password")
      ->type_name("FILE");
  serve->add_option("--maildir", options.maildir, "Maildir that e-mails also go to")
      ->type_name("DIR");
  serve->add_flag("--auto-confirm", options.auto_confirm,
                  "E-mail subscriptions confirm themselves");
  serve
      ->add_option("--public-url", options.public_url,
                   "Base of links in mails; default: the Host of the Subscribe request")
      ->type_name("URL");
  add_parsed(serve, "--lambda-endpoint", "URL",
             "Where functions that rotate secrets are invoked, as `sam local start-lambda` offers "
             "it; without it RotateSecret is refused",
             [&options](const std::string& text) -> std::optional<std::string> {
               if (!text.starts_with("http://") && !text.starts_with("https://")) {
                 return "expected an http or https URL, got '" + text + "'";
               }
               options.lambda_endpoint = text.substr(0, text.find_last_not_of('/') + 1);
               return std::nullopt;
             });
  serve->add_flag("--allow-egress", options.allow_egress,
                  "Notifications may leave this machine, not only go to loopback addresses");
}

int serve(Io& io, ServeFlags& flags) {
  EmulatorOptions& options = flags.options.emulator;
  options.storage = options.db_path.empty() ? Storage::Temporary : Storage::File;
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  if (!flags.password_file.empty()) {
    std::string password;
    if (read_file(flags.password_file, io, password) == FileState::Unreadable) {
      return fail(io, kCannotStart, flags.password_file + ": cannot be read");
    }
    options.smtp_password = password.substr(0, password.find_first_of("\r\n"));
  }
  if (!flags.identities_file.empty()) {
    auto loaded = scenario::load_identities(flags.identities_file);
    if (const auto* problem = std::get_if<scenario::Problem>(&loaded)) {
      const bool is_missing = problem->kind == scenario::Problem::Kind::Unreadable;
      return fail(io, is_missing ? kCannotStart : kInvalidInput, problem->line());
    }
    options.identities = std::move(std::get<Identities>(loaded));
  }
  for (const std::string& folder : {options.maildir, options.trail_dir}) {
    std::error_code error;
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error) return fail(io, kCannotStart, folder + ": " + error.message());
  }
  return run_server(std::move(flags.options));
}

}  // namespace

std::vector<std::string> serve_arguments_from_environment(const CLI::App& serve,
                                                          const std::vector<std::string>& given,
                                                          Io& io) {
  std::vector<std::string> arguments;
  for (const CLI::Option* option : serve.get_options()) {
    if (option == serve.get_help_ptr()) continue;
    const std::string& name = option->get_lnames().front();
    const std::string flag = "--" + name;
    const bool is_given = std::any_of(given.begin(), given.end(), [&](const std::string& text) {
      return text == flag || text.starts_with(flag + "=");
    });
    const auto value = io.env(variable_of(name));
    if (is_given || !value) continue;
    if (name == "port" && !is_number(*value)) {
      // Kubernetes sets KEYTRAIL_PORT=tcp://10.0.0.1:4566 for a service named keytrail.
      io.err << "keytrail: warning: KEYTRAIL_PORT is no number and is ignored: " << *value << "\n";
      continue;
    }
    // A switch takes true, false, 1, 0 and the like, as CLI11 reads them.
    arguments.push_back(flag + "=" + *value);
  }
  return arguments;
}

void add_serve(CLI::App& app, Io& io, Action& action) {
  auto flags = std::make_shared<ServeFlags>();
  flags->options.emulator.clock_mode = ClockMode::Wall;
  CLI::App* command = app.add_subcommand("serve", "Runs the emulator until SIGINT or SIGTERM");
  command->footer(
      "Every flag also reads an environment variable: --trail-delay KEYTRAIL_TRAIL_DELAY.");
  add_listener_flags(command, *flags);
  add_state_flags(command, *flags);
  add_access_flags(command, *flags);
  add_mail_flags(command, *flags);
  command->callback([&io, &action, flags] { action = [&io, flags] { return serve(io, *flags); }; });
}

}  // namespace keytrail::cli
