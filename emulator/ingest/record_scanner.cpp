#include "ingest/record_scanner.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/assert.h"

namespace keytrail::ingest {
namespace {

static_assert(PaddedBytes::kPadding >= simdjson::SIMDJSON_PADDING);

namespace ondemand = simdjson::ondemand;
using Places = std::vector<JsonObjectText::Place>;

// Lists inside lists, texts inside envelopes: no real input has more.
constexpr std::size_t kWrappersMax = 4;

ApiError no_record(std::string reason) { return {"InvalidRecord", std::move(reason), 400}; }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// Behind the blanks, if any, that begin at `at`.
std::size_t behind_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Of a size the compiler knows: hardly any name is worth the call of a function.
template <std::size_t kSize>
bool is(std::string_view name, const char (&known)[kSize]) {
  return name.size() == kSize - 1 && std::memcmp(name.data(), known, kSize - 1) == 0;
}

bool may_wrap(std::string_view name) {
  return is(name, "Records") || is(name, "Events") || is(name, "CloudTrailEvent");
}

// Behind the bracket that closes the object in which a value stands.
const char* end_of_object(const char* value) {
  std::size_t depth = 1;
  bool is_in_string = false;
  for (const char* at = value;; ++at) {
    if (is_in_string) {
      if (*at == '\\') {
        ++at;
      } else if (*at == '"') {
        is_in_string = false;
      }
    } else if (*at == '"') {
      is_in_string = true;
    } else if (*at == '{' || *at == '[') {
      ++depth;
    } else if ((*at == '}' || *at == ']') && --depth == 0) {
      return at + 1;
    }
  }
}

// Notes where the members of an object are while simdjson walks over it, which has shown that it is
// one. A member ends before the comma before the next one's name.
class MemberPlaces {
 public:
  explicit MemberPlaces(Places& places) : places_(places) { places_.clear(); }

  std::string_view add(const char* name, const char* value) {
    const char* before = name - 1;
    if (places_.empty()) {
      while (*before != '{') --before;
      begin_ = before;
    } else {
      close(before, ',');
    }
    const std::string_view found = up_to_quote(name, value);
    places_.push_back({found, static_cast<std::size_t>(value - begin_), 0});
    return found;
  }

  // The text of the object; empty when it has no members. `end` is its end, blanks included, or
  // null where that has to be looked for.
  std::string_view finish(const char* end = nullptr) {
    if (places_.empty()) return {};
    if (end == nullptr) end = end_of_object(begin_ + places_.back().offset);
    close(end, '}');
    return {begin_, static_cast<std::size_t>(end - begin_)};
  }

 private:
  // Between a name's last quote and the value are a colon and blanks.
  static std::string_view up_to_quote(const char* name, const char* value) {
    const char* end = value - 1;
    while (*end != '"') --end;
    return {name, static_cast<std::size_t>(end - name)};
  }

  void close(const char* end, char last) {
    while (*(end - 1) != last) --end;  // Blanks.
    --end;
    while (is_blank(*(end - 1))) --end;
    places_.back().size = static_cast<std::size_t>(end - begin_) - places_.back().offset;
  }

  const char* begin_ = nullptr;
  Places& places_;
};

// The text of a member that is a string, quotes aside and as it is written; empty when it is none.
std::string_view raw_text(std::string_view record, const JsonObjectText::Place& place) {
  const std::string_view raw = record.substr(place.offset, place.size);
  return raw.size() >= 2 && raw.front() == '"' ? raw.substr(1, raw.size() - 2) : std::string_view();
}

// The members without which a record could not be placed.
struct Essentials {
  std::string_view event_id, event_name, event_source, region, time, account;
};

Essentials essentials_of(std::string_view record, const Places& members) {
  Essentials found;
  for (const JsonObjectText::Place& place : members) {
    std::string_view* into = nullptr;
    if (is(place.name, "eventID")) into = &found.event_id;
    if (is(place.name, "eventName")) into = &found.event_name;
    if (is(place.name, "eventTime")) into = &found.time;
    if (is(place.name, "awsRegion")) into = &found.region;
    if (is(place.name, "eventSource")) into = &found.event_source;
    if (is(place.name, "recipientAccountId")) into = &found.account;
    if (into != nullptr) *into = raw_text(record, place);
  }
  return found;
}

// Before version 1.02 the account is named by the identity alone.
std::string account_of_identity(std::string_view text, const Places& members) {
  const std::optional<Json> who = JsonObjectText::read(text, members, "userIdentity");
  return who ? string_member(*who, "accountId") : std::string();
}

bool has_slash(std::string_view text) { return text.find('/') != text.npos; }

}  // namespace

// Reads eventTimes; records of one second lie together.
class TimeReader {
 public:
  std::optional<Instant> read(std::string_view text) {
    if (text != text_) {
      text_ = text;
      at_ = parse_instant(text);
    }
    return at_;
  }

