#include "scenario/in_process.h"

namespace keytrail::scenario {

InProcess::InProcess(EmulatorOptions options) : emulator_(with_endpoints(std::move(options))) {}

EmulatorOptions InProcess::with_endpoints(EmulatorOptions options) {
  options.clock_mode = ClockMode::Manual;
  options.deliver = [this](const Delivery& delivery) {
    return endpoints_.attempt(delivery, emulator_.clock().now());
  };
  return options;
}

CallResult InProcess::call(const std::string& service, const std::string& operation,
                           const Json& input, const CallOptions& options) {
  return emulator_.call(service, operation, input, options);
}

Instant InProcess::now() { return emulator_.clock().now(); }

Result<void> InProcess::advance(Duration by) {
  emulator_.clock().advance(by);
  return {};
}

Result<void> InProcess::set_clock(Instant to) {
  KT_TRY_VOID(emulator_.clock().set(to));
  return {};
}

Result<Json> InProcess::inject_records(const std::vector<std::string>& records) {
  return emulator_.inject_records(records);
}

Result<std::vector<Mail>> InProcess::inbox(const std::string& to) { return emulator_.inbox(to); }

Result<Json> InProcess::timeline(const TimelineQuery& query) { return emulator_.timeline(query); }

Result<const std::vector<Post>*> InProcess::posts() { return &endpoints_.posts(); }

Result<void> InProcess::set_endpoint_down(const std::string& url, bool is_down) {
  endpoints_.set_down(url, is_down);
  return {};
}

Result<void> InProcess::set_trail_delay(Duration delay) {
  emulator_.set_trail_delay(delay);
  return {};
}

Result<void> InProcess::set_throttle(const Throttle& throttle) {
  emulator_.set_throttle(throttle);
  return {};
}

void InProcess::settle() { emulator_.deliver_due(); }

}  // namespace keytrail::scenario
