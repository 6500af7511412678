// The wire from the client's side: a call's parts to the bytes of a request, and an answer's bytes
// back to its parts. For keytrail as a client of other emulators and of AWS itself.
#pragma once

#include "wire/wire.h"

namespace keytrail::wire {

// Neither signed nor with a Host. Query where the service has it, for every emulator speaks that.
HttpRequest encode_request(const models::Service& service, const models::Operation& operation,
                           const Json& input);

// The output tree, or the error with the code that an SDK shows.
Result<Json> decode_answer(const models::Service& service, const models::Operation& operation,
                           const HttpResponse& response);

}  // namespace keytrail::wire
