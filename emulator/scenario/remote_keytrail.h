// A keytrail that is served somewhere, driven by its control API.
#pragma once

#include "scenario/remote.h"

namespace keytrail::scenario {

class RemoteKeytrail final : public Remote {
 public:
  explicit RemoteKeytrail(client::ControlClient control) : control_(std::move(control)) {}

  Result<std::unique_ptr<Target>> begin(const EmulatorOptions& wanted) override;
  std::optional<std::string> leave() override;

 private:
  client::ControlClient control_;
  std::string before_;  // A snapshot of what was there.
};

}  // namespace keytrail::scenario
