// Properties of the whole: what was done decides what is seen, wherever the state lives and however
// often it was put away in between.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "property/vocabulary.h"

namespace keytrail {
namespace {

namespace fs = std::filesystem;
using Storage = EmulatorOptions::Storage;
using testing::Player;

constexpr int kCommands = 200;

struct Played {
  std::vector<std::string> log;
  std::string world;
};

// Shows where two texts part; all of them would be a megabyte.
void expect_same_text(const std::string& expected, const std::string& got,
                      const std::string& what) {
  if (got == expected) return;
  const std::size_t at =
      std::mismatch(got.begin(), got.end(), expected.begin(), expected.end()).first - got.begin();
  const std::size_t from = at < 200 ? 0 : at - 200;
  FAIL() << what << " differs at byte " << at << "\n got: " << got.substr(from, 400)
         << "\n expected: " << expected.substr(from, 400);
}

void expect_same(const Played& expected, const Played& got) {
  ASSERT_EQ(got.log.size(), expected.log.size());
  for (std::size_t i = 0; i < expected.log.size(); ++i) {
    expect_same_text(expected.log[i], got.log[i], "answer " + std::to_string(i));
    if (::testing::Test::HasFailure()) return;
  }
  expect_same_text(expected.world, got.world, "the world");
}

class Worlds : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  Worlds()
      : folder_(fs::temp_directory_path() / ("keytrail-property-" + std::to_string(::getpid()))) {
    std::cout << "seed " << GetParam() << "\n";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Worlds() override { fs::remove_all(folder_); }

  EmulatorOptions options(Storage storage) const {
    EmulatorOptions options = testing::fixed_options();
    options.storage = storage;
    if (storage == Storage::File) options.db_path = folder_ / "world.db";
    // Every second seed has timers for trails too.
    if (GetParam() % 2 == 0) options.trail_delay = std::chrono::minutes(5);
    return options;
  }
  Played run(std::unique_ptr<Emulator>& aws, const std::function<void(int)>& between = {}) const {
    Player player(GetParam());
    player.play(aws, kCommands, between);
    return {player.log(), Player::world(*aws)};
  }
  void expect_unnoticed(Storage storage,
                        const std::function<void(std::unique_ptr<Emulator>&)>& interrupt);
  Played run(Storage storage) const {
    auto aws = std::make_unique<Emulator>(options(storage));
    return run(aws);
  }

 private:
  fs::path folder_;
};

TEST_P(Worlds, AreTheSameForTheSameCommands) {
  const Played first = run(Storage::Memory);
  expect_same(first, run(Storage::Memory));
  // A vocabulary that only fails, or never reaches the mail, would prove little.
  std::size_t failures = 0;
  for (const std::string& line : first.log)
    failures += line.find("Exception: ") != std::string::npos;
  EXPECT_LT(failures, first.log.size() * 2 / 3);
  EXPECT_NE(first.world.find("ALARM: "), std::string::npos);
}

TEST_P(Worlds, AreTheSameWhereverTheyLive) {
  const Played memory = run(Storage::Memory);
  expect_same(memory, run(Storage::Temporary));
  expect_same(memory, run(Storage::File));
}

// Whenever chance says so, what happens in between to an emulator must not be noticed.
void Worlds::expect_unnoticed(Storage storage,
                              const std::function<void(std::unique_ptr<Emulator>&)>& interrupt) {
  const Played undisturbed = run(Storage::Memory);
  std::mt19937_64 chance(GetParam() + 1);
  auto aws = std::make_unique<Emulator>(options(storage));
  int interrupted = 0;
  const Played disturbed = run(aws, [&](int) {
    if (chance() % 8 != 0) return;
    interrupt(aws);
    ++interrupted;
  });
  EXPECT_GT(interrupted, kCommands / 16);
  expect_same(undisturbed, disturbed);
}

TEST_P(Worlds, ComeBackAsTheyWerePutAway) {
  expect_unnoticed(Storage::File, [&](std::unique_ptr<Emulator>& aws) {
    aws.reset();
    aws = std::make_unique<Emulator>(options(Storage::File));
  });
}

TEST_P(Worlds, ComeBackFromASnapshotSomewhereElse) {
  expect_unnoticed(Storage::Temporary, [&](std::unique_ptr<Emulator>& aws) {
    const std::optional<std::string> snapshot = aws->take_snapshot();
    ASSERT_TRUE(snapshot);
    aws = std::make_unique<Emulator>(options(Storage::Temporary));
    ASSERT_TRUE(aws->restore_snapshot(*snapshot).ok());
  });
}

TEST_P(Worlds, AreNewAfterAReset) {
  for (const Storage storage : {Storage::Memory, Storage::File}) {
    auto aws = std::make_unique<Emulator>(options(storage));
    Player(GetParam() + 100).play(aws, 100);
    aws->reset();
    expect_same(run(Storage::Memory), run(aws));
  }
}

TEST_P(Worlds, WriteRecordsOfTheRightFormWithoutSecrets) {
  auto aws = std::make_unique<Emulator>(options(Storage::Memory));
  Player player(GetParam());
  player.play(aws, kCommands);
  CallOptions look;
  look.leaves_no_trace = true;
  Json input = Json::object();
  std::size_t count = 0;
  do {
    const Json page = aws->call("cloudtrail", "LookupEvents", input, look).output;
    for (const Json& event : page["Events"]) {
      const std::string text = event["CloudTrailEvent"].get<std::string>();
      for (const std::string& problem : testing::RecordSchema::problems(*parse_json(text))) {
        ADD_FAILURE() << problem << ": " << text;
      }
      EXPECT_EQ(player.secrets().found_in(text), "") << text;
      ++count;
    }
    input["NextToken"] = string_member(page, "NextToken");
  } while (!string_member(input, "NextToken").empty());
  EXPECT_GT(count, 20u);
  EXPECT_GT(player.secrets().size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Worlds, ::testing::Values(1, 3, 4));

}  // namespace
}  // namespace keytrail
