// What the KMS guide says of one multi-Region key's life, written down once more and without any of
// the emulator's code: the referee of key_life_property_test.cpp.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"

namespace keytrail::kms {

class KeyModel {
 public:
  enum class ImportType { Unsaid, New, Existing };

  struct Key {
    std::string state;
    std::optional<Instant> deletion_at;
    std::optional<Duration> window;  // While it waits for its replicas.
    std::optional<Instant> transition_end;
    std::map<int, std::optional<Instant>> imported;  // Which materials are here, and until when.
  };

  KeyModel(Instant now, Duration transition_delay) : now_(now), delay_(transition_delay) {}

  void begin(const std::string& region, bool is_external) {
    *this = KeyModel(now_, delay_);
    is_external_ = is_external;
    primary_ = region;
    keys_[region].state = is_external ? "PendingImport" : "Enabled";
  }

  const std::map<std::string, Key>& keys() const { return keys_; }  // By Region.
  const std::string& primary() const { return primary_; }
  int rotations() const { return rotations_; }
  // A material that the key knows and does not have; 0 when there is none.
  int lacking(const std::string& at) const {
    const auto found = keys_.find(at);
    if (found == keys_.end()) return 0;
    for (const int fill : permanent_) {
      if (!found->second.imported.contains(fill)) return fill;
    }
    return found->second.imported.contains(waiting_) ? 0 : waiting_;
  }

  // ---- calls: each answers "ok" or the error's code ----
  std::string use(const std::string& at) const { return judge(at, {"Enabled", "Updating"}); }

  std::string enable(const std::string& at) {
    const std::string verdict = judge(at, {"Enabled", "Disabled"});
    if (verdict == "ok" && std::exchange(keys_[at].state, "Enabled") != "Enabled") catch_up(at);
    return verdict;
  }

  std::string disable(const std::string& at) {
    const std::string verdict = judge(at, {"Enabled", "Disabled"});
    if (verdict == "ok") keys_[at].state = "Disabled";
    return verdict;
  }

  std::string schedule_deletion(const std::string& at, Duration window) {
    const std::string verdict = judge(at, {"Enabled", "Disabled", "PendingImport", "Creating"});
    if (verdict != "ok") return verdict;
    Key& key = keys_[at];
    key.transition_end.reset();
    if (at == primary_ && keys_.size() > 1) {
      key.state = "PendingReplicaDeletion";
      key.window = window;
    } else {
      key.state = "PendingDeletion";
      key.deletion_at = now_ + window;
    }
    return verdict;
  }

  std::string cancel_deletion(const std::string& at) {
    if (!keys_.contains(at)) return "NotFoundException";
    Key& key = keys_[at];
    if (!is_going(key)) return "KMSInvalidStateException";
    key.state = has_all(key) ? "Disabled" : "PendingImport";
    key.deletion_at.reset();
    key.window.reset();
    catch_up(at);
    return "ok";
  }

  std::string replicate(const std::string& at, const std::string& to) {
    const std::string verdict = judge_primary(at, {"Enabled"});
    if (verdict != "ok") return verdict;
    if (keys_.contains(to)) return "AlreadyExistsException";
    pass_through(keys_[to], "Creating");
    return verdict;
  }

  std::string move_primary(const std::string& at, const std::string& to) {
    std::string verdict = judge_primary(at, {"Enabled", "Updating"});
    if (verdict == "ok") verdict = judge(to, {"Enabled", "Updating"});
    if (verdict != "ok" || to == at) return verdict;
    primary_ = to;
    for (const std::string& region : {at, to}) pass_through(keys_[region], "Updating");
    return verdict;
  }

  std::string rotate_on_demand(const std::string& at) {
    const std::string verdict = judge_primary(at, {"Enabled", "Updating"});
    if (verdict != "ok") return verdict;
    if (is_external_ && !is_everywhere(waiting_)) return "KMSInvalidStateException";
    if (on_demand_ == 25) return "LimitExceededException";
    if (period_ && next_rotation_ <= now_ + std::chrono::minutes(20)) return "ConflictException";
    ++on_demand_;
    ++rotations_;
    if (is_external_) permanent_.push_back(std::exchange(waiting_, 0));
    return verdict;
  }

  std::string enable_rotation(const std::string& at, Duration period) {
    const std::string verdict = judge_primary(at, {"Enabled", "Updating"});
    if (verdict != "ok") return verdict;
    period_ = period;
    next_rotation_ = now_ + period;
    return verdict;
  }

  std::string disable_rotation(const std::string& at) {
    const std::string verdict = judge_primary(at, {"Enabled", "Updating"});
    if (verdict == "ok") period_.reset();
    return verdict;
  }

  std::string import_material(const std::string& at, int fill, ImportType type,
                              std::optional<Instant> valid_to) {
    const std::string verdict = judge(at, {"Enabled", "Disabled", "PendingImport", "Updating"});
    if (verdict != "ok") return verdict;
    const bool is_new =
        type == ImportType::New || (type == ImportType::Unsaid && permanent_.empty());
    if (is_new == is_known(fill) || (is_new && at != primary_)) {
      return "IncorrectKeyMaterialException";
    }
    if (is_new && waiting_ != 0) return "KMSInvalidStateException";
    if (is_new && permanent_.empty()) {
      permanent_.push_back(fill);
    } else if (is_new) {
      waiting_ = fill;
    }
    Key& key = keys_[at];
    key.imported[fill] = valid_to;
    if (key.state == "PendingImport" && has_all(key)) key.state = "Enabled";
    return verdict;
  }

