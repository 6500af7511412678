// A YamlSource is one YAML document read strictly. yaml-cpp takes duplicate keys, unknown keys and
// wrong types in silence; here each is a Problem with its line and column. Reading goes on after a
// problem with a default in its place, so loader code stays straight; whoever reads asks
// `problem()` at the end and gets the first one.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "scenario/problem.h"

namespace keytrail::scenario {

using Yaml = YAML::Node;

Place place_of(const Yaml& node);
// Quoted text is text for certain; plain text may be a number, a boolean, null or a keyword.
bool is_quoted(const Yaml& scalar);

// The members of a map in order; of anything else none.
std::vector<std::pair<Yaml, Yaml>> members_of(const Yaml& map);

inline constexpr std::size_t kScenarioFileBytesMax = 8 << 20;

// A file's text; nothing when it cannot be read. Of one that is too long a byte more than may be.
std::optional<std::string> read_text(const std::string& path);

class YamlSource {
 public:
  // Parses `text`; on failure `root()` is null and there is a problem.
  YamlSource(std::string path, const std::string& text);

  const Yaml& root() const { return root_; }
  const std::string& path() const { return path_; }
  const std::optional<Problem>& problem() const { return problem_; }
  void report(Place place, std::string text);
  // A problem of a file that this one includes.
  void report(Problem problem);
  void report(const Yaml& at, std::string text) { report(place_of(at), std::move(text)); }

  // Scalars of one type. `what` names the value in problems: "options.trail_delay".
  std::string text(const Yaml& node, std::string_view what);
  std::int64_t integer(const Yaml& node, std::string_view what);
  double number(const Yaml& node, std::string_view what);
  bool boolean(const Yaml& node, std::string_view what);
  Duration duration(const Yaml& node, std::string_view what);
  Instant instant(const Yaml& node, std::string_view what);
  std::vector<std::string> texts(const Yaml& node, std::string_view what);  // One text or a list.
  // The items of a list; a single value counts as a list of one.
  std::vector<Yaml> items(const Yaml& node);

  // Any value. A plain scalar has the type YAML 1.2 gives it, except that digits with a leading
  // zero stay text, as in an account id.
  Json value(const Yaml& node);

 private:
  void parse(const std::string& text);
  void check(const Yaml& node, int depth);
  void check_quote(const Yaml& scalar);

  std::string path_;
  std::string_view text_;  // While it is parsed.
  Yaml root_;
  std::optional<Problem> problem_;
  std::size_t nodes_ = 0;
};

// The members of one map. Keys nobody asked for are problems once the Fields are done with.
class Fields {
 public:
  Fields(YamlSource& source, const Yaml& map, std::string what);
  ~Fields() { report_unknown(); }
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  // The value, or nothing; either way the name is now a known one.
  std::optional<Yaml> find(std::string_view name);
  // A missing member is a problem.
  std::optional<Yaml> require(std::string_view name);

  std::string text(std::string_view name, std::string fallback = {});
  std::string require_text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  std::vector<Yaml> items(std::string_view name);
  std::int64_t integer(std::string_view name, std::int64_t fallback);
  bool boolean(std::string_view name, bool fallback);
  Duration duration(std::string_view name, Duration fallback);

  // Whether there is a member that nobody has asked for so far; it is a problem.
  bool report_unknown() const;
  std::string path_of(std::string_view name) const { return what_ + "." + std::string(name); }
  Place place() const { return place_; }

 private:
  YamlSource& source_;
  std::string what_;
  Place place_;
  std::vector<std::pair<std::string, std::pair<Yaml, Yaml>>> members_;
  std::vector<std::string> known_;
};

}  // namespace keytrail::scenario