 private:
  std::string text_;
  std::optional<Instant> at_;
};

namespace {

Result<RecordView> view_of(std::string_view text, const Places& members, TimeReader& times) {
  const Essentials found = essentials_of(text, members);
  if (found.event_id.empty()) return no_record("it has no text in eventID");
  if (found.event_name.empty()) return no_record("it has no text in eventName");
  if (found.event_source.empty()) return no_record("it has no text in eventSource");
  if (found.region.empty()) return no_record("it has no text in awsRegion");
  const std::optional<Instant> at = times.read(found.time);
  if (!at) return no_record("its eventTime is no RFC 3339 time");
  std::string account(found.account);
  if (account.empty()) account = account_of_identity(text, members);
  if (account.empty()) return no_record("it has no recipientAccountId");
  if (has_slash(account) || has_slash(found.region)) {
    return no_record("its account or region holds a slash");
  }
  return RecordView{text, members, *at, std::move(account), found.region};
}

// Where the members of an object are. An error of simdjson's, or none.
simdjson::error_code place_members(ondemand::object object, Places& into) {
  MemberPlaces places(into);
  for (auto member : object) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return error;
    places.add(field.key().raw(), field.value().raw_json_token().data());
  }
  places.finish();
  return simdjson::SUCCESS;
}

}  // namespace

class RecordScanner::Work {
 public:
  void scan(const Piece& piece, Sink& sink) {
    sink_ = &sink;
    number_ = piece.first_number;
    if (piece.shape == Piece::Shape::Lines) {
      scan_lines(piece);
    } else {
      scan_documents(piece.bytes.view());
    }
  }

 private:
  // How a document or an object was left: as a record that is still to be shown, as something that
  // wrapped records, or broken.
  enum class Found { Record, Wrapper, Broken };

  void scan_lines(const Piece& piece) {
    // All records of one line have its number.
    counts_records_ = false;
    std::size_t line = 0;
    if (lines_are_records_) {
      line = scan_records(piece);
      lines_are_records_ = line > 0;
    }
    const std::string_view text = piece.bytes.view();
    std::size_t begin = line == 0 ? 0 : piece.end_of_line(line - 1) + 1;
    for (; begin < text.size(); ++line) {
      const std::size_t end = piece.end_of_line(line);
      number_ = piece.first_number + line;
      const std::string_view trimmed_line = trimmed(text.substr(begin, end - begin));
      if (!trimmed_line.empty()) scan_line(trimmed_line);
      begin = end + 1;
    }
  }

  // Lines as most inputs have them, each one bare record: simdjson finds the parts of many at once
  // faster than line by line. Returns how many of the lines that was; the first line that is
  // anything else, or broken, ends it.
  std::size_t scan_records(const Piece& piece) {
    const std::string_view text = piece.bytes.view();
    if (!reserve(text.size())) return 0;
    ondemand::document_stream documents;
    if (parser_.iterate_many(text.data(), text.size(), capacity_).get(documents)) return 0;
    std::size_t line = 0;
    std::size_t begin = behind_blanks(text, 0);
    for (auto document = documents.begin(); document != documents.end(); ++document) {
      while (piece.end_of_line(line) < begin) ++line;
      number_ = piece.first_number + line;
      ondemand::document_reference value;
      ondemand::object object;
      if (document.current_index() != begin || (*document).get(value) ||
          value.get_object().get(object)) {
        return line;
      }
      MemberPlaces places(places_[0]);
      if (!add_members(object, places)) return line;
      const std::size_t end = piece.end_of_line(line);
      // It is the whole line when the next document begins where the next line does.
      const std::size_t next_begin = behind_blanks(text, end);
      const char* next = text.data() + text.size();
      const auto error = value.current_location().get(next);
      if ((error && error != simdjson::OUT_OF_BOUNDS) || next != text.data() + next_begin) {
        return line;
      }
      show(places.finish(text.data() + end), places_[0]);
      ++line;
      begin = next_begin;
    }
    return line;
  }

  // False when the object is broken or wraps records.
  static bool add_members(ondemand::object& object, MemberPlaces& places) {
    for (auto member : object) {
      ondemand::field field;
      if (std::move(member).get(field)) return false;
      const std::string_view name =
          places.add(field.key().raw(), field.value().raw_json_token().data());
      if (may_wrap(name) || is(name, "detail-type")) return false;
    }
    return true;
  }

