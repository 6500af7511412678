#include "base/nearest.h"

#include <algorithm>

#include "base/text.h"

namespace keytrail {
namespace {

constexpr std::size_t kShortestPart = 4;  // Shorter ones are part of too much.
constexpr std::size_t kWordMax = 128;     // What is longer is no mistyped word.

// Optimal string alignment: how many letters have to be put in, taken out, changed or swapped.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> rows(3, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

// The candidate with the fewest letters to change, if that is not more than `allowed`.
std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates,
                         std::size_t allowed) {
  if (word.empty() || word.size() > kWordMax) return {};
  const std::string wanted = to_lower(word);
  std::string_view best;
  std::size_t best_distance = allowed + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate == word || candidate.size() > kWordMax) continue;
    const std::size_t apart = distance(wanted, to_lower(candidate));
    if (apart >= best_distance || apart >= std::max(word.size(), candidate.size())) continue;
    best = candidate;
    best_distance = apart;
  }
  return best;
}

// The shortest candidate that begins or ends with the word.
std::string_view shortest_around(std::string_view word,
                                 const std::vector<std::string_view>& candidates) {
  const std::string wanted = to_lower(word);
  std::string_view best;
  if (wanted.size() < kShortestPart) return best;
  for (const std::string_view candidate : candidates) {
    const std::string name = to_lower(candidate);
    if (name.size() <= wanted.size() || !(name.starts_with(wanted) || name.ends_with(wanted))) {
      continue;
    }
    if (best.empty() || candidate.size() < best.size()) best = candidate;
  }
  return best;
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view best =
      closest(word, candidates, std::max<std::size_t>(1, word.size() / 3));
  return best.empty() ? shortest_around(word, candidates) : best;
}

std::string_view find_slip(std::string_view word, const std::vector<std::string_view>& candidates) {
  return closest(word, candidates, std::min<std::size_t>(2, word.size() / 4));
}

std::string did_you_mean(std::string_view meant) {
  return meant.empty() ? std::string() : "; did you mean '" + std::string(meant) + "'?";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  return did_you_mean(nearest(word, candidates));
}

}  // namespace keytrail
