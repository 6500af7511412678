#include "scenario/remote_aws.h"

namespace keytrail::scenario {
namespace {

class AwsTarget final : public Target {
 public:
  AwsTarget(const client::AwsClient& aws, const std::string& account, std::string region,
            const RemoteOptions& options)
      : aws_(aws), account_(account), region_(std::move(region)), options_(options) {}

  CallResult call(const std::string& service, const std::string& operation, const Json& input,
                  const CallOptions& options) override {
    if (!options.identity.empty()) {
      return {nullptr, cannot_be_done("calls are made with the credentials that were given"), {}};
    }
    if (!options.account.empty() && options.account != account_) {
      return {nullptr, cannot_be_done("the credentials are of account " + account_), {}};
    }
    Result<Json> output =
        aws_.call(service, operation, input, options.region.empty() ? region_ : options.region);
    if (!output.ok()) return {nullptr, std::move(output).error(), {}};
    return {std::move(output).value(), std::nullopt, {}};
  }

  Instant now() override { return options_.wall(); }
  Result<void> advance(Duration by) override {
    if (by > options_.wait_max) {
      return cannot_be_done("the clock there is real; waiting " + to_text(by) +
                            " is more than --wait-max allows, " + to_text(options_.wait_max));
    }
    options_.wait(by);
    return {};
  }
  Result<void> set_clock(Instant to) override {
    const Instant now = this->now();
    if (to < now) return cannot_be_done("the clock there is real; " + to_rfc3339(to) + " is past");
    return advance(to - now);
  }

  Result<Json> inject_records(const std::vector<std::string>&) override {
    return cannot_be_done("CloudTrail takes no foreign records");
  }
  Result<std::vector<Mail>> inbox(const std::string&) override {
    return cannot_be_done("mails are not read there");
  }
  Result<Json> timeline(const TimelineQuery&) override {
    return cannot_be_done("there is no timeline there");
  }
  Result<const std::vector<Post>*> posts() override {
    return cannot_be_done("what endpoints took is not known there");
  }
  Result<void> set_endpoint_down(const std::string&, bool) override {
    return cannot_be_done("endpoints are what they are there");
  }
  Result<void> set_trail_delay(Duration) override {
    return cannot_be_done("trails deliver when they do there");
  }
  Result<void> set_throttle(const Throttle&) override {
    return cannot_be_done("limits are what they are there");
  }

 private:
  const client::AwsClient& aws_;
  const std::string& account_;
  std::string region_;
  const RemoteOptions& options_;
};

}  // namespace

Result<std::unique_ptr<Target>> RemoteAws::begin(const EmulatorOptions& wanted) {
  KT_TRY_VOID(check_options(wanted));
  if (wanted.trail_delay != Duration(0)) {
    return cannot_be_done("'trail_delay' is not to be chosen there");
  }
  return std::unique_ptr<Target>(
      std::make_unique<AwsTarget>(aws_, account_, wanted.region, options_));
}

}  // namespace keytrail::scenario
