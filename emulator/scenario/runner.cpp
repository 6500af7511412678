#include "scenario/runner.h"

#include <array>
#include <functional>

#include "base/text.h"
#include "crypto/drbg.h"
#include "scenario/brief_record.h"
#include "scenario/expectation_check.h"
#include "scenario/in_process.h"
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
  Run(const Scenario& scenario, const RunOptions& options, const EmulatorOptions& emulator_options,
      Target& target)
      : scenario_(scenario),
        options_(options),
        emulator_options_(emulator_options),
        target_(target),
        observer_(target, emulator_options),
        random_(make_random(emulator_options.seed.value_or(1))) {
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
    return finish();
  }

 private:
  // False ends the run: what follows would build on something that is not there.
  bool perform(const Step& step) {
    if (!step.say.empty() && is_told()) {
      const Result<Json> said = step.said.resolve(values_);
      tell_line(StoryLine::Kind::Say, said ? text_of(said.value()) : step.say);
    }
    const bool goes_on =
        std::visit([&](const auto& action) { return act(step, action); }, step.action);
    target_.settle();
    catch_up();
    for (StoryLine& line : verdicts_) result_.story.push_back(std::move(line));
    verdicts_.clear();
    return goes_on;
  }

  bool act(const Step&, const std::monostate&) { return true; }

  bool act(const Step& step, const CallStep& call) {
    Result<Json> input = call.input.resolve(values_);
    if (!input) return fail(step.place, {"a usable value", input.error().message});
    CallResult answer = target_.call(call.service, call.operation, input.value(), call.options);
    if (answer.error && is_undoable(*answer.error)) {
      return end_with_skip(step, call.service + " " + call.operation, *answer.error);
    }
    if (is_told() && !observer_.has_timeline()) tell_call(call, answer);
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
    if (mismatch.ok() && mismatch.value()) {
      mismatch.value()->got += ": " + answer.error->message;
    } else if (mismatch.ok() && expected.message) {
      mismatch = expected.message->check(&message, values_, "error message");
    }
    return judge(step.place, std::move(mismatch),
                 [&] { return "refused with " + answer.error->code; });
  }

  bool act(const Step& step, const AdvanceStep& advance) {
    return done(step, "advance " + to_text(advance.by), "the clock moves on",
                target_.advance(advance.by));
  }

  bool act(const Step& step, const SetStep& set) {
    return done(step, "set " + to_rfc3339(set.to), "a time that is not in the past",
                target_.set_clock(set.to));
  }

  bool act(const Step& step, const TrailDelayStep& delay) {
    return done(step, "trail_delay", "trails are delayed", target_.set_trail_delay(delay.delay));
  }

  bool act(const Step& step, const ThrottleStep& fault) {
    return done(step, "throttle", "calls are turned away", target_.set_throttle(fault.throttle));
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
        record = complete_record(record, target_.now(), emulator_options_.account,
                                 emulator_options_.region, *values_.random);
      }
      records.push_back(to_text(record));
    }
    const Result<Json> answer = target_.inject_records(records);
    if (!answer.ok()) return done(step, "inject", "every record is accepted", answer.error());
    const Json* refused = find_member(answer.value(), "refused");
    return !refused || refused->empty() ||
           fail(step.place, {"every record is accepted", "refused: " + to_text(*refused)});
  }

  bool act(const Step& step, const ConfirmStep& confirm) {
    Result<Json> address = confirm.address.resolve(values_);
    if (!address) return fail(step.place, {"an address", address.error().message});
    const std::string to = text_of(address.value());
    if (to.find("://") != std::string::npos) return confirm_endpoint(step, to);
    const Result<std::vector<Mail>> inbox = target_.inbox(to);
    if (!inbox.ok()) return go_on_without(step, "confirm " + to, inbox.error());
    const std::vector<Mail>& mails = inbox.value();
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
    const Result<const std::vector<Post>*> taken = target_.posts();
    if (!taken.ok()) return go_on_without(step, "confirm " + url, taken.error());
    const std::vector<Post>& posts = *taken.value();
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
    const CallResult confirmed = target_.call("sns", "ConfirmSubscription",
                                              {{"TopicArn", topic}, {"Token", token}}, options);
    return confirmed.ok() ||
           fail(step.place, {"the confirmation link works", confirmed.error->message});
  }

  // What hangs on endpoints is what they are posted: that is skipped where it is looked at.
  bool act(const Step& step, const EndpointStep& endpoint) {
    const Result<Json> url = endpoint.url.resolve(values_);
    if (!url) return fail(step.place, {"a URL", url.error().message});
    const std::string text = text_of(url.value());
    const Result<void> set = target_.set_endpoint_down(text, endpoint.is_down);
    return set.ok() ||
           go_on_without(step, (endpoint.is_down ? "down " : "up ") + text, set.error());
  }

  bool act(const Step& step, const ExpectStep& expect) {
    observer_.look_at(step.region.empty() ? emulator_options_.region : step.region);
    bool holds = true;
    for (const Expectation& expectation : expect.expectations) {
      holds = judge(
                  expectation.place, check(expectation, observer_, values_),
                  [&] { return describe(expectation, values_); }, expectation.claim) &&
              holds;
    }
    return holds;
  }

  // `claim` puts the expectation in words; few runs need them.
  bool judge(Place place, Result<std::optional<Mismatch>> mismatch,
             const std::function<std::string()>& claim, Claim kind = Claim::Holds) {
    if (!mismatch && is_undoable(mismatch.error())) {
      return skip(place, claim(), mismatch.error().message);
    }
    ++result_.expectations;
    if (!mismatch) {
      return fail(place, {claim(), mismatch.error().code + ": " + mismatch.error().message});
    }
    if (mismatch.value()) return fail(place, *mismatch.value(), kind);
    if (is_told()) verdicts_.push_back({StoryLine::Kind::Pass, now(), claim()});
    return true;
  }

  bool fail(Place place, Mismatch mismatch, Claim claim = Claim::Holds) {
    result_.failures.push_back({place, now(), mismatch.expected, mismatch.got,
                                observer_.has_timeline()
                                    ? last_link(observer_.timeline(), claim, why_unmatched_)
                                    : "what is not told there"});
    if (is_told()) {
      verdicts_.push_back({StoryLine::Kind::Fail, now(),
                           "expected " + mismatch.expected + ", got " + mismatch.got});
    }
    return false;
  }

  // Whether the step was done; where it cannot be done, what follows would build on what is not
  // there.
  bool done(const Step& step, const std::string& what, const std::string& expected,
            const Result<void>& result) {
    if (result.ok()) return true;
    if (is_undoable(result.error())) return end_with_skip(step, what, result.error());
    return fail(step.place, {expected, result.error().message});
  }

  bool end_with_skip(const Step& step, const std::string& what, const ApiError& error) {
    skip(step.place, what + " and all that follows", error.message);
    return false;
  }

  // For what later steps do without, but for expectations that are skipped themselves.
  bool go_on_without(const Step& step, const std::string& what, const ApiError& error) {
    if (!is_undoable(error)) return fail(step.place, {what, error.message});
    return skip(step.place, what, error.message);
  }

  bool skip(Place place, std::string what, std::string why) {
    if (is_told()) verdicts_.push_back({StoryLine::Kind::Skip, now(), what + ": " + why});
    result_.skips.push_back({place, std::move(what), std::move(why)});
    return true;
  }

  void tell_call(const CallStep& call, const CallResult& answer) {
    tell_line(StoryLine::Kind::Call,
              call.service + " " + call.operation + " -> " +
                  (answer.error ? answer.error->code + ": " + answer.error->message : "ok"));
  }

  bool is_told() const { return options_.keep_story == KeepStory::Yes; }
  Instant now() { return target_.now(); }

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
    if (is_told() && observer_.has_timeline()) {
      result_.picture = take_picture(target_, observer_.timeline(), observer_.started_at());
    }
    result_.seed = emulator_options_.seed.value_or(1);
    return std::move(result_);
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const EmulatorOptions& emulator_options_;
  Target& target_;
  Observer observer_;
  const WhyUnmatched why_unmatched_ = [this](const std::string& group, const std::string& id) {
    return observer_.why_unmatched(group, id);
  };
  crypto::CommandRandom random_;
  Values values_;
  ScenarioResult result_;
  std::vector<StoryLine> verdicts_;  // Told after what the step made happen.
  std::size_t told_ = 0;
};

}  // namespace

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options) {
  const EmulatorOptions emulator_options = options_of(scenario, options);
  if (!options.elsewhere) {
    InProcess target(emulator_options);
    ScenarioResult result = Run(scenario, options, emulator_options, target).run();
    if (options.then && result.passed()) options.then(target.emulator());
    return result;
  }
  const Result<std::unique_ptr<Target>> target = options.elsewhere(emulator_options);
  if (target.ok()) return Run(scenario, options, emulator_options, *target.value()).run();
  ScenarioResult result;
  if (is_undoable(target.error())) {
    result.skips.push_back({{}, "all of it", target.error().message});
  } else {
    result.failures.push_back({{}, {}, "it begins", target.error().message, "nothing was called"});
  }
  return result;
}

}  // namespace keytrail::scenario