  void scan_line(std::string_view line) {
    ondemand::document document;
    const auto error =
        parser_.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING)
            .get(document);
    if (error) return refuse(error);
    line_end_ = line.data() + line.size();
    const Found found = scan_value(document, 0);
    if (found == Found::Broken) return;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      return sink_->refuse(number_, "more text follows the JSON value");
    }
    if (found == Found::Record) show(text_, places_[0]);
  }

  // Nearly always it is one document. simdjson's stream of documents would look for where the last
  // of them ends, from the end of the text back to its beginning, so it only gets what follows.
  void scan_documents(std::string_view text) {
    counts_records_ = true;
    line_end_ = nullptr;
    if (!reserve(text.size())) return refuse(simdjson::MEMALLOC);
    text = scan_first_document(trimmed(text));
    if (!text.empty()) scan_stream(text);
  }

  // simdjson allocates anew whenever it is asked for another size than the last one, and fresh
  // pages would cost a quarter of the time; so the size only grows.
  bool reserve(std::size_t size) {
    capacity_ = std::max(capacity_, std::bit_ceil(size + 1));
    return parser_.allocate(capacity_) == simdjson::SUCCESS;
  }

  // What is left to be scanned: all of it where it cannot be one document.
  std::string_view scan_first_document(std::string_view text) {
    const bool is_closed = (text.starts_with('{') && text.ends_with('}')) ||
                           (text.starts_with('[') && text.ends_with(']'));
    ondemand::document document;
    if (!is_closed ||
        parser_.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
            .get(document)) {
      return text;
    }
    const Found found = scan_value(document, 0);
    if (found == Found::Record) show(text_, places_[0]);
    const char* end = nullptr;
    if (found == Found::Broken || document.current_location().get(end)) return {};
    return text.substr(static_cast<std::size_t>(end - text.data()));
  }

  void scan_stream(std::string_view text) {
    ondemand::document_stream documents;
    const auto error = parser_.iterate_many(text.data(), text.size(), capacity_).get(documents);
    if (error) return refuse(error);
    std::size_t count = 0;
    for (auto document = documents.begin(); document != documents.end(); ++document) {
      ++count;
      ondemand::document_reference value;
      if (const auto wrong = (*document).get(value)) return refuse(wrong);
      ondemand::json_type type;
      if (const auto wrong = value.type().get(type)) return refuse(wrong);
      if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (const auto wrong = value.get_object().get(object)) return refuse(wrong);
        if (!scan_object_in_list(object, value, 0)) return;
      } else if (scan_value(value, 0) == Found::Broken) {
        return;
      }
    }
    if (documents.truncated_bytes() > 0 || count == 0) {
      sink_->refuse(number_, "the JSON ends early");
    }
  }

  template <class Value>
  Found scan_value(Value& value, std::size_t wrappers) {
    ondemand::json_type type;
    if (const auto error = value.type().get(type)) return broken(error);
    if (type == ondemand::json_type::object) {
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return broken(error);
      return scan_object(object, value, wrappers);
    }
    if (type == ondemand::json_type::array) {
      ondemand::array array;
      if (const auto error = value.get_array().get(array)) return broken(error);
      return scan_list(array, wrappers) ? Found::Wrapper : Found::Broken;
    }
    if (type == ondemand::json_type::string) {
      std::string_view inner;
      if (const auto error = value.get_string().get(inner)) return broken(error);
      scan_text(inner);
      return Found::Wrapper;
    }
    sink_->refuse(number_, "it is not a JSON object");
    next_record();
    return Found::Broken;
  }

  // False when what follows cannot be read.
  bool scan_list(ondemand::array array, std::size_t wrappers) {
    if (wrappers > kWrappersMax) {
      sink_->refuse(number_, "it is wrapped too deeply");
      return false;
    }
    for (auto element : array) {
      ondemand::value value;
      if (const auto error = element.get(value)) return refuse(error), false;
      ondemand::json_type type;
      if (const auto error = value.type().get(type)) return refuse(error), false;
      if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (const auto error = value.get_object().get(object)) return refuse(error), false;
        if (!scan_object_in_list(object, value, wrappers)) return false;
      } else if (type == ondemand::json_type::array || type == ondemand::json_type::string) {
        if (scan_value(value, wrappers + 1) == Found::Broken) return false;
      } else {
        sink_->refuse(number_, "it is not a JSON object");
        next_record();
      }
    }
    return true;
  }

  // False when what follows cannot be read.
  template <class Value>
  bool scan_object_in_list(ondemand::object& object, Value& value, std::size_t wrappers) {
    const std::size_t level = std::min(wrappers + 1, kWrappersMax);
    const Found found = scan_object(object, value, level);
    if (found == Found::Record) show(text_, places_[level]);
    return found != Found::Broken;
  }

  // Of a record text_ becomes the text. The object is what `whole` is.
  template <class Value>
  Found scan_object(ondemand::object& object, Value& whole, std::size_t wrappers) {
    MemberPlaces places(places_[std::min(wrappers, kWrappersMax)]);
    bool is_wrapper = false;
    bool is_envelope = false;
    for (auto member : object) {
      ondemand::field field;
      if (const auto error = std::move(member).get(field)) return broken(error);
      const char* name_begin = field.key().raw();
      ondemand::value& value = field.value();
      const std::string_view name = places.add(name_begin, value.raw_json_token().data());
      if (is(name, "detail-type")) is_envelope = true;
      if (!may_wrap(name) && !(is_envelope && is(name, "detail"))) continue;
      if (!wraps(value)) continue;
      if (!scan_wrapped(value, wrappers)) return Found::Broken;
      is_wrapper = true;
      // Its place is no member of a record, and what follows cannot be placed after it.
    }
    if (is_wrapper) return Found::Wrapper;
    const char* behind = nullptr;
    if (whole.current_location().get(behind)) behind = wrappers == 0 ? line_end_ : nullptr;
    text_ = places.finish(behind);
    return Found::Record;
  }

  static bool wraps(ondemand::value& value) {
    ondemand::json_type type;
    return !value.type().get(type) &&
           (type == ondemand::json_type::array || type == ondemand::json_type::object ||
            type == ondemand::json_type::string);
  }

  bool scan_wrapped(ondemand::value& value, std::size_t wrappers) {
    ondemand::json_type type = value.type();
    if (type != ondemand::json_type::object)
      return scan_value(value, wrappers + 1) != Found::Broken;
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return refuse(error), false;
    return scan_object_in_list(object, value, wrappers);
  }

  // A record that is the text of a string.
  void scan_text(std::string_view text) { report(look_over(trimmed(text), inner_places_)); }

  void show(std::string_view text, const Places& members) {
    report(view_of(text, members, times_));
  }

  void report(const Result<RecordView>& record) {
    if (record.ok()) {
      sink_->take(record.value(), number_);
    } else {
      sink_->refuse(number_, record.error().message);
    }
    next_record();
  }

  void next_record() {
    if (counts_records_) ++number_;
  }
  void refuse(simdjson::error_code error) {
    sink_->refuse(number_, std::string("it is not JSON: ") + simdjson::error_message(error));
  }
  Found broken(simdjson::error_code error) {
    refuse(error);
    return Found::Broken;
  }

  ondemand::parser parser_;
  std::size_t capacity_ = simdjson::dom::MINIMAL_BATCH_SIZE;
  Sink* sink_ = nullptr;
  std::uint64_t number_ = 1;
  bool counts_records_ = false;
  bool lines_are_records_ = true;
  const char* line_end_ = nullptr;
  std::string_view text_;
  std::array<Places, kWrappersMax + 1> places_;
  Places inner_places_;
  TimeReader times_;
};

