#include "sts/service.h"

#include "sts/operations.h"

namespace keytrail::sts {

const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {.name = "AssumeRole",
       .handler = assume_role,
       .refused = {{"PolicyArns"},
                   {"TransitiveTagKeys"},
                   {"SerialNumber"},
                   {"TokenCode"},
                   {"ProvidedContexts"}}},
      {.name = "DecodeAuthorizationMessage", .handler = decode_authorization_message},
      {.name = "GetAccessKeyInfo", .handler = get_access_key_info},
      {.name = "GetCallerIdentity", .handler = get_caller_identity},
      {.name = "GetFederationToken",
       .handler = get_federation_token,
       .refused = {{"PolicyArns"}, {"Tags"}}},
      {.name = "GetSessionToken",
       .handler = get_session_token,
       .refused = {{"SerialNumber"}, {"TokenCode"}}},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows;
  return rows;
}

}  // namespace keytrail::sts
