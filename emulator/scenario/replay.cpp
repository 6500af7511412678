#include "scenario/replay.h"

#include <algorithm>

#include "base/assert.h"
#include "ingest/inputs.h"
#include "scenario/picture_taker.h"
#include "scenario/runner.h"
#include "scenario/sieve.h"
#include "scenario/story.h"
#include "scenario/time_sorter.h"

namespace keytrail::scenario {
namespace {

using namespace std::chrono_literals;

// The set-up is over, and its own records are judged, when the first record comes.
constexpr Duration kSetUpBefore = 1h;
// After the last record alarms get the time to go back.
constexpr Duration kSettlingAfter = 24h;
constexpr std::size_t kFirstRefusals = 10;
constexpr std::size_t kRecordsPerBatch = 1000;
constexpr std::uint64_t kEntriesPerLook = 2000;

struct NumberedRefusal {
  std::uint64_t piece;
  Refusal refusal;
};

// What one thread found.
class Share final : public ingest::Consumer {
 public:
  explicit Share(const Sieve& sieve) : sieve_(sieve) {}

  void take(const ingest::RecordView& record, const ingest::Origin& origin) override {
    ++accepted;
    first = std::min(first, record.at);
    last = std::max(last, record.at);
    if (sieve_.lets_through(record)) {
      sorter.add(record.at, origin.piece, origin.number, record.text);
    }
  }

  void refuse(const ingest::Origin& origin, const std::string& reason) override {
    ++refused;
    ++reasons[reason];
    // Pieces come to a thread in their order, so these are its first.
    if (refusals.size() == kFirstRefusals) return;
    refusals.push_back({origin.piece, {*origin.input, origin.number, reason}});
  }

  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  Instant first = Instant::max();
  Instant last = Instant::min();
  std::vector<NumberedRefusal> refusals;
  std::map<std::string, std::uint64_t> reasons;
  TimeSorter sorter;

 private:
  Sieve sieve_;
};

bool is_of_the_chain(const StoryLine& line) {
  using Kind = StoryLine::Kind;
  return line.kind == Kind::Datapoint || line.kind == Kind::Alarm ||
         line.kind == Kind::Notification;
}

// Plays what was sorted to an emulator that the rules have set up.
class Player {
 public:
  Player(Emulator& emulator, Instant first, const std::function<void(const StoryLine&)>& tell,
         KeepPicture keep_picture)
      : emulator_(emulator), first_(first), tell_(tell), seen_(emulator.last_timeline_id()) {
    if (keep_picture == KeepPicture::Yes) taker_.emplace(emulator, first);
  }

  void play(TimedText& record) {
    if (record.at != at_ || batch_.size() == kRecordsPerBatch) inject();
    at_ = record.at;
    batch_.push_back(std::move(record.text));
  }

  std::optional<ReplayPicture> finish(Instant last) {
    inject();
    move_clock_to(last + kSettlingAfter);
    tell_what_happened();
    if (!taker_) return std::nullopt;
    return taker_->finish(last);
  }

 private:
  void inject() {
    if (batch_.empty()) return;
    move_clock_to(at_);
    emulator_.inject_records(batch_);
    batch_.clear();
    if (emulator_.last_timeline_id() - seen_ >= kEntriesPerLook) tell_what_happened();
  }

  // Never back: the clock stands still by itself and starts before the first record, rules have no
  // step that moves it, and the records come in order of time.
  void move_clock_to(Instant at) { KT_ASSERT(emulator_.clock().set(at).ok()); }

  void tell_what_happened() {
    while (emulator_.last_timeline_id() > seen_) {
      const Json entries = emulator_.timeline({.since = seen_, .limit = kEntriesPerLook});
      seen_ += entries.size();
      if (taker_) {
        for (const Json& entry : entries) taker_->take(entry);
      }
      for (const StoryLine& line : tell({entries.begin(), entries.end()}, 0)) {
        if (line.at >= first_ && is_of_the_chain(line)) tell_(line);
      }
    }
  }

  Emulator& emulator_;
  Instant first_;
  const std::function<void(const StoryLine&)>& tell_;
  std::uint64_t seen_;
  Instant at_;
  std::vector<std::string> batch_;
  std::optional<PictureTaker> taker_;
};

std::optional<Failure> failure_of(const ScenarioResult& result) {
  if (result.passed()) return std::nullopt;
  return result.failures.front();
}

void add_up(const std::vector<std::unique_ptr<ingest::Consumer>>& shares, ReplayResult& result) {
  std::vector<NumberedRefusal> refusals;
  for (const auto& consumer : shares) {
    const Share& share = static_cast<const Share&>(*consumer);
    result.accepted += share.accepted;
    result.refused += share.refused;
    refusals.insert(refusals.end(), share.refusals.begin(), share.refusals.end());
    for (const auto& [reason, count] : share.reasons) result.reasons[reason] += count;
  }
  std::sort(refusals.begin(), refusals.end(), [](const auto& a, const auto& b) {
    return std::tie(a.piece, a.refusal.number) < std::tie(b.piece, b.refusal.number);
  });
  refusals.resize(std::min(refusals.size(), kFirstRefusals));
  for (NumberedRefusal& refusal : refusals) {
    result.first_refusals.push_back(std::move(refusal.refusal));
  }
}

}  // namespace

ReplayResult replay(Scenario rules, const ReplayMaterial& material,
                    const std::function<void(const StoryLine&)>& tell, KeepPicture keep_picture) {
  ReplayResult result;
  // What filters there are is known once the rules have been followed.
  std::optional<Sieve> sieve;
  const auto set_up = run_scenario(rules, {.then = [&](Emulator& aws) { sieve.emplace(aws); }});
  if ((result.failure = failure_of(set_up))) return result;

  std::vector<std::unique_ptr<ingest::Consumer>> shares;
  for (unsigned i = 0; i < material.threads; ++i) shares.push_back(std::make_unique<Share>(*sieve));
  result.unreadable = ingest::read_inputs(material.paths, material.standard_input, shares);
  add_up(shares, result);
  if (result.unreadable || result.accepted == 0) return result;

  Instant first = Instant::max();
  Instant last = Instant::min();
  std::vector<TimeSorter*> sorters;
  for (const auto& consumer : shares) {
    Share& share = static_cast<Share&>(*consumer);
    first = std::min(first, share.first);
    last = std::max(last, share.last);
    sorters.push_back(&share.sorter);
  }
  rules.options.clock_start = floor_to(first - kSetUpBefore, 1min);
  const auto play = [&](Emulator& aws) {
    Player player(aws, first, tell, keep_picture);
    if (!TimeSorter::merge(sorters, [&](TimedText& record) { player.play(record); })) {
      result.failure = Failure{{}, first, "room for temporary files", "none", {}};
    }
    result.picture = player.finish(last);
  };
  const auto played =
      run_scenario(rules, {.storage = EmulatorOptions::Storage::Temporary, .then = play});
  if (!result.failure) result.failure = failure_of(played);
  return result;
}

}  // namespace keytrail::scenario
