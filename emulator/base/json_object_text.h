// A JsonObjectText is a JSON object that is written straight into its text, together with the
// places of its members, so that one member can be read without the others. Records are made this
// way: a tree of the same members takes three times as long to make and to forget.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace keytrail {

class JsonObjectText {
 public:
  // Names must outlive the object and need no escapes; none may be added twice.
  void add_text(std::string_view name, std::string_view text);
  // The same, left out when it is empty.
  void add_text_if_any(std::string_view name, std::string_view text);
  void add_bool(std::string_view name, bool value);
  void add_json(std::string_view name, const Json& value);
  // `text` is JSON already.
  void add_raw(std::string_view name, std::string_view text);

  // The member that was added last, as text.
  std::string_view last() const;
  void drop_last();

  void reserve(std::size_t bytes, std::size_t members);
  // To be called once, after the last member.
  void close() { text_ += '}'; }
  const std::string& text() const { return text_; }
  std::string take_text() { return std::exchange(text_, {}); }

  // Where the members are in a text that take_text() gave, or text() gives.
  struct Place {
    std::string_view name;
    std::size_t offset;
    std::size_t size;
  };
  const std::vector<Place>& places() const { return places_; }
  // Nothing when there is no such member.
  static std::optional<Json> read(std::string_view text, const std::vector<Place>& places,
                                  std::string_view name);

 private:
  void begin(std::string_view name);
  void end() { places_.back().size = text_.size() - places_.back().offset; }

  std::string text_ = "{";
  std::vector<Place> places_;
};

}  // namespace keytrail
