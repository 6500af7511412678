#include "sts/errors.h"
#include "sts/operations.h"

namespace keytrail::sts {

// Only some services, EC2 above all, say in an encoded message why they refuse. None of those that
// are here does, so no message that anybody can have came from us.
Result<Json> decode_authorization_message(State&, Context&, const Json&) {
  return invalid_authorization_message();
}

}  // namespace keytrail::sts
