#include "logs/encryption.h"

#include <algorithm>

#include "crypto/aead.h"
#include "logs/errors.h"
#include "logs/lookup.h"

namespace keytrail::logs {
namespace {

constexpr std::chrono::minutes kDataKeyLifetime{5};

Result<Json> call_kms(const Context& context, const Scope& scope, const std::string& group,
                      const std::string& operation, Json input) {
  const std::string arn = group_arn(scope, group).text();
  input["EncryptionContext"] = {{"aws:logs:arn", arn}};
  return context.ports.calls.call_for_itself(
      {"logs." + scope.region + ".amazonaws.com", scope, arn}, "kms", operation, std::move(input));
}

crypto::AesKey as_key(const Bytes& bytes) { return crypto::AesKey(bytes.data(), bytes.size()); }
crypto::GcmNonce as_nonce(const std::uint8_t* bytes) {
  return crypto::GcmNonce(bytes, crypto::kGcmNonceSize);
}
// A sealed message stays in its group and stream.
Bytes associated(const LogEventRow& row) { return bytes_of(inside(row.group) + row.stream); }

struct NewDataKey {
  DataKey key;
  std::string kms_key_arn;
};

// The error is KMS's.
Result<NewDataKey> make_data_key(const Context& context, const Scope& scope,
                                 const std::string& group, const std::string& kms_key_arn) {
  KT_TRY(const Json output, call_kms(context, scope, group, "GenerateDataKey",
                                     {{"KeyId", kms_key_arn}, {"KeySpec", "AES_256"}}));
  const Bytes* plaintext = blob_member(output, "Plaintext");
  const Bytes* wrapped = blob_member(output, "CiphertextBlob");
  KT_ASSERT(plaintext && plaintext->size() == crypto::kAesKeySize && wrapped);
  return NewDataKey{{*plaintext, *wrapped, context.now + kDataKeyLifetime},
                    string_member(output, "KeyId")};
}

}  // namespace

// Whether a key can be used is found out by using it.
Result<void> begin_encryption(State& state, const Context& context, LogGroup& group,
                              const std::string& key_arn) {
  const std::optional<Arn> arn = parse_arn(key_arn);
  if (!arn || arn->service != "kms" || arn->region != context.region()) {
    return errors::kms_key_not_found();
  }
  Result<NewDataKey> made = make_data_key(context, context.scope(), group.name, key_arn);
  if (made.ok()) {
    group.kms_key_arn = std::move(made.value().kms_key_arn);
    state.data_keys.put(group_id(context.scope(), group.name), std::move(made.value().key));
    return {};
  }
  const ApiError& error = made.error();
  if (error.status == 501) return error;
  if (error.code == "NotFoundException") return errors::kms_key_not_found();
  if (error.code == "AccessDeniedException") {
    return errors::kms_key_not_allowed(group_arn(context.scope(), group.name).text());
  }
  return errors::kms_key_unusable(error.message);
}

void end_encryption(State& state, const Scope& scope, LogGroup& group) {
  group.kms_key_arn.clear();
  state.data_keys.erase(group_id(scope, group.name));
}

Result<void> require_data_key(State& state, const Context& context, const Scope& scope,
                              const LogGroup& group) {
  if (group.kms_key_arn.empty()) return {};
  const std::string id = group_id(scope, group.name);
  const DataKey* current = state.data_keys.find(id);
  if (current != nullptr && context.now < current->expires_at) return {};
  // A refused call has a record, which may come here with its trail: that is no reason to ask
  // again.
  const auto refused = state.refused_in.find(id);
  const bool is_refused = refused != state.refused_in.end() && refused->second == context.command;
  ApiError refusal = errors::kms_key_not_allowed(group_arn(scope, group.name).text());
  if (is_refused) return refusal;
  Result<NewDataKey> made = make_data_key(context, scope, group.name, group.kms_key_arn);
  if (!made.ok() && made.error().status == 501) return std::move(made).error();
  if (!made.ok()) {
    state.refused_in[id] = context.command;
    return refusal;
  }
  state.data_keys.put(id, std::move(made.value().key));
  return {};
}

void seal_message(const State& state, Random& random, const Text& message, LogEventRow& row) {
  const DataKey* key = state.data_keys.find(row.group);
  if (key == nullptr) {
    row.message = message;
    return;
  }
  Bytes sealed = random.bytes(crypto::kGcmNonceSize);
  const Bytes nonce = sealed;
  const auto* text = reinterpret_cast<const std::uint8_t*>(message->data());
  crypto::gcm_seal(as_key(key->plaintext), as_nonce(nonce.data()), associated(row),
                   crypto::View(text, message->size()), sealed);
  row.message = std::make_shared<const std::string>(view_of(sealed));
  row.data_key = std::make_shared<const std::string>(view_of(key->wrapped));
  row.record_sequence = 0;  // The record has the plain text.
}

std::size_t message_bytes(const LogEventRow& row) {
  const std::size_t sealing =
      row.data_key == nullptr ? 0 : crypto::kGcmNonceSize + crypto::kGcmTagSize;
  return row.message->size() - std::min(sealing, row.message->size());
}

Result<Text> MessageReader::read(const LogEventRow& row) {
  if (row.data_key == nullptr) return row.message;
  KT_TRY(const Bytes* key, open_data_key(*row.data_key));
  const Bytes sealed = bytes_of(*row.message);
  if (sealed.size() < crypto::kGcmNonceSize) return errors::event_damaged();
  const std::optional<Bytes> text =
      crypto::gcm_open(as_key(*key), as_nonce(sealed.data()), associated(row),
                       crypto::View(sealed).subspan(crypto::kGcmNonceSize));
  if (!text) return errors::event_damaged();
  return std::make_shared<const std::string>(view_of(*text));
}

Result<const Bytes*> MessageReader::open_data_key(const std::string& wrapped) {
  if (const auto found = opened_.find(wrapped); found != opened_.end()) return &found->second;
  const Result<Json> output =
      call_kms(context_, context_.scope(), group_, "Decrypt", {{"CiphertextBlob", blob(wrapped)}});
  if (!output.ok() && output.error().status == 501) return output.error();
  if (!output.ok()) {
    return errors::kms_key_not_allowed(group_arn(context_.scope(), group_).text());
  }
  const Bytes* plaintext = blob_member(output.value(), "Plaintext");
  if (!plaintext || plaintext->size() != crypto::kAesKeySize) return errors::event_damaged();
  return &opened_.emplace(wrapped, *plaintext).first->second;
}

}  // namespace keytrail::logs
