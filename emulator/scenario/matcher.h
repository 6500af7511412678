// A Matcher says what a value must be. Written in a scenario file as
//   a map         the members named here match; others do not matter; "$.a.b[0]" reaches deeper
//   a list        as many items, each matches
//   exists/absent as plain words: there is a value, there is none
//   ">= 1"        a comparison (> >= < <= !=) with a number, or with a time
//   a text        equal, where `*` stands for any text
//   a time        equals epoch seconds too, the form in which AWS gives times
//   anything else equal
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "scenario/json_path.h"
#include "scenario/template.h"

namespace keytrail::scenario {

struct Mismatch {
  std::string expected;
  std::string got;
};

// Texts that can be held against a number, or against a time: "2", ">= 1", "> 2026-01-01".
bool is_about_numbers(const std::string& text);
bool is_about_times(const std::string& text);

class Matcher {
 public:
  Matcher() = default;  // Matches everything that exists.
  explicit Matcher(Json expected);
  static Matcher parse(YamlSource& source, const Yaml& node, const Names& names);
  // A Matcher for the rest of a map some of whose members mean something else.
  static Matcher parse_members(YamlSource& source,
                               const std::vector<std::pair<std::string, Yaml>>& members,
                               const Names& names);

  // Nothing when `actual` (nullptr: absent) matches. `where` leads to it: "KeyMetadata.KeyState".
  Result<std::optional<Mismatch>> check(const Json* actual, const Values& values,
                                        const std::string& where = {}) const;
  Result<bool> matches(const Json& actual, const Values& values) const;
  // The value that this member of a map has to have; null where it is no plain value.
  const Template* value_of(std::string_view member) const;
  // As written, holes filled, for people: "{eventName: Encrypt, errorCode: absent}".
  std::string text(const Values& values) const;

 private:
  enum class Kind { Exists, Absent, Value, Members, Items };
  struct Member;

  Kind kind_ = Kind::Exists;
  Template value_;
  std::vector<Member> members_;
  std::vector<Matcher> items_;
};

struct Matcher::Member {
  std::string name;
  std::optional<JsonPath> path;
  Matcher matcher;
};

}  // namespace keytrail::scenario
