// Another emulator, or AWS itself: calls, and real time.
#pragma once

#include "scenario/remote.h"

namespace keytrail::scenario {

class RemoteAws final : public Remote {
 public:
  RemoteAws(client::AwsClient aws, std::string account, RemoteOptions options)
      : aws_(std::move(aws)), account_(std::move(account)), options_(std::move(options)) {}

  Result<std::unique_ptr<Target>> begin(const EmulatorOptions& wanted) override;
  std::optional<std::string> account() const override { return account_; }

 private:
  client::AwsClient aws_;
  std::string account_;
  RemoteOptions options_;
};

}  // namespace keytrail::scenario
