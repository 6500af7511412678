// A Splitter cuts an input of any size into pieces as it comes: one JSON document a line (NDJSON),
// or documents that span lines, which are cut between the elements of their list when they are
// large ({"Records": […]} of a trail's file, {"Events": […]} of LookupEvents, a bare list).
#pragma once

#include <functional>
#include <string>

#include "ingest/piece.h"

namespace keytrail::ingest {

class Splitter {
 public:
  struct Receiver {
    std::function<void(Piece)> take;
    std::function<void(std::uint64_t number, const std::string& reason)> refuse;
    // A buffer to fill; one that was used before spares an allocation.
    std::function<PaddedBytes()> buffer = [] { return PaddedBytes(); };
  };
  explicit Splitter(Receiver receiver) : receiver_(std::move(receiver)) {}

  void feed(std::string_view bytes);
  // The same without a copy: `size` bytes may be written to room(), then filled() says how many
  // were.
  char* room(std::size_t size) { return pending_.room(size); }
  void filled(std::size_t size);
  // Of an input that is cut off the last line is dropped: whoever knows tells.
  enum class Ending { Whole, CutOff };
  void finish(Ending ending = Ending::Whole);
  // All of an input, which is no larger than kDocumentBytesMax, instead of the above.
  void take_whole(PaddedBytes bytes);

 private:
  // Follows JSON through bytes: where it is in strings and brackets.
  struct Place {
    bool is_in_string = false;
    bool is_escaped = false;
    std::size_t depth = 0;
    void step(char c);
  };

  bool begins_with_a_whole_line() const;
  void cut_lines(std::size_t scanned);
  void cut_documents();
  void look_at(char c);
  void cut(std::size_t end);
  void forget(std::size_t size);
  void emit_lines(PaddedBytes bytes);
  void emit_documents(PaddedBytes bytes);
  void emit(Piece piece);

  Receiver receiver_;
  enum class Mode { Unknown, Lines, Document, LargeDocument, Lost } mode_ = Mode::Unknown;
  PaddedBytes pending_;
  std::uint64_t number_ = 1;  // Of the first line or record in pending_.

  std::size_t lines_end_ = 0;  // Behind the last whole line in pending_.
  bool is_skipping_line_ = false;

  // Of a large document: how far pending_ was looked at, and where the next piece begins in it.
  Place place_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t list_depth_ = 0;  // Of the list's elements; 0: not inside one.
  bool is_behind_list_ = false;
  std::uint64_t elements_ = 0;  // Since begin_.
  std::string text_, name_;     // The latest text, and member's name, outside of lists.
};

}  // namespace keytrail::ingest
