#include "sts/service.h"

#include "sts/operations.h"

namespace keytrail::sts {

const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {"GetCallerIdentity", get_caller_identity, Access::Read},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows;
  return rows;
}

}  // namespace keytrail::sts
