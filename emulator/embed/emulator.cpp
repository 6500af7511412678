#include "keytrail/emulator.h"

#include <thread>

#include "delivery/deliverer.h"
#include "delivery/retry.h"
#include "embed/call_tape.h"
#include "embed/identity.h"
#include "engine/engine.h"
#include "logs/filter_pattern.h"
#include "store/memory_store.h"
#include "store/sqlite_store.h"
#include "wire/wire.h"

namespace keytrail {
namespace {

constexpr const char* kDefaultUserAgent = "keytrail";
constexpr const char* kDefaultHost = "127.0.0.1:4566";

struct Storage {
  std::unique_ptr<Store> store;
  Persistence* database = nullptr;     // Of either SQLite store.
  Persistence* persistence = nullptr;  // Of one that outlives the process.
};

Storage open_storage(const EmulatorOptions& options) {
  if (options.storage == EmulatorOptions::Storage::Memory) {
    return {std::make_unique<MemoryStore>(), nullptr, nullptr};
  }
  const bool is_file = options.storage == EmulatorOptions::Storage::File;
  auto opened = SqliteStore::open(is_file ? options.db_path : std::string());
  if (auto* error = std::get_if<SqliteStore::OpenError>(&opened)) throw StartError(error->what);
  auto store = std::move(std::get<std::unique_ptr<SqliteStore>>(opened));
  Persistence* database = store.get();
  return {std::move(store), database, is_file ? database : nullptr};
}

// A database keeps the seed it was made with: the ids in it came from there.
void check_seed(const EmulatorOptions& options, Persistence* persistence) {
  if (persistence == nullptr) return;
  const std::string given = options.seed ? std::to_string(*options.seed) : "random";
  const auto stored = persistence->meta("seed-given");
  if (!stored) {
    persistence->set_meta("seed-given", given);
  } else if (options.seed && *stored != given) {
    throw StartError(options.db_path + ": was made with another seed (" + *stored + ")",
                     StartError::Kind::WrongUsage);
  }
}

delivery::DeliveryOptions delivery_options(const EmulatorOptions& options) {
  delivery::DeliveryOptions delivery;
  delivery.smtp = options.smtp;
  delivery.smtp_user = options.smtp_user;
  delivery.smtp_password = options.smtp_password;
  delivery.maildir = options.maildir;
  delivery.trail_dir = options.trail_dir;
  delivery.allow_egress = options.allow_egress;
  delivery.trusted_authorities = options.trusted_authorities;
  return delivery;
}

EngineOptions engine_options(const EmulatorOptions& options) {
  EngineOptions engine;
  engine.settings.default_account = options.account;
  engine.settings.default_region = options.region;
  engine.settings.trail_delay = options.trail_delay;
  engine.settings.transition_delay = options.transition_delay;
  engine.settings.auto_confirm = options.auto_confirm;
  engine.settings.public_url = options.public_url;
  engine.settings.mirrors_trail_files = !options.trail_dir.empty();
  engine.settings.identities = options.identities;
  engine.settings.enforces_policies = options.enforce_policies;
  engine.settings.lambda_endpoint = options.lambda_endpoint;
  engine.seed = options.seed;
  engine.is_manual_clock = options.clock_mode == ClockMode::Manual;
  engine.clock_start = options.clock_start;
  engine.clock_speed = options.clock_speed;
  engine.mail_sinks = delivery::Deliverer(delivery_options(options)).mail_sinks();
  engine.retry_delay = delivery::retry_delay;
  return engine;
}

std::unique_ptr<Engine> make_engine(const EmulatorOptions& options) {
  Storage storage = open_storage(options);
  check_seed(options, storage.persistence);
  return std::make_unique<Engine>(engine_options(options), std::move(storage.store),
                                  storage.persistence, storage.database, real_time());
}

ClockMove to_move(MoveReport report) { return {report.now, std::move(report.ran)}; }

}  // namespace

struct Emulator::Background {
  explicit Background(const EmulatorOptions& options)
      : deliverer(delivery_options(options)), attempt(options.deliver) {
    if (attempt) return;
    attempt = [this](const Delivery& delivery) { return deliverer.attempt(delivery); };
  }

