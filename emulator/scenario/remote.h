// A Remote is who answers at `run --endpoint`: a keytrail, which its control API tells, or anything
// else that speaks AWS's API. It hands out a Target for each scenario.
//
// At a keytrail each scenario finds the emulator as after a reset, with its own clock; what was
// there before is put back by leave(). Elsewhere nothing is ever taken away: what a
// scenario makes stays.
#pragma once

#include <memory>

#include "client/aws_client.h"
#include "client/control_client.h"
#include "scenario/target.h"

namespace keytrail::scenario {

struct RemoteOptions {
  std::string endpoint;
  std::string control_token;
  std::optional<client::Credentials> credentials;  // Not needed at a keytrail.
  std::string ca_bundle;  // A file of the authorities to trust; empty: the system's.
  Duration wait_max{0};   // Where a clock step has to wait in real time: how long at most.
  std::function<Instant()> wall;
  std::function<void(Duration)> wait;
};

class Remote {
 public:
  struct Problem {
    enum class Kind { NotReached, WrongUsage };
    Kind kind = Kind::NotReached;
    std::string text;
  };
  static std::variant<std::unique_ptr<Remote>, Problem> find(RemoteOptions options);

  virtual ~Remote() = default;
  // Puts back what was there; what kept it from that, or nothing.
  virtual std::optional<std::string> leave() { return std::nullopt; }
  // An error when such a scenario cannot be played there.
  virtual Result<std::unique_ptr<Target>> begin(const EmulatorOptions& wanted) = 0;
  // Whose account it is; nothing: a scenario may be in any.
  virtual std::optional<std::string> account() const { return std::nullopt; }

 protected:
  // An error when a scenario wants what no running emulator changes.
  static Result<void> check_options(const EmulatorOptions& wanted);
};

}  // namespace keytrail::scenario
