#include "scenario/recording.h"

#include "base/text.h"
#include "scenario/recorded_calls.h"
#include "scenario/recorded_expectations.h"
#include "scenario/yaml_writer.h"

namespace keytrail::scenario {
namespace {

using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;

// As a step's `as`; empty for the root user and for whoever a scenario cannot be.
std::string actor_of(const std::string& arn) {
  const std::string who = arn.substr(arn.rfind(':') + 1);
  return who.starts_with("user/") || who.starts_with("assumed-role/") ? who : std::string();
}

class Recording {
 public:
  Recording(Emulator& emulator, const RecordingOptions& options)
      : emulator_(emulator),
        options_(options),
        recorded_(find_calls(emulator)),
        expectations_(emulator, recorded_, values_) {}

  std::optional<std::string> text() {
    values_.hear(emulator_.options().account);
    values_.hear(emulator_.options().region);
    choose_calls(recorded_, options_.keep_reads, values_);
    const auto first = std::find_if(recorded_.calls.begin(), recorded_.calls.end(),
                                    [](const RecordedCall& call) { return call.is_kept; });
    if (first == recorded_.calls.end()) return std::nullopt;
    start_ = now_ = floor<seconds>(first->at);
    if (options_.since > 0) add({{"say", "What was there before."}});
    for (const Json& entry : recorded_.timeline) follow(entry);
    finish();
    return header() + to_yaml(document());
  }

 private:
  struct Written {
    Json step;
    std::optional<std::size_t> call;
  };

  void add(Json step) { steps_.push_back({std::move(step), std::nullopt}); }

  void follow(const Json& entry) {
    const auto id = entry["id"].get<std::uint64_t>();
    if (!is_past_setup_ && id > options_.since) {
      is_past_setup_ = true;
      if (options_.since > 0) add({{"say", "What happened then."}});
    }
    const std::string kind = string_member(entry, "kind");
    const auto call = recorded_.call_of.find(id);
    if (kind == "clock") {
      say_what_came_of_it();
      move_to(parse_instant(string_member(entry, "to")).value_or(now_));
      has_moved_ = true;
    } else if (call != recorded_.call_of.end() && recorded_.calls[call->second].id == id) {
      make(call->second);
    } else {
      expectations_.see(entry);
    }
  }

  // Moves below a second are kept to the second: nothing in the chain happens in between.
  void move_to(Instant to) {
    const Instant target = floor<seconds>(to);
    if (target <= now_) return;
    add({{"advance", to_text(target - now_)}});
    now_ = target;
  }

  void make(std::size_t number) {
    const RecordedCall& call = recorded_.calls[number];
    values_.stand_before(number);
    // On a clock that runs by itself only whole minutes matter.
    const bool is_later = floor<minutes>(call.at) > floor<minutes>(now_);
    if (is_later) move_to(call.at);
    if (is_later || has_moved_) say_what_came_of_it();
    has_moved_ = false;
    expectations_.see_call(call);
    if (!call.is_kept) return;
    if (const std::string address = expectations_.confirmed_by(call); !address.empty()) {
      return add({{"confirm", literal(address)}});
    }
    steps_.push_back({step_of(call), number});
  }

  Json step_of(const RecordedCall& call) {
    Json step = {{"call", call.service + " " + call.operation}};
    Json input = values_.written(call.taped.input);
    if (call.operation == "ImportKeyMaterial") wrap_material(call, input);
    if (!input.empty()) step["with"] = std::move(input);
    if (const std::string actor = actor_of(call.identity); !actor.empty()) step["as"] = actor;
    if (call.region != emulator_.options().region) step["region"] = call.region;
    if (call.account != emulator_.options().account) step["account"] = call.account;
    if (call.failed()) {
      const ApiError& error = *call.taped.error;
      Json expected = {{"code", error.code}};
      if (!error.message.empty()) {
        expected["message"] = values_.written_message(error.message);
      }
      step["expect"] = {{"error", std::move(expected)}};
    }
    return step;
  }

