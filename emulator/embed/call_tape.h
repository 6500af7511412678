// A CallTape remembers what was lately asked and answered, so that what somebody did by hand can
// become a scenario. The timeline says that a call was made, the tape what it said.
//
// What a CloudTrail record hides, bytes and members the model marks as sensitive, the tape never
// holds: in their place stands {"hidden": DIGEST, "bytes": LENGTH, "blob": true|false}. Two digests
// are equal when the values are, and the key that makes them is drawn anew by each process.
#pragma once

#include <deque>
#include <mutex>

#include "core/call.h"
#include "keytrail/emulator.h"
#include "models/model.h"

namespace keytrail {

class CallTape {
 public:
  CallTape();

  // For any number of threads. The oldest calls go when there are too many.
  void note(const Call& call, const Outcome& outcome);
  std::vector<TapedCall> calls();
  void clear();

 private:
  struct Entry {
    TapedCall call;  // Without input and output, which are kept as texts.
    std::string input;
    std::string output;
    std::size_t bytes() const { return sizeof(Entry) + input.size() + output.size(); }
  };

  std::string text_of(const models::Shape* shape, const Json& tree) const;
  void append(std::string& out, const models::Shape& shape, const Json& value) const;
  void append_structure(std::string& out, const models::Shape& shape, const Json& tree) const;
  void append_hidden(std::string& out, const Json& value) const;

  Bytes key_;
  std::mutex mutex_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace keytrail
