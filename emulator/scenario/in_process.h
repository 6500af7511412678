// An emulator of the scenario's own, in memory unless told otherwise. It can do everything.
#pragma once

#include "scenario/target.h"

namespace keytrail::scenario {

class InProcess final : public Target {
 public:
  explicit InProcess(EmulatorOptions options);

  Emulator& emulator() { return emulator_; }

  CallResult call(const std::string& service, const std::string& operation, const Json& input,
                  const CallOptions& options) override;
  Instant now() override;
  Result<void> advance(Duration by) override;
  Result<void> set_clock(Instant to) override;
  Result<Json> inject_records(const std::vector<std::string>& records) override;
  Result<std::vector<Mail>> inbox(const std::string& to) override;
  Result<Json> timeline(const TimelineQuery& query) override;
  Result<const std::vector<Post>*> posts() override;
  Result<void> set_endpoint_down(const std::string& url, bool is_down) override;
  Result<void> set_trail_delay(Duration delay) override;
  Result<void> set_throttle(const Throttle& throttle) override;
  void settle() override;

 private:
  EmulatorOptions with_endpoints(EmulatorOptions options);

  Endpoints endpoints_;
  Emulator emulator_;
};

}  // namespace keytrail::scenario
