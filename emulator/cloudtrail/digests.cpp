#include "cloudtrail/digests.h"

#include "base/text.h"
#include "cloudtrail/bucket_files.h"
#include "cloudtrail/organization.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"

namespace keytrail::cloudtrail {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDigestInterval = 1h;
constexpr const char* kSignatureAlgorithm = "SHA256withRSA";
constexpr const char* kHashAlgorithm = "SHA-256";

// "123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20260131T120000Z.json.gz".
std::string digest_key(const Trail& trail, const Origin& origin, Instant end) {
  return file_folder(trail, "CloudTrail-Digest", origin, end) + trail.account_of(origin) +
         "_CloudTrail-Digest_" + origin.region + "_" + trail.name + "_" + trail.home.region +
         format_utc(end, "_%Y%m%dT%H%M%SZ.json.gz");
}

Json render_log_file(const LogFile& file) {
  return {{"s3Bucket", file.bucket},
          {"s3Object", file.key},
          {"hashValue", file.hash},
          {"hashAlgorithm", kHashAlgorithm},
          {"newestEventTime", to_rfc3339_seconds(file.newest)},
          {"oldestEventTime", to_rfc3339_seconds(file.oldest)}};
}

// The members about the digest before; all null at the start of a chain.
void render_previous(const std::optional<Digest>& previous, Json& digest) {
  digest["previousDigestS3Bucket"] = previous ? Json(previous->bucket) : Json();
  digest["previousDigestS3Object"] = previous ? Json(previous->key) : Json();
  digest["previousDigestHashValue"] = previous ? Json(previous->hash) : Json();
  digest["previousDigestHashAlgorithm"] = previous ? Json(kHashAlgorithm) : Json();
  digest["previousDigestSignature"] = previous ? Json(previous->signature) : Json();
}

std::string render_digest(const Trail& trail, const DigestChain& chain, const SigningKey& signer,
                          Instant end, const std::string& key) {
  Instant oldest = Instant::max();
  Instant newest = Instant::min();
  Json files = Json::array();
  for (const LogFile& file : chain.files) {
    oldest = std::min(oldest, file.oldest);
    newest = std::max(newest, file.newest);
    files.push_back(render_log_file(file));
  }
  const bool is_empty = files.empty();
  Json digest = {{"awsAccountId", trail.account_of(chain.origin)},
                 {"digestStartTime", to_rfc3339_seconds(chain.started_at)},
                 {"digestEndTime", to_rfc3339_seconds(end)},
                 {"digestS3Bucket", trail.bucket},
                 {"digestS3Object", key},
                 {"digestPublicKeyFingerprint", signer.fingerprint},
                 {"digestSignatureAlgorithm", kSignatureAlgorithm},
                 {"newestEventTime", is_empty ? Json() : Json(to_rfc3339_seconds(newest))},
                 {"oldestEventTime", is_empty ? Json() : Json(to_rfc3339_seconds(oldest))}};
  render_previous(chain.previous, digest);
  digest["logFiles"] = std::move(files);
  return to_text(digest);
}

// "null" stands for the signature that the first digest of a chain has no digest before it for.
std::string sign(const SigningKey& signer, const DigestChain& chain, const Digest& digest,
                 Instant end) {
  const std::string text = to_rfc3339_seconds(end) + "\n" + digest.bucket + "/" + digest.key +
                           "\n" + digest.hash + "\n" +
                           (chain.previous ? chain.previous->signature : "null");
  return to_hex(*crypto::rsa_sign(signer.private_key, crypto::Hash::Sha256, crypto::view(text)));
}

SigningKey make_signing_key(const crypto::KeyPair& pair, Instant now) {
  SigningKey key;
  key.public_key = *crypto::rsa_public_key_pkcs1(pair.public_key);
  key.private_key = pair.private_key;
  key.fingerprint = crypto::md5_hex(view_of(key.public_key));
  key.valid_from = floor_to(now, 1s);
  return key;
}

const SigningKey& put_signing_key(State& state, const std::string& account, SigningKey key) {
  const std::string id = account + "/" + to_rfc3339_seconds(key.valid_from);
  return state.signing_keys.put(id, std::move(key));
}

// The newest key of the account, if it is not too old yet.
const SigningKey* find_signing_key(const State& state, const std::string& account, Instant now) {
  const SigningKey* newest = nullptr;
  state.signing_keys.each(account + "/",
                          [&](const std::string&, const SigningKey& key) { newest = &key; });
  return newest != nullptr && now < newest->valid_from + kSigningKeyValidity ? newest : nullptr;
}

// Where no time can be given back: a digest is due, and its account's key may be too old.
const SigningKey& current_signing_key(State& state, Context& context, const std::string& account) {
  if (const SigningKey* key = find_signing_key(state, account, context.now)) return *key;
  const auto pair = crypto::generate_key_pair(context.random, crypto::KeyPairKind::Rsa2048);
  return put_signing_key(state, account, make_signing_key(pair, context.now));
}

// What could not be written is in the digest of the next hour.
void write_digest(State& state, Context& context, const std::string& trail_id,
                  const std::string& chain_id) {
  const Trail& trail = *state.trails.find(trail_id);
  const DigestChain& chain = *state.digest_chains.find(chain_id);
  const SigningKey& signer = current_signing_key(state, context, trail.home.account);
  // Names and times have whole seconds: a digest with files takes one at least.
  Instant end = floor_to(context.now, 1s);
  if (end <= chain.started_at) {
    if (chain.files.empty()) return;
    end = chain.started_at + 1s;
  }
  Digest digest{trail.bucket, digest_key(trail, chain.origin, end), {}, {}};
  const std::string text = render_digest(trail, chain, signer, end, digest.key);
  digest.hash = crypto::sha256_hex(text);
  digest.signature = sign(signer, chain, digest, end);
  const Result<void> put =
      put_file(context, trail, digest.key, text,
               {{"signature", digest.signature}, {"signature-algorithm", kSignatureAlgorithm}});
  Trail& changed = *state.trails.edit(trail_id);
  changed.digest_error = put.ok() ? "" : put.error().code;
  if (!put) return;
  changed.digest_delivered_at = context.now;
  DigestChain& next = *state.digest_chains.edit(chain_id);
  next.started_at = end;
  next.files.clear();
  next.previous = std::move(digest);
}

void write_digests_of(State& state, Context& context, const std::string& trail_id) {
  for (const std::string& id : state.digest_chains.ids(trail_id + "/")) {
    write_digest(state, context, trail_id, id);
  }
}

void begin_chain(State& state, const Trail& trail, Origin origin, Instant at) {
  const std::string id = origin.id_below(trail.id());
  state.digest_chains.put(id, DigestChain{std::move(origin), at, {}, {}});
}

void schedule_digests(Context& context, Trail& trail) {
  trail.digest_timer = context.scheduler.schedule(
      context.now + kDigestInterval, Rank::TrailDelivery, std::string(kDigestTimer), trail.id());
}

}  // namespace

