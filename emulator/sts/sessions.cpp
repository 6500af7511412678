#include "sts/sessions.h"

#include "core/limits.h"
#include "policy/document.h"
#include "sts/errors.h"

namespace keytrail::sts {
namespace {

constexpr std::string_view kTokenAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kSecretLength = 40;
constexpr std::size_t kTokenLength = 340;
// What real tokens begin with: a version and "origin_ec".
constexpr const char* kTokenPrefix = "IQoJb3JpZ2luX2Vj";

// A session that is over is still told so, until there are too many of them.
Result<void> make_room(State& state, Instant now) {
  if (state.sessions.size() < limits::kSessionsMax) return {};
  for (const std::string& id : state.sessions.ids("")) {
    if (state.sessions.find(id)->expires_at <= now) state.sessions.erase(id);
  }
  if (state.sessions.size() < limits::kSessionsMax) return {};
  return too_many_sessions();
}

}  // namespace

bool is_temporary(const Identity& identity) { return !identity.session_context.is_null(); }

Result<std::string> read_session_policy(const Json& input) {
  const std::string text = string_member(input, "Policy");
  if (text.empty()) return text;
  const Result<policy::Document> document = policy::parse_document(text, policy::Grammar::Identity);
  if (!document.ok()) return malformed_session_policy(document.error().message);
  return text;
}

Result<Credentials> open_session(State& state, Context& context, Session session,
                                 Duration duration) {
  KT_TRY_VOID(make_room(state, context.now));
  Credentials made;
  made.access_key_id = "ASIA" + context.random.text(16, kUpperAndDigits);
  session.identity.access_key_id = made.access_key_id;
  session.identity.session_context["attributes"] =
      Json{{"creationDate", to_rfc3339_seconds(context.now)}, {"mfaAuthenticated", "false"}};
  session.token = kTokenPrefix + context.random.text(kTokenLength, kTokenAlphabet);
  session.expires_at = std::chrono::floor<std::chrono::seconds>(context.now) + duration;
  made.shown = {{"AccessKeyId", made.access_key_id},
                {"SecretAccessKey", context.random.text(kSecretLength, kTokenAlphabet)},
                {"SessionToken", session.token},
                {"Expiration", millis_of(session.expires_at)}};
  made.recorded = {{"accessKeyId", made.access_key_id},
                   {"sessionToken", session.token},
                   {"expiration", to_english_time(session.expires_at)}};
  state.sessions.put(made.access_key_id, std::move(session));
  return made;
}

}  // namespace keytrail::sts
