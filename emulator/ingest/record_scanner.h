// A RecordScanner finds CloudTrail records in pieces of an input, whatever they are wrapped in: a
// trail's file, LookupEvents' output (where each record is a text), EventBridge envelopes, lists of
// any of these, bare records. It makes no trees: a record is its text and where its members are.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/json_object_text.h"
#include "base/result.h"
#include "ingest/piece.h"

namespace keytrail::ingest {

// Valid during the call that shows it.
struct RecordView {
  std::string_view text;
  const std::vector<JsonObjectText::Place>& members;  // Their names are parts of `text`.
  Instant at;                                         // Its eventTime.
  std::string account;                                // Who receives it.
  std::string_view region;
};

class RecordScanner {
 public:
  class Sink {
   public:
    virtual ~Sink() = default;
    // `number`: of the line, or of the record in its list.
    virtual void take(const RecordView& record, std::uint64_t number) = 0;
    virtual void refuse(std::uint64_t number, const std::string& reason) = 0;
  };

  RecordScanner();
  ~RecordScanner();

  void scan(const Piece& piece, Sink& sink);

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

// Looks one record over, as a scanner does, and all of its JSON besides; `text` begins and ends
// with the object's brackets. The view is valid as long as `text` and `members`, which is filled,
// are. The error says why it is none.
Result<RecordView> look_over(std::string_view text, std::vector<JsonObjectText::Place>& members);

// The same JSON without the blanks between its parts; what is no JSON stays as it is.
std::string without_blanks(std::string_view text);

}  // namespace keytrail::ingest
