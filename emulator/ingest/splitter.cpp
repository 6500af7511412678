#include "ingest/splitter.h"

#include <algorithm>

namespace keytrail::ingest {
namespace {

// By then the first line of an NDJSON input has ended.
constexpr std::size_t kFirstLineBytesMax = 512u << 10;
constexpr std::size_t kNameBytesMax = 16;
// In a piece, of lines that are records.
constexpr std::size_t kLinesExpected = 512;

std::vector<std::uint32_t> find_line_ends(std::string_view text) {
  std::vector<std::uint32_t> ends;
  ends.reserve(kLinesExpected);
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
    ends.push_back(static_cast<std::uint32_t>(at));
  }
  return ends;
}

bool is_list_name(std::string_view name) { return name == "Records" || name == "Events"; }

}  // namespace

void Splitter::Place::step(char c) {
  if (is_escaped) {
    is_escaped = false;
  } else if (is_in_string) {
    is_escaped = c == '\\';
    is_in_string = c != '"';
  } else if (c == '"') {
    is_in_string = true;
  } else if (c == '{' || c == '[') {
    ++depth;
  } else if ((c == '}' || c == ']') && depth > 0) {
    --depth;
  }
}

void Splitter::feed(std::string_view bytes) {
  if (mode_ == Mode::Lost) return;
  if (!bytes.empty()) std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
  filled(bytes.size());
}

void Splitter::filled(std::size_t size) {
  std::size_t scanned = pending_.size();
  pending_.grow(size);
  if (mode_ == Mode::Unknown) {
    scanned = 0;
    if (begins_with_a_whole_line()) {
      mode_ = Mode::Lines;
    } else if (pending_.size() > kFirstLineBytesMax) {
      mode_ = Mode::Document;
    }
  }
  if (mode_ == Mode::Document && pending_.size() > kDocumentBytesMax) mode_ = Mode::LargeDocument;
  if (mode_ == Mode::Lines) cut_lines(scanned);
  if (mode_ == Mode::LargeDocument) cut_documents();
  if (mode_ == Mode::Lost) pending_.clear();
}

// Text that is no JSON counts as lines too: then each of them can be refused by its number.
bool Splitter::begins_with_a_whole_line() const {
  const std::string_view text = pending_.view();
  const std::size_t begin = text.find_first_not_of(kBlanks);
  const std::size_t end = begin == text.npos ? text.npos : text.find('\n', begin);
  if (end == text.npos || text.find_first_not_of(kBlanks, end) == text.npos) return false;
  Place place;
  for (const char c : text.substr(begin, end - begin)) place.step(c);
  return place.depth == 0 && !place.is_in_string;
}

void Splitter::cut_lines(std::size_t scanned) {
  const std::size_t last = pending_.view().substr(scanned).rfind('\n');
  if (last != std::string_view::npos) {
    lines_end_ = scanned + last + 1;
    if (is_skipping_line_) {
      forget(pending_.view().find('\n') + 1);
      is_skipping_line_ = false;
      ++number_;
    }
  }
  if (is_skipping_line_) pending_.clear();
  if (lines_end_ >= kPieceBytes) {
    PaddedBytes rest = receiver_.buffer();
    rest.append(pending_.view().substr(lines_end_));
    pending_.shrink(lines_end_);
    lines_end_ = 0;
    emit_lines(std::exchange(pending_, std::move(rest)));
  } else if (pending_.size() - lines_end_ > kDocumentBytesMax) {
    number_ += find_line_ends(pending_.view()).size();
    receiver_.refuse(number_, "the line is longer than 32 MiB");
    pending_.clear();
    lines_end_ = 0;
    is_skipping_line_ = true;
  }
}

void Splitter::cut_documents() {
  for (; at_ < pending_.size(); ++at_) look_at(pending_.view()[at_]);
  forget(begin_);
  if (pending_.size() <= kDocumentBytesMax + kPieceBytes) return;
  receiver_.refuse(number_, "a document without a list of records is larger than 32 MiB");
  mode_ = Mode::Lost;
}

void Splitter::look_at(char c) {
  const bool was_in_string = place_.is_in_string;
  place_.step(c);
  if (was_in_string) {
    if (place_.is_in_string && place_.depth == 1 && text_.size() < kNameBytesMax) text_ += c;
    return;
  }
  const bool is_in_list = list_depth_ != 0;
  const bool is_piece = at_ - begin_ >= kPieceBytes;
  if (c == '"') {
    text_.clear();
  } else if (c == ':' && place_.depth == 1) {
    name_ = text_;
  } else if (c == '[' && !is_in_list) {
    if (place_.depth != 1 && !(place_.depth == 2 && is_list_name(name_))) return;
    list_depth_ = place_.depth;
    begin_ = at_ + 1;
    elements_ = 0;
  } else if (c == ',' && is_in_list && place_.depth == list_depth_) {
    ++elements_;
    if (is_piece) cut(at_);
  } else if (c == ']' && is_in_list && place_.depth + 1 == list_depth_) {
    ++elements_;
    cut(at_);
    list_depth_ = 0;
    is_behind_list_ = place_.depth != 0;
  } else if (c == '}' && place_.depth == 0) {
    if (is_behind_list_) {
      is_behind_list_ = false;
      begin_ = at_ + 1;
    } else {
      ++elements_;
      if (is_piece) cut(at_ + 1);
    }
  }
}

// What stands between begin_ and `end` becomes a piece.
void Splitter::cut(std::size_t end) {
  PaddedBytes piece = receiver_.buffer();
  if (list_depth_ != 0) piece.append("[");
  piece.append(pending_.view().substr(begin_, end - begin_));
  if (list_depth_ != 0) piece.append("]");
  begin_ = list_depth_ != 0 ? end + 1 : end;
  emit_documents(std::move(piece));
}

void Splitter::forget(std::size_t size) {
  PaddedBytes rest = receiver_.buffer();
  rest.append(pending_.view().substr(size));
  pending_ = std::move(rest);
  at_ -= std::min(at_, size);
  begin_ -= std::min(begin_, size);
  lines_end_ -= std::min(lines_end_, size);
}

void Splitter::emit_lines(PaddedBytes bytes) {
  std::vector<std::uint32_t> ends = find_line_ends(bytes.view());
  const std::uint64_t first = std::exchange(number_, number_ + ends.size());
  emit({Piece::Shape::Lines, std::move(bytes), first, std::move(ends)});
}

void Splitter::emit_documents(PaddedBytes bytes) {
  const std::uint64_t first = std::exchange(number_, number_ + std::exchange(elements_, 0));
  emit({Piece::Shape::Documents, std::move(bytes), first, {}});
}

void Splitter::emit(Piece piece) {
  if (piece.bytes.view().find_first_not_of(kBlanks) == std::string_view::npos) return;
  receiver_.take(std::move(piece));
}

void Splitter::take_whole(PaddedBytes bytes) {
  pending_ = std::move(bytes);
  filled(0);
  finish();
}

void Splitter::finish(Ending ending) {
  if (mode_ == Mode::Lines && ending == Ending::CutOff) pending_.shrink(lines_end_);
  if (mode_ == Mode::Lost || is_skipping_line_) return;
  if (mode_ == Mode::LargeDocument) {
    if (list_depth_ != 0) {
      receiver_.refuse(number_ + elements_, "the list of records does not end");
    } else if (!is_behind_list_) {
      cut(pending_.size());
    }
    return;
  }
  mode_ == Mode::Lines ? emit_lines(std::move(pending_)) : emit_documents(std::move(pending_));
}

}  // namespace keytrail::ingest
