#include "scenario/recorded_expectations.h"

#include <algorithm>

#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::chrono::days kEventHistory{90};

// Members in the order in which they are written.
Json record_filter(const std::string& source, const std::string& name, const std::string& error) {
  return {{"eventSource", source},
          {"eventName", name},
          {"errorCode", error.empty() ? "absent" : expected_literal(error)}};
}

}  // namespace

void RecordedExpectations::see_call(const RecordedCall& call) {
  if (call.failed() || !is_here(call.account)) return;
  if (call.service == "kms" &&
      (call.operation == "CreateKey" || call.operation == "ReplicateKey")) {
    const bool is_replica = call.operation == "ReplicateKey";
    const Json* metadata =
        find_member(call.taped.output, is_replica ? "ReplicaKeyMetadata" : "KeyMetadata");
    if (!metadata) return;
    const std::string region =
        is_replica ? string_member(call.taped.input, "ReplicaRegion") : call.region;
    keys_.push_back({string_member(*metadata, "KeyId"), string_member(*metadata, "Arn"), region});
  } else if (call.service == "sns" && call.operation == "Subscribe") {
    const std::string protocol = string_member(call.taped.input, "Protocol");
    if (protocol.starts_with("email") || protocol.starts_with("http")) {
      unconfirmed_.push_back({string_member(call.taped.input, "TopicArn"),
                              string_member(call.taped.input, "Endpoint")});
    }
  }
}

void RecordedExpectations::see(const Json& entry) {
  if (!is_here(string_member(entry, "account"))) return;
  const std::string kind = string_member(entry, "kind");
  const std::string region = string_member(entry, "region");
  if (kind == "alarm-transition") {
    const AlarmName alarm{region, string_member(entry, "alarm")};
    const std::string state = string_member(entry, "to");
    changed_[alarm] = state;
    fired_[alarm] = fired_[alarm] || state == "ALARM";
  } else if (kind == "notification" && entry.contains("mail") && entry.contains("messageId")) {
    const MailKind mail{region, string_member(entry, "endpoint"), string_member(entry, "subject")};
    ++mails_[mail];
    mailed_.insert(mail);
  } else if (kind == "state-transition" && string_member(entry, "to") == "Deleted") {
    keys_changed_[string_member(entry, "resource")] = "gone";
    region_of_key_[string_member(entry, "resource")] = region;
  }
}

std::string RecordedExpectations::confirmed_by(const RecordedCall& call) {
  if (call.operation != "ConfirmSubscription" || call.failed()) return {};
  const std::string topic = string_member(call.taped.input, "TopicArn");
  const std::string token = "Token=" + percent_encode(string_member(call.taped.input, "Token"));
  std::string address;
  for (const Mail& mail : emulator_.inbox()) {
    if (mail.confirm_url.find(token) != std::string::npos) address = mail.to;
  }
  // Without the mail: the subscription that waited longest.
  const auto waiting =
      std::find_if(unconfirmed_.begin(), unconfirmed_.end(), [&](const Subscription& subscription) {
        return subscription.topic == topic && (address.empty() || subscription.endpoint == address);
      });
  if (waiting == unconfirmed_.end()) return address;
  address = waiting->endpoint;
  unconfirmed_.erase(waiting);
  return address;
}

std::vector<Json> RecordedExpectations::take() {
  ByRegion expect;
  for (const auto& [alarm, state] : changed_) {
    expect[alarm.region]["alarm"].push_back({{"name", alarm.name}, {"state", state}});
  }
  for (const MailKind& mail : mailed_) {
    expect[mail.region]["mail"].push_back({{"to", expected_literal(mail.to)},
                                           {"subject", expected_literal(mail.subject)},
                                           {"count", mails_[mail]}});
  }
  for (const auto& [arn, state] : keys_changed_) {
    if (values_.sources_of(Json(arn)).empty()) continue;  // Nothing here made it.
    expect[region_of_key_[arn]]["key"].push_back(
        {{"id", values_.written_text(arn)}, {"state", state}});
  }
  changed_.clear();
  mailed_.clear();
  keys_changed_.clear();
  return steps_of(std::move(expect), {});
}

