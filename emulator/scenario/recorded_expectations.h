// What came of recorded calls, as the expectations of a scenario: alarms that changed, mails, keys,
// and at the end the records of what failed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenario/recorded_calls.h"

namespace keytrail::scenario {

class RecordedExpectations {
 public:
  RecordedExpectations(Emulator& emulator, const RecordedCalls& recorded, RecordedValues& values)
      : emulator_(emulator), recorded_(recorded), values_(values) {}

  void see_call(const RecordedCall& call);
  void see(const Json& entry);
  // Whose mail or post it was that a call of ConfirmSubscription answered; empty for other calls.
  std::string confirmed_by(const RecordedCall& call);

  // The steps that expect what was seen since the last time.
  std::vector<Json> take();
  // And those that look back from the end.
  std::vector<Json> at_the_end(Instant now);

 private:
  struct MailKind {
    std::string region, to, subject;
    auto operator<=>(const MailKind&) const = default;
  };
  struct AlarmName {
    std::string region, name;
    auto operator<=>(const AlarmName&) const = default;
  };
  struct RecordKind {
    std::string region, source, name, error;
    auto operator<=>(const RecordKind&) const = default;
  };
  struct RecordCount {
    std::size_t count = 0;
    bool is_certain = true;  // All of them will be there again.
    bool is_by_call = false;
  };
  struct CreatedKey {
    std::string id, arn, region;
  };
  // By the region where they look, then by kind, expectations in a list.
  using ByRegion = std::map<std::string, Json>;

  std::vector<Json> steps_of(ByRegion expect, ByRegion never) const;
  std::map<RecordKind, RecordCount> count_records(Instant now) const;
  void expect_records(Instant now, ByRegion& expect) const;
  bool is_here(const std::string& account) const { return account == emulator_.options().account; }

  Emulator& emulator_;
  const RecordedCalls& recorded_;
  RecordedValues& values_;
  std::vector<CreatedKey> keys_;
  // Since the last take(): the state of alarms, of keys by ARN, mails.
  std::map<AlarmName, std::string> changed_;
  std::map<std::string, std::string> keys_changed_;
  std::set<MailKind> mailed_;
  // Since the beginning.
  std::map<std::string, std::string> region_of_key_;
  std::map<MailKind, std::size_t> mails_;
  std::map<AlarmName, bool> fired_;  // Whether the alarm was ever in ALARM.
  struct Subscription {
    std::string topic, endpoint;
  };
  std::vector<Subscription> unconfirmed_;
};

}  // namespace keytrail::scenario
