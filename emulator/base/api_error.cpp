#include "base/api_error.h"

namespace keytrail {

ApiError not_implemented(const std::string& what) {
  return {"NotImplemented", "keytrail does not emulate " + what + " yet.", 501};
}

ApiError validation_exception(std::string message) {
  return {"ValidationException", std::move(message), 400};
}

}  // namespace keytrail
