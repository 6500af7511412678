#include "scenario/remote_keytrail.h"

#include "base/text.h"

namespace keytrail::scenario {
namespace {

using client::ControlClient;
using client::ControlError;

// What was asked for cannot be had, or the answer.
Result<Json> answer_of(std::variant<Json, ControlError> answer) {
  if (const auto* error = std::get_if<ControlError>(&answer)) {
    return ApiError{client::kNotReached, error->text, error->status};
  }
  return std::get<Json>(std::move(answer));
}

Mail mail_of(const Json& item) {
  Mail mail;
  mail.id = string_member(item, "id");
  mail.at = parse_instant(string_member(item, "time")).value_or(Instant());
  mail.account = string_member(item, "account");
  mail.region = string_member(item, "region");
  mail.from = string_member(item, "from");
  mail.to = string_member(item, "to");
  mail.subject = string_member(item, "subject");
  mail.body = string_member(item, "body");
  mail.confirm_url = string_member(item, "confirmUrl");
  return mail;
}

class KeytrailTarget final : public Target {
 public:
  KeytrailTarget(const ControlClient& control, const EmulatorOptions& wanted)
      : control_(control), account_(wanted.account), region_(wanted.region) {}

  CallResult call(const std::string& service, const std::string& operation, const Json& input,
                  const CallOptions& options) override {
    Json body = {{"service", service},
                 {"operation", operation},
                 {"input", input},
                 {"account", options.account.empty() ? account_ : options.account},
                 {"region", options.region.empty() ? region_ : options.region},
                 {"identity", options.identity},
                 {"observe", options.leaves_no_trace}};
    const Result<Json> answer = answer_of(control_.post("call", body));
    if (!answer.ok()) return {nullptr, answer.error(), {}};
    if (const Json* error = find_member(answer.value(), "error")) {
      return {nullptr,
              ApiError{string_member(*error, "code"), string_member(*error, "message"),
                       static_cast<int>(optional_integer(*error, "status").value_or(400))},
              {}};
    }
    const Json* output = find_member(answer.value(), "output");
    return {output == nullptr ? Json() : *output, std::nullopt, {}};
  }

  Instant now() override {
    const Result<Json> clock = answer_of(control_.get("clock"));
    if (clock.ok()) now_ = parse_instant(string_member(clock.value(), "now")).value_or(now_);
    return now_;
  }
  Result<void> advance(Duration by) override { return move({{"advance", to_text(by)}}); }
  Result<void> set_clock(Instant to) override { return move({{"set", to_rfc3339(to)}}); }

  Result<Json> inject_records(const std::vector<std::string>& records) override {
    Json body = {{"Records", Json::array()}};
    for (const std::string& record : records) {
      body["Records"].push_back(parse_json(record).value_or(Json()));
    }
    return answer_of(control_.post("cloudtrail/records", body));
  }

  Result<std::vector<Mail>> inbox(const std::string& to) override {
    KT_TRY(const Json items,
           answer_of(control_.get("inbox" + (to.empty() ? "" : "?to=" + percent_encode(to)))));
    std::vector<Mail> mails;
    for (const Json& item : items) mails.push_back(mail_of(item));
    return mails;
  }

  Result<Json> timeline(const TimelineQuery& query) override {
    return answer_of(
        control_.get("timeline?since=" + std::to_string(query.since) + "&kind=" + query.kind));
  }

  Result<const std::vector<Post>*> posts() override {
    return cannot_be_done("what endpoints took is not told over HTTP");
  }
  Result<void> set_endpoint_down(const std::string&, bool) override {
    return cannot_be_done("endpoints are what they are there");
  }

  Result<void> set_trail_delay(Duration delay) override {
    return put_faults({{"trailDelay", to_text(delay)}});
  }
  Result<void> set_throttle(const Throttle& throttle) override {
    Json body = {{"service", throttle.service}, {"operation", throttle.operation}};
    if (throttle.calls) body["calls"] = *throttle.calls;
    if (throttle.lasting) body["for"] = to_text(*throttle.lasting);
    return put_faults({{"throttle", std::move(body)}});
  }

 private:
  Result<void> move(const Json& body) {
    KT_TRY_VOID(answer_of(control_.post("clock", body)));
    return {};
  }
  Result<void> put_faults(const Json& body) {
    KT_TRY_VOID(answer_of(control_.put("faults", body)));
    return {};
  }

  const ControlClient& control_;
  std::string account_;
  std::string region_;
  Instant now_;
};

}  // namespace

Result<std::unique_ptr<Target>> RemoteKeytrail::begin(const EmulatorOptions& wanted) {
  KT_TRY_VOID(check_options(wanted));
  if (before_.empty()) {
    auto snapshot = control_.take_snapshot();
    if (const auto* error = std::get_if<ControlError>(&snapshot)) {
      return ApiError{client::kNotReached, error->text, error->status};
    }
    before_ = std::get<std::string>(std::move(snapshot));
  }
  Json clock = {{"mode", "manual"}};
  if (wanted.clock_start) clock["clockStart"] = to_rfc3339(*wanted.clock_start);
  KT_TRY_VOID(answer_of(control_.post("reset", clock)));
  auto target = std::make_unique<KeytrailTarget>(control_, wanted);
  KT_TRY_VOID(target->set_trail_delay(wanted.trail_delay));
  return std::unique_ptr<Target>(std::move(target));
}

std::optional<std::string> RemoteKeytrail::leave() {
  if (before_.empty()) return std::nullopt;
  // The reset takes back what a snapshot knows nothing of: faults.
  Result<Json> left = answer_of(control_.post("reset", Json()));
  if (left.ok()) left = answer_of(control_.restore_snapshot(std::exchange(before_, {})));
  if (left.ok()) return std::nullopt;
  return left.error().message;
}

}  // namespace keytrail::scenario
