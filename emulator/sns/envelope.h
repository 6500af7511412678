// The JSON that SNS wraps messages in, for e-mail-json, queues and HTTP (SNS guide, "Parsing
// message formats"), and the links in it.
#pragma once

#include <map>
#include <string>

#include "core/context.h"
#include "sns/message.h"
#include "sns/signature.h"
#include "sns/state.h"

namespace keytrail::sns {

// The start of links to those who subscribe by this call.
std::string link_base(const Context& context);
std::string confirm_url(const Context& context, const Subscription& subscription);
std::string unsubscribe_url(const Context& context, const Subscription& subscription);

struct Envelope {
  std::string message_id;
  std::string text;
};

// The two messages that come with a token: to confirm a subscription, and to take back that it was
// given up.
enum class TokenMessage { SubscriptionConfirmation, UnsubscribeConfirmation };
Envelope token_envelope(Context& context, const Signing& signing, const Subscription& subscription,
                        TokenMessage kind);

// Wraps one publication for one subscriber after the other. All who get the same text get the same
// signature, which is the dear part.
class NotificationWriter {
 public:
  NotificationWriter(const Context& context, Signing signing, const Publication& publication)
      : context_(context), signing_(std::move(signing)), publication_(publication) {}

  std::string write(const Subscription& subscription);

 private:
  const std::string& signature_of(const Subscription& subscription, const std::string& text,
                                  const std::string& timestamp);

  const Context& context_;
  const Signing signing_;
  const Publication& publication_;
  std::map<std::string, std::string> signatures_;  // By text.
};

}  // namespace keytrail::sns