const SigningKey& require_signing_key(State& state, Context& context) {
  const std::string account = context.account();
  if (const SigningKey* key = find_signing_key(state, account, context.now)) return *key;
  crypto::KeyPair pair;
  context.ports.slow_work.run(
      [&] { pair = crypto::generate_key_pair(context.random, crypto::KeyPairKind::Rsa2048); });
  // Somebody else may have been quicker.
  if (const SigningKey* key = find_signing_key(state, account, context.now)) return *key;
  return put_signing_key(state, account, make_signing_key(pair, context.now));
}

void begin_digests(State& state, Context& context, const std::string& trail_id) {
  Trail& trail = *state.trails.edit(trail_id);
  if (!trail.is_logging || !trail.validates_log_files) return;
  begin_chain(state, trail, {trail.home.region, ""}, floor_to(context.now, 1s));
  for (const std::string& member : member_accounts(context, trail)) {
    begin_chain(state, trail, {trail.home.region, member}, floor_to(context.now, 1s));
  }
  schedule_digests(context, trail);
}

void end_digests(State& state, Context& context, const std::string& trail_id) {
  write_digests_of(state, context, trail_id);
  for (const std::string& id : state.digest_chains.ids(trail_id + "/")) {
    state.digest_chains.erase(id);
  }
  Trail& trail = *state.trails.edit(trail_id);
  context.scheduler.cancel(std::exchange(trail.digest_timer, 0));
}

void add_to_digest(State& state, const Trail& trail, const Origin& origin, LogFile file,
                   std::string_view content) {
  const Origin home_origin{trail.home.region, ""};
  const DigestChain* home = state.digest_chains.find(home_origin.id_below(trail.id()));
  if (home == nullptr) return;
  const std::string id = origin.id_below(trail.id());
  if (state.digest_chains.find(id) == nullptr) {
    begin_chain(state, trail, origin, Instant(home->started_at));
  }
  file.hash = crypto::sha256_hex(content);
  state.digest_chains.edit(id)->files.push_back(std::move(file));
}

void write_digests(State& state, Context& context, const Timer& timer) {
  if (state.trails.find(timer.subject) == nullptr) return;
  write_digests_of(state, context, timer.subject);
  schedule_digests(context, *state.trails.edit(timer.subject));
}

}  // namespace keytrail::cloudtrail
