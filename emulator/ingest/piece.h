// A Piece is a part of an input that can be looked at without the rest: whole lines, or whole JSON
// documents. Pieces bound the memory of what reads an input of any size, and are what threads
// share.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/padded_bytes.h"

namespace keytrail::ingest {

struct Piece {
  enum class Shape { Lines, Documents };
  Shape shape = Shape::Documents;
  PaddedBytes bytes;
  // Of the first line, or of the first record in a list, in the whole input; from 1.
  std::uint64_t first_number = 1;
  // Of lines: where the characters are that end them. The last line may have none.
  std::vector<std::uint32_t> line_ends;

  std::size_t end_of_line(std::size_t line) const {
    return line < line_ends.size() ? line_ends[line] : bytes.size();
  }
};

// What is read and inflated at once, and about what a piece has: little enough to be parsed from
// the processor's own cache.
inline constexpr std::size_t kPieceBytes = 256u << 10;
// A document up to this size is one piece; a larger one is cut between the records of its list.
inline constexpr std::size_t kDocumentBytesMax = 32u << 20;

inline constexpr std::string_view kBlanks = " \t\r\n";  // JSON's.

}  // namespace keytrail::ingest