  // Material is wrapped anew under the key that this run's GetParametersForImport gives.
  void wrap_material(const RecordedCall& call, Json& input) {
    const std::string key = string_member(call.taped.input, "KeyId");
    const RecordedCall* parameters = nullptr;
    for (const RecordedCall& earlier : recorded_.calls) {
      if (earlier.id >= call.id) break;
      const bool is_for_key = earlier.operation == "GetParametersForImport" && !earlier.failed();
      if (is_for_key) parameters = &earlier;
    }
    const Json* public_key =
        parameters ? find_member(parameters->taped.output, "PublicKey") : nullptr;
    if (public_key == nullptr || !input.contains("EncryptedKeyMaterial")) return;
    std::string& right = materials_[key];
    if (right.empty()) right = values_.new_stand_in();
    const bool is_other =
        call.failed() && call.taped.error->code == "IncorrectKeyMaterialException";
    constexpr std::size_t kMaterialSize = 32;
    std::string bytes = is_other ? values_.new_stand_in() : right;
    bytes.resize(kMaterialSize, '.');
    input["EncryptedKeyMaterial"] =
        "wrap(" + to_base64(bytes) + ", " + values_.written(*public_key).get<std::string>() + ", " +
        string_member(parameters->taped.input, "WrappingAlgorithm") + ")";
  }

  void say_what_came_of_it() {
    for (Json& step : expectations_.take()) {
      if (is_past_setup_) add(std::move(step));
    }
  }

  void finish() {
    values_.stand_before(recorded_.calls.size());
    const Instant end = emulator_.clock().now();
    if (floor<minutes>(end) > floor<minutes>(now_)) move_to(end);
    say_what_came_of_it();
    for (Json& step : expectations_.at_the_end(now_)) add(std::move(step));
    // A scenario has to say something: where nothing else is to be said, that nobody was alarmed.
    const bool says_something =
        std::any_of(steps_.begin(), steps_.end(), [](const Written& written) {
          return written.step.contains("expect") || written.step.contains("never");
        });
    if (!says_something) add({{"never", {{"mail", {{"subject", "ALARM: *"}}}}}});
  }

  Json document() {
    const EmulatorOptions& options = emulator_.options();
    const std::string name =
        options_.name.empty() ? "Recorded at " + to_rfc3339(now_) : options_.name;
    Json document = {{"keytrail", 1}, {"name", name}, {"clock", {{"start", to_rfc3339(start_)}}}};
    Json changed = Json::object();
    const EmulatorOptions usual;
    if (options.account != usual.account) changed["account"] = options.account;
    if (options.region != usual.region) changed["region"] = options.region;
    if (options.trail_delay != usual.trail_delay) {
      changed["trail_delay"] = to_text(options.trail_delay);
    }
    if (options.transition_delay != usual.transition_delay) {
      changed["transition_delay"] = to_text(options.transition_delay);
    }
    if (options.auto_confirm) changed["auto_confirm"] = true;
    if (!changed.empty()) document["options"] = std::move(changed);
    if (const auto& organization = options.identities.organization) {
      Json& written = document["given"]["identities"]["organization"];
      written = {{"id", organization->id},
                 {"management_account", organization->management_account},
                 {"member_accounts", organization->member_accounts}};
      if (!organization->management_email.empty()) {
        written["management_email"] = organization->management_email;
      }
    }
    Json& steps = document["steps"] = Json::array();
    for (Written& written : steps_) {
      Json saves = written.call ? values_.saves_of(*written.call) : Json();
      if (!saves.empty()) written.step["save"] = std::move(saves);
      steps.push_back(std::move(written.step));
    }
    return document;
  }

  std::string header() const {
    std::string text =
        "# Recorded from a running keytrail. Values that the emulator makes are saved where they "
        "come\n"
        "# from; secrets and other bytes were not kept: \"recorded-1\" and the like stand for "
        "them.\n";
    if (recorded_.forgotten > 0) {
      text += "# NOT HERE: " + std::to_string(recorded_.forgotten) +
              " earlier calls that are not kept any more. What they made has to be added.\n";
    }
    if (recorded_.fed_in > 0) {
      text += "# NOT HERE: " + std::to_string(recorded_.fed_in) +
              " records that were fed in; add them with `inject`.\n";
    }
    if (emulator_.options().enforce_policies) {
      text += "# The emulator asked policies (--enforce-policies); a scenario does not.\n";
    }
    return text;
  }

  Emulator& emulator_;
  const RecordingOptions& options_;
  RecordedCalls recorded_;
  RecordedValues values_;
  RecordedExpectations expectations_;
  std::vector<Written> steps_;
  std::map<std::string, std::string> materials_;  // What stands for a key's material.
  Instant start_;
  Instant now_;
  bool is_past_setup_ = false;
  bool has_moved_ = false;
};

}  // namespace

std::optional<std::string> record_scenario(Emulator& emulator, const RecordingOptions& options) {
  return Recording(emulator, options).text();
}

}  // namespace keytrail::scenario
