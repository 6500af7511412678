#include "sts/operations.h"

namespace keytrail::sts {

// Needs no permission. UserId is the record's principalId: the account for root, AIDA… for a
// user, AROA…:SESSION for an assumed role.
Result<Json> get_caller_identity(State&, Context& context, const Json&) {
  const Identity& identity = context.caller.identity;
  return Json{
      {"UserId", identity.principal_id}, {"Account", identity.account_id}, {"Arn", identity.arn}};
}

}  // namespace keytrail::sts