RecordScanner::RecordScanner() : work_(std::make_unique<Work>()) {}
RecordScanner::~RecordScanner() = default;

void RecordScanner::scan(const Piece& piece, Sink& sink) { work_->scan(piece, sink); }

std::string without_blanks(std::string_view text) {
  std::string minified(text.size() + PaddedBytes::kPadding, '\0');
  std::size_t size = 0;
  if (simdjson::minify(text.data(), text.size(), minified.data(), size)) return std::string(text);
  minified.resize(size);
  return minified;
}

Result<RecordView> look_over(std::string_view text, Places& members) {
  // All of the JSON is looked at first: an On-Demand pass skips what nobody asks for.
  thread_local simdjson::dom::parser strict;
  thread_local ondemand::parser parser;
  thread_local PaddedBytes copy;
  simdjson::dom::element element;
  copy.clear();
  copy.append(text);
  const char* data = copy.view().data();
  if (const auto error = strict.parse(data, text.size(), false).get(element)) {
    return no_record(std::string("it is not JSON: ") + simdjson::error_message(error));
  }
  if (!element.is_object()) return no_record("it is not a JSON object");
  ondemand::document document;
  ondemand::object object;
  KT_ASSERT(!parser.iterate(data, text.size(), text.size() + PaddedBytes::kPadding).get(document));
  KT_ASSERT(!document.get_object().get(object));
  KT_ASSERT(place_members(object, members) == simdjson::SUCCESS);
  for (JsonObjectText::Place& place : members) {
    const auto offset = static_cast<std::size_t>(place.name.data() - data);
    place.name = text.substr(offset, place.name.size());
  }
  TimeReader times;
  return view_of(text, members, times);
}

}  // namespace keytrail::ingest
