// How often a scenario runs in a second, loaded once, and what memory that leaves behind.
// usage: run_scenario FILE RUNS THREADS. Prints one JSON document: runs a second, and the resident
// memory in MiB after each tenth of the runs.
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "scenario/loader.h"
#include "scenario/runner.h"

using namespace keytrail;

namespace {

constexpr std::size_t kReadings = 10;

double resident_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    double kib = 0;
    status >> kib;
    return kib / 1024;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const auto loaded = scenario::load_scenarios(arguments[1]);
  if (const auto* problem = std::get_if<scenario::Problem>(&loaded)) {
    std::cerr << problem->line() << "\n";
    return 3;
  }
  const auto& drill = std::get<std::vector<scenario::Scenario>>(loaded).front();
  const std::size_t runs = std::stoul(arguments[2]);
  const unsigned threads = static_cast<unsigned>(std::stoul(arguments[3]));

  std::atomic<std::size_t> begun = 0;
  std::atomic<std::size_t> failed = 0;
  std::vector<double> memory(kReadings);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      for (std::size_t run = begun++; run < runs; run = begun++) {
        if (!scenario::run_scenario(drill).passed()) ++failed;
        if ((run + 1) % std::max<std::size_t>(runs / kReadings, 1) == 0) {
          memory[std::min(kReadings - 1, (run + 1) * kReadings / runs - 1)] = resident_mib();
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  if (failed > 0) {
    std::cerr << failed << " runs failed\n";
    return 1;
  }
  const Json found = {{"runs_a_second", static_cast<double>(runs) / took.count()},
                      {"memory_mib", memory}};
  std::cout << found.dump() << "\n";
}