std::vector<Json> RecordedExpectations::at_the_end(Instant now) {
  ByRegion expect;
  ByRegion never;
  for (const CreatedKey& key : keys_) {
    if (region_of_key_.contains(key.arn)) continue;  // Was said when it went.
    CallOptions options;
    options.region = key.region;
    options.leaves_no_trace = true;
    const CallResult answer = emulator_.call("kms", "DescribeKey", {{"KeyId", key.arn}}, options);
    const Json* metadata = answer.ok() ? find_member(answer.output, "KeyMetadata") : nullptr;
    expect[key.region]["key"].push_back(
        {{"id", values_.written_text(values_.is_referred_to(key.arn) ? key.arn : key.id)},
         {"state", metadata ? string_member(*metadata, "KeyState") : "gone"}});
  }
  expect_records(now, expect);
  for (const auto& [alarm, has_fired] : fired_) {
    if (has_fired) continue;
    never[alarm.region]["alarm"].push_back({{"name", alarm.name}, {"state", "ALARM"}});
  }
  return steps_of(std::move(expect), std::move(never));
}

std::map<RecordedExpectations::RecordKind, RecordedExpectations::RecordCount>
RecordedExpectations::count_records(Instant now) const {
  std::map<RecordKind, RecordCount> counts;
  for (const Json& entry : recorded_.timeline) {
    if (string_member(entry, "kind") != "record" || !is_here(string_member(entry, "account"))) {
      continue;
    }
    const auto at = parse_instant(string_member(entry, "time"));
    if (!at || *at + kEventHistory < now) continue;
    RecordCount& kind =
        counts[{string_member(entry, "region"), string_member(entry, "eventSource"),
                string_member(entry, "eventName"), string_member(entry, "errorCode")}];
    ++kind.count;
    const auto call = recorded_.call_of.find(entry["id"].get<std::uint64_t>());
    if (call == recorded_.call_of.end()) {
      kind.is_certain = kind.is_certain && recorded_.forgotten == 0 && !is_fed_in(entry);
      continue;
    }
    kind.is_by_call = true;
    kind.is_certain = kind.is_certain && recorded_.calls[call->second].is_kept;
  }
  return counts;
}

// What failed, beside what succeeded of the same kind, and what AWS itself recorded. Without any of
// these everything, for a scenario has to expect something.
void RecordedExpectations::expect_records(Instant now, ByRegion& expect) const {
  const std::map<RecordKind, RecordCount> counts = count_records(now);
  const auto has_failed = [&](const RecordKind& kind) {
    return std::any_of(counts.begin(), counts.end(), [&](const auto& other) {
      return !other.first.error.empty() && other.first.name == kind.name &&
             other.first.source == kind.source;
    });
  };
  const auto tells = [&](const auto& row) {
    return row.second.is_certain && (!row.second.is_by_call || has_failed(row.first));
  };
  const bool all = expect.empty() && std::none_of(counts.begin(), counts.end(), tells);
  for (const auto& row : counts) {
    const auto& [kind, count] = row;
    if (!count.is_certain || !(all || tells(row))) continue;
    expect[kind.region]["records"].push_back(
        {{"where", record_filter(kind.source, kind.name, kind.error)}, {"count", count.count}});
  }
}

std::vector<Json> RecordedExpectations::steps_of(ByRegion expect, ByRegion never) const {
  std::map<std::string, Json> by_region;
  const auto add = [&](const char* claim, ByRegion& expectations) {
    for (auto& [region, kinds] : expectations) {
      for (Json& list : kinds) {
        if (list.size() == 1) list = Json(list.front());  // One needs no list.
      }
      by_region[region][claim] = std::move(kinds);
    }
  };
  add("expect", expect);
  add("never", never);
  std::vector<Json> steps;
  for (auto& [region, step] : by_region) {
    if (region != emulator_.options().region) step["region"] = region;
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace keytrail::scenario
