#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

Result<Json> get_trail(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail(state, context, string_member(input, "Name")));
  return Json{{"Trail", trail_description(*trail)}};
}

}  // namespace keytrail::cloudtrail