  // 0: the current one.
  std::string delete_material(const std::string& at, int fill) {
    const std::string verdict = judge(
        at, {"Enabled", "Disabled", "PendingImport", "PendingDeletion", "PendingReplicaDeletion"});
    if (verdict != "ok") return verdict;
    if (fill == 0 && permanent_.empty()) return verdict;
    if (fill != 0 && !is_known(fill)) return "NotFoundException";
    drop(at, fill == 0 ? permanent_.back() : fill);
    return verdict;
  }

  // ---- time ----
  void advance_to(Instant target) {
    while (run_first_due(target)) {
    }
    now_ = target;
  }

 private:
  static bool is_going(const Key& key) {
    return key.state == "PendingDeletion" || key.state == "PendingReplicaDeletion";
  }
  bool is_known(int fill) const {
    return fill == waiting_ ||
           std::find(permanent_.begin(), permanent_.end(), fill) != permanent_.end();
  }
  bool has_all(const Key& key) const {
    if (!is_external_) return true;
    return !permanent_.empty() && std::all_of(permanent_.begin(), permanent_.end(), [&](int fill) {
      return key.imported.contains(fill);
    });
  }
  bool is_everywhere(int fill) const {
    return std::all_of(keys_.begin(), keys_.end(),
                       [&](const auto& entry) { return entry.second.imported.contains(fill); });
  }

  std::string judge(const std::string& at, const std::set<std::string>& allowed) const {
    const auto found = keys_.find(at);
    if (found == keys_.end()) return "NotFoundException";
    if (allowed.contains(found->second.state)) return "ok";
    return found->second.state == "Disabled" ? "DisabledException" : "KMSInvalidStateException";
  }
  std::string judge_primary(const std::string& at, const std::set<std::string>& allowed) const {
    const std::string verdict = judge(at, allowed);
    return verdict == "ok" && at != primary_ ? "UnsupportedOperationException" : verdict;
  }

  void pass_through(Key& key, const std::string& state) {
    key.state = state;
    key.transition_end = now_ + delay_;
    if (delay_ == Duration::zero()) end_transition(key);
  }
  void end_transition(Key& key) {
    key.transition_end.reset();
    key.state = has_all(key) ? "Enabled" : "PendingImport";
  }

  void drop(const std::string& at, int fill) {
    Key& key = keys_[at];
    key.imported.erase(fill);
    if (fill == waiting_) {
      if (at != primary_) return;
      for (auto& [region, related] : keys_) related.imported.erase(fill);
      waiting_ = 0;
    } else if (key.state == "Enabled" || key.state == "Disabled" || key.state == "Updating") {
      key.state = "PendingImport";
      key.transition_end.reset();
    }
  }

  void remove(const std::string& at) {
    keys_.erase(at);
    if (keys_.size() != 1) return;
    Key& last = keys_.begin()->second;
    if (last.state != "PendingReplicaDeletion") return;
    last.state = "PendingDeletion";
    last.deletion_at = now_ + *std::exchange(last.window, std::nullopt);
  }

  void rotate_by_schedule() {
    ++rotations_;
    next_rotation_ = now_ + *period_;
  }
  // A rotation that was due while the primary was not in use.
  void catch_up(const std::string& at) {
    if (at == primary_ && period_ && next_rotation_ <= now_) rotate_by_schedule();
  }

  // Whether anything was due.
  bool run_first_due(Instant target) {
    Instant first = target + Duration(1);
    std::function<void()> run;
    const auto consider = [&](std::optional<Instant> at, std::function<void()> what) {
      if (!at || *at >= first) return;
      first = *at;
      run = std::move(what);
    };
    for (const auto& [region, key] : keys_) {
      const std::string at = region;
      consider(key.deletion_at, [this, at] { remove(at); });
      consider(key.transition_end, [this, at] { end_transition(keys_[at]); });
      for (const auto& [fill, valid_to] : key.imported) {
        consider(valid_to, [this, at, fill = fill] { drop(at, fill); });
      }
    }
    const auto primary = keys_.find(primary_);
    if (period_ && primary != keys_.end() && next_rotation_ > now_) {
      const std::string& state = primary->second.state;
      const bool is_in_use = state == "Enabled" || state == "Updating";
      consider(next_rotation_, [this, is_in_use] {
        if (is_in_use) rotate_by_schedule();
      });
    }
    if (!run) return false;
    now_ = first;
    run();
    return true;
  }

  Instant now_;
  Duration delay_;
  bool is_external_ = false;
  std::string primary_;
  std::map<std::string, Key> keys_;
  std::vector<int> permanent_;  // Imported materials by their fill byte; the last is in use.
  int waiting_ = 0;             // 0: none.
  std::optional<Duration> period_;
  Instant next_rotation_;
  int rotations_ = 0, on_demand_ = 0;
};

}  // namespace keytrail::kms
