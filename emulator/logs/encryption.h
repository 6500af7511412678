// Encryption of a group's events under a KMS key (CloudWatch Logs user guide, "Encrypt log data in
// CloudWatch Logs using AWS Key Management Service"). KMS makes a data key, which seals events; an
// event keeps, beside its sealed message, the data key as KMS wrapped it. Reading has KMS open that
// again. All of it the service asks for itself, as logs.REGION.amazonaws.com and with the group's
// ARN as encryption context, so that it is the key's policy and state that decide.
//
// How long Logs keeps data keys AWS does not say. Here a data key seals for five minutes, as SQS
// and DynamoDB document of theirs: a key that is disabled stops a busy group that much later. Reads
// keep none: each has every data key it meets opened once, so they stop at once.
#pragma once

#include <map>

#include "core/context.h"
#include "logs/state.h"

namespace keytrail::logs {

// Encrypts the group's events from now on under the key that the ARN, of a key or an alias, names.
// `group` is the caller's, and need not be there yet.
Result<void> begin_encryption(State& state, const Context& context, LogGroup& group,
                              const std::string& key_arn);
// Events to come are not.
void end_encryption(State& state, const Scope& scope, LogGroup& group);

// Sees to it that the group, if it has a key, has a data key for the events to come.
Result<void> require_data_key(State& state, const Context& context, const Scope& scope,
                              const LogGroup& group);

// Puts the message into the row: sealed, if the group has a data key.
void seal_message(const State& state, Random& random, const Text& message, LogEventRow& row);
// How many bytes the row's message has when it is not sealed.
std::size_t message_bytes(const LogEventRow& row);

// The messages of a group, for one read.
class MessageReader {
 public:
  MessageReader(const Context& context, std::string group) : context_(context), group_(group) {}
  Result<Text> read(const LogEventRow& row);

 private:
  Result<const Bytes*> open_data_key(const std::string& wrapped);

  const Context& context_;
  std::string group_;
  std::map<std::string, Bytes> opened_;  // By the data key as it is wrapped.
};

}  // namespace keytrail::logs
