#include "sns/signature.h"

#include "base/text.h"
#include "crypto/certificate.h"
#include "crypto/hash.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"
#include "sns/topic_attributes.h"

namespace keytrail::sns {

void prepare_signer(State& state, Context& context, const std::string& region) {
  if (state.signers.find(region) != nullptr) return;
  Signer signer;
  context.ports.slow_work.run([&] {
    signer.private_key =
        crypto::generate_key_pair(context.random, crypto::KeyPairKind::Rsa2048).private_key;
    signer.certificate = crypto::make_signing_certificate(
        signer.private_key, "sns." + region + ".amazonaws.com", context.random.number());
  });
  if (state.signers.find(region) != nullptr) return;  // Somebody was faster.
  signer.certificate_name =
      "SimpleNotificationService-" + crypto::sha256_hex(signer.certificate).substr(0, 32) + ".pem";
  state.signers.put(region, std::move(signer));
}

Signing signing_of(const State& state, const Topic& topic) {
  if (topic.is_fifo()) return {};
  return {state.signers.find(parse_arn(topic.arn)->region),
          topic_attribute(topic, "SignatureVersion")};
}

std::string make_signature(const Signing& signing, const SignedMembers& members) {
  std::string text;
  for (const auto& [name, value] : members) {
    text += name;
    text += '\n';
    text += value;
    text += '\n';
  }
  const crypto::Hash hash = signing.version == "2" ? crypto::Hash::Sha256 : crypto::Hash::Sha1;
  const std::optional<Bytes> signature =
      crypto::rsa_sign(signing.signer->private_key, hash, crypto::view(text));
  KT_ASSERT(signature.has_value());
  return to_base64(*signature);
}

}  // namespace keytrail::sns
