#include "scenario/runner.h"

#include <array>
#include <functional>

#include "base/text.h"
#include "crypto/drbg.h"
#include "scenario/brief_record.h"
#include "scenario/endpoints.h"
#include "scenario/expectation_check.h"
#include "scenario/observer.h"
#include "scenario/story.h"

namespace keytrail::scenario {
namespace {

// Everything wrap() draws; the emulator's own commands have a generator each.
crypto::CommandRandom make_random(std::uint64_t seed) {
  std::array<std::uint8_t, 32> bytes{};
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(seed >> (8 * i));
  bytes[31] = 1;  // Apart from the emulator's own seed.
  return crypto::CommandRandom(bytes, 0);
}

EmulatorOptions options_of(const Scenario& scenario, const RunOptions& run) {
  EmulatorOptions options = scenario.options;
  if (run.seed) options.seed = run.seed;
  options.storage = run.storage;
  options.clock_mode = ClockMode::Manual;
  return options;
}

// The value of a parameter in a link's query.
std::string query_parameter(const std::string& url, const std::string& name) {
  const std::size_t query = url.find('?');
  if (query == std::string::npos) return {};
  for (const std::string& pair : split(url.substr(query + 1), '&')) {
    if (pair.starts_with(name + "=")) {
      return percent_decode(pair.substr(name.size() + 1), PlusIsBlank::Yes);
    }
  }
  return {};
}

class Run {
 public:
  Run(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        emulator_options_(options_of(scenario, options)),
        emulator_(with_endpoints(emulator_options_)),
        observer_(emulator_, emulator_options_, endpoints_),
        random_(make_random(emulator_options_.seed.value_or(1))) {
    values_.slots.resize(scenario.names.size());
    values_.random = &random_;
  }

  ScenarioResult run() {
    for (const auto& [slot, value] : scenario_.values) {
      Result<Json> resolved = value.resolve(values_);
      if (!resolved) {
        fail({}, {"a value", resolved.error().message});
        return finish();
      }
      values_.slots[slot] = std::move(resolved).value();
    }
    for (const std::vector<Step>* steps : {&scenario_.given, &scenario_.steps}) {
      for (const Step& step : *steps) {
        if (!perform(step)) return finish();
      }
    }
    if (options_.then && result_.passed()) options_.then(emulator_);
    return finish();
  }

 private:
  EmulatorOptions with_endpoints(EmulatorOptions options) {
    options.deliver = [this](const Delivery& delivery) {
      return endpoints_.attempt(delivery, emulator_.clock().now());
    };
    return options;
  }

  // False ends the run: what follows would build on something that is not there.
  bool perform(const Step& step) {
    if (!step.say.empty()) tell_line(StoryLine::Kind::Say, step.say);
    const bool goes_on =
        std::visit([&](const auto& action) { return act(step, action); }, step.action);
    emulator_.deliver_due();
    catch_up();
    for (StoryLine& line : verdicts_) result_.story.push_back(std::move(line));
    verdicts_.clear();
    return goes_on;
  }

  bool act(const Step&, const std::monostate&) { return true; }

  bool act(const Step& step, const CallStep& call) {
    Result<Json> input = call.input.resolve(values_);
    if (!input) return fail(step.place, {"a usable value", input.error().message});
    CallResult answer = emulator_.call(call.service, call.operation, input.value(), call.options);
    if (options_.watch) options_.watch(call, input.value(), answer);
    if (call.error) return check_error(step, *call.error, answer);
    if (answer.error) {
      return fail(step.place, {call.service + " " + call.operation + " succeeds",
                               answer.error->code + ": " + answer.error->message});
    }
    for (const Save& save : call.saves) {
      std::optional<Json> value = save.path.find(answer.output);
      if (!value) {
        return fail(step.place, {save.path_text + " in the output, to save as " + save.name,
                                 to_text(answer.output)});
      }
      values_.slots[save.slot] = std::move(*value);
    }
    if (!call.result) return true;
    return judge(step.place, call.result->check(&answer.output, values_),
                 [&] { return "answers " + call.result->text(values_); });
  }

  bool check_error(const Step& step, const CallStep::ExpectedError& expected,
                   const CallResult& answer) {
    if (!answer.error) {
      return fail(step.place,
                  {"error " + expected.code.text(values_), "success: " + to_text(answer.output)});
    }
    const Json code = answer.error->code;
    const Json message = answer.error->message;
    Result<std::optional<Mismatch>> mismatch = expected.code.check(&code, values_, "error code");
    if (mismatch.ok() && !mismatch.value() && expected.message) {
      mismatch = expected.message->check(&message, values_, "error message");
    }
    return judge(step.place, std::move(mismatch),
                 [&] { return "refused with " + answer.error->code; });
  }

  bool act(const Step&, const AdvanceStep& step) {
    emulator_.clock().advance(step.by);
    return true;
  }

  bool act(const Step& step, const SetStep& set) {
    const Result<ClockMove> moved = emulator_.clock().set(set.to);
    return moved.ok() ||
           fail(step.place, {"a time that is not in the past", moved.error().message});
  }

  bool act(const Step& step, const InjectStep& inject) {
    std::vector<std::string> records;
    const Result<Json> like = inject.like.resolve(values_);
    if (!like) return fail(step.place, {"usable members", like.error().message});
    for (const Template& written : inject.records) {
      const Result<Json> resolved = written.resolve(values_);
      if (!resolved) return fail(step.place, {"a usable record", resolved.error().message});
      Json record = like.value();
      record.update(resolved.value());
      if (inject.are_brief) {
        record = complete_record(record, emulator_.clock().now(), emulator_options_.account,
                                 emulator_options_.region, *values_.random);
      }
      records.push_back(to_text(record));
    }
    const Json answer = emulator_.inject_records(records);
    const Json* refused = find_member(answer, "refused");
    return !refused || refused->empty() ||
           fail(step.place, {"every record is accepted", "refused: " + to_text(*refused)});
  }

  bool act(const Step& step, const ConfirmStep& confirm) {
    Result<Json> address = confirm.address.resolve(values_);
    if (!address) return fail(step.place, {"an address", address.error().message});
    const std::string to = text_of(address.value());
    if (to.find("://") != std::string::npos) return confirm_endpoint(step, to);
    const std::vector<Mail> mails = emulator_.inbox(to);
    const auto asks = [](const Mail& mail) { return !mail.confirm_url.empty(); };
    const auto mail = std::find_if(mails.rbegin(), mails.rend(), asks);
    if (mail == mails.rend()) {
      return fail(step.place, {"a mail to " + to + " that asks for confirmation", "none"});
    }
    return confirm_with(step, {mail->account, mail->region},
                        query_parameter(mail->confirm_url, "TopicArn"),
                        query_parameter(mail->confirm_url, "Token"));
  }

  bool confirm_endpoint(const Step& step, const std::string& url) {
    const std::vector<Post>& posts = endpoints_.posts();
    const auto post = std::find_if(posts.rbegin(), posts.rend(), [&](const Post& candidate) {
      return candidate.seen["url"] == url && !candidate.token.empty();
    });
    if (post == posts.rend()) {
      return fail(step.place, {"a post to " + url + " that asks for confirmation", "none"});
    }
    const Json envelope = parse_json(string_member(post->seen, "body")).value_or(Json());
    return confirm_with(step, {post->account, post->region}, string_member(envelope, "TopicArn"),
                        post->token);
  }

  bool confirm_with(const Step& step, const Scope& scope, const std::string& topic,
                    const std::string& token) {
    CallOptions options;
    options.account = scope.account;
    options.region = scope.region;
    const CallResult confirmed = emulator_.call("sns", "ConfirmSubscription",
                                                {{"TopicArn", topic}, {"Token", token}}, options);
    return confirmed.ok() ||
           fail(step.place, {"the confirmation link works", confirmed.error->message});
  }

  bool act(const Step& step, const EndpointStep& endpoint) {
    const Result<Json> url = endpoint.url.resolve(values_);
    if (!url) return fail(step.place, {"a URL", url.error().message});
    endpoints_.set_down(text_of(url.value()), endpoint.is_down);
    return true;
  }

  bool act(const Step& step, const ExpectStep& expect) {
    observer_.look_at(step.region.empty() ? emulator_options_.region : step.region);
    bool holds = true;
    for (const Expectation& expectation : expect.expectations) {
      holds = judge(expectation.place, check(expectation, observer_, values_),
                    [&] { return describe(expectation, values_); }) &&
              holds;
    }
    return holds;
  }

  // `claim` puts the expectation in words; few runs need them.
  bool judge(Place place, Result<std::optional<Mismatch>> mismatch,
             const std::function<std::string()>& claim) {
    ++result_.expectations;
    if (!mismatch) {
      return fail(place, {claim(), mismatch.error().code + ": " + mismatch.error().message});
    }
    if (mismatch.value()) return fail(place, *mismatch.value());
    if (is_told()) verdicts_.push_back({StoryLine::Kind::Pass, now(), claim()});
    return true;
  }

  bool fail(Place place, Mismatch mismatch) {
    result_.failures.push_back(
        {place, now(), mismatch.expected, mismatch.got, last_link(observer_.timeline())});
    if (is_told()) {
      verdicts_.push_back({StoryLine::Kind::Fail, now(),
                           "expected " + mismatch.expected + ", got " + mismatch.got});
    }
    return false;
  }

  bool is_told() const { return options_.keep_story == KeepStory::Yes; }
  Instant now() { return emulator_.clock().read().now; }

  void tell_line(StoryLine::Kind kind, const std::string& text) {
    if (is_told()) result_.story.push_back({kind, now(), text});
  }

  // Adds what the emulator did since the last time.
  void catch_up() {
    if (!is_told()) return;
    const std::vector<Json>& timeline = observer_.timeline();
    for (StoryLine& line : tell(timeline, told_)) result_.story.push_back(std::move(line));
    told_ = timeline.size();
  }

  ScenarioResult finish() {
    catch_up();
    for (StoryLine& line : verdicts_) result_.story.push_back(std::move(line));
    verdicts_.clear();
    result_.ended_at = now();
    return std::move(result_);
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  EmulatorOptions emulator_options_;
  Endpoints endpoints_;
  Emulator emulator_;
  Observer observer_;
  crypto::CommandRandom random_;
  Values values_;
  ScenarioResult result_;
  std::vector<StoryLine> verdicts_;  // Told after what the step made happen.
  std::size_t told_ = 0;
};

}  // namespace

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options) {
  return Run(scenario, options).run();
}

}  // namespace keytrail::scenario