  delivery::Deliverer deliverer;
  Engine::Attempt attempt;
  std::thread thread;
};

Emulator::Emulator(EmulatorOptions options)
    : engine_(make_engine(options)),
      clock_(*engine_),
      options_(std::move(options)),
      tape_(options_.record_calls ? std::make_unique<CallTape>() : nullptr),
      background_(std::make_unique<Background>(options_)) {
  clock_.attempt_ = &background_->attempt;
  if (!options_.deliver_in_background) return;
  background_->thread = std::thread([this] {
    do {
      engine_->run_due_work(background_->attempt);
    } while (engine_->wait_for_work(std::chrono::hours(1)));
  });
}

Emulator::~Emulator() {
  engine_->stop_background();
  if (background_->thread.joinable()) background_->thread.join();
}

CallResult Emulator::call(const std::string& service, const std::string& operation,
                          const Json& input, const CallOptions& options) {
  const models::Service* model = models::find_service(service);
  const models::Operation* model_operation =
      model == nullptr ? nullptr : models::find_operation(*model, operation);
  if (model_operation == nullptr) {
    return {nullptr,
            ApiError{"UnknownOperationException",
                     "There is no operation " + operation + " in " + service + ".", 400},
            {}};
  }
  Call call;
  call.service = service;
  call.operation = operation;
  call.caller.scope.account = options.account.empty() ? options_.account : options.account;
  call.caller.scope.region = options.region.empty() ? options_.region : options.region;
  const auto identity = make_identity(options_.identities, call.caller.scope.account,
                                      options.identity, engine_->now());
  if (!identity) {
    return {nullptr,
            ApiError{"InvalidIdentity",
                     "'" + options.identity +
                         "' is no identity: expected root, user/NAME or "
                         "assumed-role/ROLE/SESSION.",
                     400},
            {}};
  }
  call.caller.identity = *identity;
  if (!options.source_ip.empty()) call.caller.source_ip = options.source_ip;
  call.caller.user_agent = options.user_agent.empty() ? kDefaultUserAgent : options.user_agent;
  call.caller.host_header = options.host.empty() ? kDefaultHost : options.host;
  call.leaves_no_trace = options.leaves_no_trace;
  Result<Json> decoded = wire::from_json(model_operation->input, input);
  if (!decoded.ok()) return {nullptr, decoded.error(), {}};
  call.input = std::move(decoded).value();
  Outcome outcome = execute(std::move(call));
  if (!outcome.result.ok()) {
    ApiError error = outcome.result.error();
    error.code = wire::sdk_code(*model, error);
    return {nullptr, std::move(error), std::move(outcome.request_id)};
  }
  return {wire::to_json(model_operation->output, std::move(outcome.result).value()), std::nullopt,
          std::move(outcome.request_id)};
}

Outcome Emulator::execute(Call call) {
  Outcome outcome = engine_->execute(call);
  if (tape_ && !call.leaves_no_trace) tape_->note(call, outcome);
  return outcome;
}

std::vector<TapedCall> Emulator::recorded_calls() {
  return tape_ ? tape_->calls() : std::vector<TapedCall>();
}

std::vector<Mail> Emulator::inbox(const std::string& to) { return engine_->inbox(to); }
void Emulator::clear_inbox(const std::string& to) { engine_->clear_inbox(to); }

Json Emulator::timeline(const TimelineQuery& query) { return engine_->timeline(query); }

std::uint64_t Emulator::last_timeline_id() { return engine_->last_timeline_id(); }
bool Emulator::wait_for_timeline(std::uint64_t since, std::chrono::milliseconds timeout) {
  return engine_->wait_for_timeline(since, timeout);
}
void Emulator::stop_waiting() { engine_->stop_background(); }

std::vector<std::string> Emulator::service_names() {
  std::vector<std::string> names;
  for (const OperationEntry& entry : all_entries()) {
    if (names.empty() || names.back() != entry.service->name)
      names.emplace_back(entry.service->name);
  }
  return names;
}

Json Emulator::explain_filter(const std::string& pattern,
                              const std::vector<std::string>& messages) {
  const auto compiled = logs::FilterPattern::compile(pattern);
  if (const auto* error = std::get_if<logs::PatternError>(&compiled)) {
    return {{"error", {{"column", error->column}, {"expected", error->expected}}}};
  }
  const auto& filter = std::get<logs::FilterPattern>(compiled);
  Json events = Json::array();
  for (const std::string& text : messages) {
    const logs::LogMessage message(text);
    Json clauses = Json::array();
    for (const logs::FilterPattern::Clause& clause : filter.explain(message)) {
      clauses.push_back({{"text", clause.text}, {"holds", clause.holds}, {"found", clause.found}});
    }
    events.push_back({{"matches", filter.matches(message)}, {"clauses", std::move(clauses)}});
  }
  return {{"events", std::move(events)}};
}

Json Emulator::inject_records(const std::vector<std::string>& records) {
  return engine_->inject_records(records);
}
Result<void> Emulator::set_custom_key_store_fault(const std::string& id,
                                                  const std::string& error_code,
                                                  const std::string& region,
                                                  const std::string& account) {
  const Scope scope{account.empty() ? options_.account : account,
                    region.empty() ? options_.region : region};
  return engine_->set_custom_key_store_fault(scope, id, error_code);
}

std::optional<std::string> Emulator::signing_certificate(const std::string& name) {
  return engine_->signing_certificate(name);
}
std::uint64_t Emulator::waiting_calls() { return engine_->waiting_calls(); }
void Emulator::set_tls_port(int port) { engine_->set_tls_port(port); }

void Emulator::set_trail_delay(Duration delay) { engine_->set_trail_delay(delay); }
void Emulator::set_throttle(const Throttle& throttle) { engine_->set_throttle(throttle); }

void Emulator::reset(std::optional<ClockMode> mode, std::optional<Instant> clock_start) {
  std::optional<bool> is_manual;
  if (mode) is_manual = *mode == ClockMode::Manual;
  engine_->reset(is_manual, clock_start);
  if (tape_) tape_->clear();
}

std::optional<std::string> Emulator::take_snapshot() { return engine_->take_snapshot(); }
Result<void> Emulator::restore_snapshot(std::string_view bytes) {
  if (auto problem = engine_->restore_snapshot(bytes)) return validation_exception(*problem);
  if (tape_) tape_->clear();
  return {};
}
void Emulator::deliver_due() { engine_->run_due_work(background_->attempt); }

Instant EmulatorClock::now() { return engine_.now(); }

ClockReading EmulatorClock::read() {
  return {engine_.now(), engine_.is_manual() ? ClockMode::Manual : ClockMode::Wall,
          engine_.speed()};
}

ClockMove EmulatorClock::advance(Duration by) { return to_move(engine_.advance(by, *attempt_)); }

Result<ClockMove> EmulatorClock::set(Instant target) {
  std::optional<MoveReport> report = engine_.move_to(target, *attempt_);
  if (!report) {
    return validation_exception("The clock stands at " + to_rfc3339(engine_.now()) +
                                " and does not go back to " + to_rfc3339(target) + ".");
  }
  return to_move(std::move(*report));
}

ClockMove EmulatorClock::set_mode(ClockMode mode) {
  engine_.set_manual(mode == ClockMode::Manual);
  return {engine_.now(), {}};
}

Result<ClockMove> EmulatorClock::set_speed(double speed) {
  if (!(speed > 0)) return validation_exception("speed must be above 0.");
  engine_.set_speed(speed);
  return ClockMove{engine_.now(), {}};
}

Json EmulatorClock::next() { return engine_.next_event(); }

}  // namespace keytrail
