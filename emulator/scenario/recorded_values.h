// Recorded values are those that have to travel when recorded calls are made again: what an answer
// gave and a later input says. Ids, ARNs, tokens and ciphertexts come out differently the next
// time, so an input refers to the answer instead: "${key_id}", which the call that answered saves.
//
// What the tape hides (embed/call_tape.h) is known by its digest. It refers to an answer, too, when
// one gave it; else something made up takes its place, the same wherever the value was the same.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"

namespace keytrail::scenario {

class RecordedValues {
 public:
  // What is said before an answer gives it is nothing the answer made.
  void hear(const std::string& text);
  void hear(const Json& input);
  // `call` is a number that tells the calls apart, from 0.
  void learn(std::size_t call, const std::string& operation, const Json& answer);

  // From here on only the answers of calls before this one are looked at.
  void stand_before(std::size_t call) { end_ = call; }
  // The calls whose answers this needs.
  std::set<std::size_t> sources_of(const Json& input) const;

  // The same with references and made-up values in place of what cannot be said again.
  Json written(const Json& input);
  std::string written_text(const std::string& text);
  // An error's message as an expectation; any id will do for one that nobody has said, such as a
  // request's.
  std::string written_message(const std::string& message);
  // What stands for a value that is hidden and has to be new: "recorded-2".
  std::string new_stand_in() { return "recorded-" + std::to_string(++stand_ins_made_); }

  // What the call's answer gives to others so far: names and paths.
  Json saves_of(std::size_t call) const;
  bool is_referred_to(const std::string& text) const;

 private:
  struct Origin {
    std::size_t call = 0;
    std::string path;
    std::string wish;  // The name it would like.
    std::string name;  // Empty until something refers to it.
  };

  void learn_at(const Origin& origin, const std::string& operation, const Json& value);
  // Nullptr: no answer gave it.
  const Origin* find(const std::string& identity) const;
  Origin* find(const std::string& identity);
  void each_origin(const Json& value, const std::function<void(const Origin&)>& visit) const;
  std::string reference_to(Origin& origin);
  std::string written_hidden(const Json& value);

  std::set<std::string> said_;
  std::map<std::string, Origin> origins_;  // By the text, or the digest of what is hidden.
  std::set<std::string> names_{"account", "region"};
  std::map<std::string, std::string> stand_ins_;  // By digest.
  std::size_t stand_ins_made_ = 0;
  std::size_t end_ = std::numeric_limits<std::size_t>::max();
};

// A text as a scenario's value: nothing in it means anything else.
std::string literal(const std::string& text);
// What is written as a value, as an expectation.
std::string as_expectation(const std::string& written);
inline std::string expected_literal(const std::string& text) {
  return as_expectation(literal(text));
}

}  // namespace keytrail::scenario
