// What SNS remembers: topics, and who listens to them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/arn.h"
#include "base/json.h"
#include "base/scope.h"
#include "core/deduplication.h"
#include "core/scheduler.h"
#include "core/table.h"

namespace keytrail::sns {

using Tags = std::map<std::string, std::string>;

struct Topic {
  std::string arn;
  // Those that were set, by AWS name. The rest has defaults (topic_attributes.cpp).
  std::map<std::string, std::string> attributes;
  Tags tags;
  std::int64_t deleted_subscriptions = 0;
  std::uint64_t last_sequence = 0;  // FIFO only: how many messages came.

  bool is_fifo() const { return arn.ends_with(".fifo"); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("arn", arn);
    archive("attributes", attributes);
    archive("tags", tags);
    archive("deletedSubscriptions", deleted_subscriptions);
    archive("lastSequence", last_sequence);
  }
};

// Empty: not set.
inline std::string attribute_or(const std::map<std::string, std::string>& attributes,
                                const std::string& name, const char* otherwise = "") {
  const auto found = attributes.find(name);
  return found == attributes.end() ? otherwise : found->second;
}

struct Subscription {
  std::string arn;
  std::string topic_arn;
  std::string owner;
  std::string principal;  // Who subscribed.
  std::string protocol;
  std::string endpoint;
  bool is_pending = true;
  bool was_confirmation_authenticated = false;
  bool must_authenticate_unsubscribe = false;
  std::string token;
  Instant token_expires_at;
  TimerId expiry_timer = 0;  // Removes the subscription unless it is confirmed first.
  std::string link_base;     // What the links in its mails begin with, from its Subscribe call.
  // Those that were set, by AWS name: RawMessageDelivery, FilterPolicy …
  std::map<std::string, std::string> attributes;

  template <class Archive>
  void fields(Archive& archive) {
    archive("arn", arn);
    archive("topicArn", topic_arn);
    archive("owner", owner);
    archive("principal", principal);
    archive("protocol", protocol);
    archive("endpoint", endpoint);
    archive("isPending", is_pending);
    archive("wasConfirmationAuthenticated", was_confirmation_authenticated);
    archive("mustAuthenticateUnsubscribe", must_authenticate_unsubscribe);
    archive("token", token);
    archive("tokenExpiresAt", token_expires_at);
    archive("expiryTimer", expiry_timer);
    archive("linkBase", link_base);
    archive("attributes", attributes);
  }
};

// What a Region signs messages with.
struct Signer {
  Bytes private_key;
  std::string certificate;       // As PEM.
  std::string certificate_name;  // The file's, at the end of SigningCertURL.

  template <class Archive>
  void fields(Archive& archive) {
    archive("privateKey", private_key);
    archive("certificate", certificate);
    archive("certificateName", certificate_name);
  }
};

struct State {
  // All three by Scope::id(resource part of the ARN): "topic" and "topic:subscription".
  Table<Topic> topics{"sns.topic"};
  Table<Subscription> subscriptions{"sns.subscription"};
  Table<Subscription> unsubscribed{"sns.unsubscribed"};  // While their token can bring them back.
  Deduplication published{"sns.published"};              // By "topic:deduplication id".
  Table<Signer> signers{"sns.signer"};                   // By Region.

  std::vector<TableBase*> tables() {
    return {&topics, &subscriptions, &unsubscribed, &published.table(), &signers};
  }
};

// The id in its table of what an ARN of ours names.
inline std::string row_id(const Arn& arn) {
  return Scope{arn.account, arn.region}.id(arn.resource);
}
// What the ids of a topic's subscriptions begin with.
inline std::string subscriptions_prefix(const Arn& topic) { return row_id(topic) + ":"; }

}  // namespace keytrail::sns
