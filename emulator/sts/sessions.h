// Temporary credentials: how they are made, and what replies and records show of them.
#pragma once

#include "core/context.h"
#include "sts/state.h"

namespace keytrail::sts {

// Whether the caller itself uses temporary credentials.
bool is_temporary(const Identity& identity);

// Text of the session policy that the input holds; empty for none.
Result<std::string> read_session_policy(const Json& input);

struct Credentials {
  std::string access_key_id;
  Json shown;     // As the reply shows them.
  Json recorded;  // As the record does: without the secret.
};
// Stores the session; its identity gets the new access key id and the time of its birth.
Result<Credentials> open_session(State& state, Context& context, Session session,
                                 Duration duration);

}  // namespace keytrail::sts
