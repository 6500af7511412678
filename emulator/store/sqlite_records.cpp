// Event history in a SqliteStore.
//
// Finding records by an attribute must be fast and must not make recording slow, as an index of
// ten entries a record would (it takes three times as long to write as the record). So records that
// follow each other make up blocks, and of a full block one row says, as sorted hashes, which
// values are in it; a search looks through these, 5 MB for a million records, and only into the
// blocks that have what it looks for.
#include <algorithm>
#include <cstring>
#include <queue>

#include "store/sqlite_range.h"
#include "store/sqlite_store.h"

namespace keytrail {
namespace {

constexpr std::uint64_t kRecordsPerBlock = 256;

// Resources are few and flat: "type\x1fname\x1e…".
std::string pack_resources(const RecordRow& row) {
  std::string packed;
  for (const auto& [type, name] : row.resources) {
    packed += type;
    packed += '\x1f';
    packed += name;
    packed += '\x1e';
  }
  return packed;
}

void unpack_resources(std::string_view packed, RecordRow& row) {
  while (!packed.empty()) {
    const std::size_t end = packed.find('\x1e');
    const std::size_t middle = packed.find('\x1f');
    row.resources.emplace_back(packed.substr(0, middle),
                               packed.substr(middle + 1, end - middle - 1));
    packed.remove_prefix(end + 1);
  }
}

// The columns that every statement here begins with, but for the text.
RecordRow read_record(const Statement& rows, std::string scope) {
  RecordRow row;
  row.sequence = static_cast<std::uint64_t>(rows.integer(0));
  row.scope = std::move(scope);
  row.at = rows.instant(1);
  row.event_id = rows.text(2);
  row.event_name = rows.text(3);
  row.event_source = rows.text(4);
  row.username = rows.text(5);
  row.access_key_id = rows.text(6);
  row.is_read_only = rows.integer(7) != 0;
  unpack_resources(rows.text(8), row);
  return row;
}

using Mark = std::uint32_t;

// Two values with one mark cost a look into a block, nothing else.
Mark mark_of(std::string_view scope, RecordAttribute attribute, std::string_view value) {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a.
  const auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u; };
  for (const char c : scope) add(c);
  add(static_cast<char>(attribute));
  for (const char c : value) add(c);
  return static_cast<Mark>(hash ^ hash >> 32);
}

bool holds_mark(std::string_view packed, Mark mark) {
  std::vector<Mark> marks(packed.size() / sizeof(Mark));
  std::memcpy(marks.data(), packed.data(), marks.size() * sizeof(Mark));
  return std::binary_search(marks.begin(), marks.end(), mark);
}

// Where a record stands in event history.
using Place = std::pair<Instant, std::uint64_t>;

}  // namespace

std::uint64_t SqliteStore::append(RecordRow row) {
  row.sequence = ++last_record_;
  backlog_.records.push_back(std::move(row));
  ++backlog_.row_count;
  return last_record_;
}

void SqliteStore::write(const RecordRow& row) {
  const std::string resources = pack_resources(row);
  Statement(
      *this,
      "INSERT INTO record (seq, scope, at, event_id, event_name, event_source, username, "
      "access_key_id, is_read_only, resources, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(row.sequence)
      .bind(row.scope)
      .bind(row.at)
      .bind(row.event_id)
      .bind(row.event_name)
      .bind(row.event_source)
      .bind(row.username)
      .bind(row.access_key_id)
      .bind(std::int64_t{row.is_read_only})
      .bind(resources)
      .bind(*row.text)
      .run();
  if (row.sequence % kRecordsPerBlock == 0) write_record_block(row.sequence);
}

void SqliteStore::scan_records(const std::string& scope, const Range& range,
                               const Visit<RecordRow>& visit) {
  const Turn turn(*this);
  Statement rows(
      *this,
      by_order(range,
               "SELECT seq, at, event_id, event_name, event_source, username, access_key_id, "
               "is_read_only, resources, text FROM record WHERE scope = ? AND at >= ? AND at < ? "
               "AND (at, seq) > (?, ?) ORDER BY at, seq",
               "SELECT seq, at, event_id, event_name, event_source, username, access_key_id, "
               "is_read_only, resources, text FROM record WHERE scope = ? AND at >= ? AND at < ? "
               "AND (at, seq) < (?, ?) ORDER BY at DESC, seq DESC"));
  rows.bind(scope);
  bind_range(rows, range);
  while (rows.step()) {
    RecordRow row = read_record(rows, scope);
    row.text = make_text(rows.text(9));
    if (!visit(row)) return;
  }
}

// When the last record of a block is written the others are in the database.
void SqliteStore::write_record_block(std::uint64_t last) {
  Statement rows(*this,
                 "SELECT seq, at, event_id, event_name, event_source, username, access_key_id, "
                 "is_read_only, resources, scope FROM record WHERE seq > ? AND seq <= ?");
  rows.bind(last - kRecordsPerBlock).bind(last);
  Instant oldest = Instant::max();
  Instant newest = Instant::min();
  std::vector<Mark> marks;
  while (rows.step()) {
    const RecordRow row = read_record(rows, std::string(rows.text(9)));
    oldest = std::min(oldest, row.at);
    newest = std::max(newest, row.at);
    each_attribute(row, [&](RecordAttribute attribute, std::string_view value) {
      marks.push_back(mark_of(row.scope, attribute, value));
    });
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  Statement(*this, "INSERT INTO record_block (last_seq, oldest, newest, marks) VALUES (?, ?, ?, ?)")
      .bind(last)
      .bind(oldest)
      .bind(newest)
      .bind_blob({reinterpret_cast<const char*>(marks.data()), marks.size() * sizeof(Mark)})
      .run();
}

// What one search has found and not yet shown. Blocks come newest first, and may overlap in time
// where foreign records came in: a find is shown once no block to come can have a newer record.
class SqliteStore::RecordSearch {
 public:
  RecordSearch(SqliteStore& store, const std::string& scope, const Range& range,
               const RecordFilter& filter, const Visit<RecordRow>& visit)
      : store_(store), scope_(scope), range_(range), filter_(filter), visit_(visit) {
    range_.order = Order::Descending;
  }

  void run() {
    const std::uint64_t in_blocks = store_.last_record_ / kRecordsPerBlock * kRecordsPerBlock;
    look_into(in_blocks, store_.last_record_);
    const Mark mark = mark_of(scope_, filter_.attribute, filter_.value);
    Statement blocks(store_,
                     "SELECT last_seq, newest, marks FROM record_block WHERE newest >= ? AND "
                     "oldest <= ? ORDER BY newest DESC, last_seq DESC");
    blocks.bind(range_.from).bind(range_.beyond ? range_.beyond->first : range_.until);
    while (blocks.step()) {
      const auto last = static_cast<std::uint64_t>(blocks.integer(0));
      if (!show_down_to({blocks.instant(1), last})) return;
      if (holds_mark(blocks.blob(2), mark)) look_into(last - kRecordsPerBlock, last);
    }
    show_down_to({Instant::min(), 0});
  }

 private:
  // The records behind `first`, up to and with `last`.
  void look_into(std::uint64_t first, std::uint64_t last) {
    // "+" keeps the index by time, which would not help, out of it.
    Statement rows(store_,
                   "SELECT seq, at, event_id, event_name, event_source, username, access_key_id, "
                   "is_read_only, resources FROM record WHERE seq > ? AND seq <= ? AND +scope = ? "
                   "AND +at >= ? AND +at < ? AND (+at, +seq) < (?, ?)");
    rows.bind(first).bind(last).bind(scope_);
    bind_range(rows, range_);
    while (rows.step()) {
      const RecordRow row = read_record(rows, scope_);
      if (filter_.matches(row)) found_.emplace(row.at, row.sequence);
    }
  }

  // False when nobody wants more.
  bool show_down_to(const Place& bound) {
    while (!found_.empty() && found_.top() > bound) {
      Statement rows(store_,
                     "SELECT seq, at, event_id, event_name, event_source, username, access_key_id, "
                     "is_read_only, resources, text FROM record WHERE seq = ?");
      rows.bind(found_.top().second);
      found_.pop();
      rows.step();
      RecordRow row = read_record(rows, scope_);
      row.text = make_text(rows.text(9));
      if (!visit_(row)) return false;
    }
    return true;
  }

  SqliteStore& store_;
  const std::string& scope_;
  Range range_;
  const RecordFilter& filter_;
  const Visit<RecordRow>& visit_;
  std::priority_queue<Place> found_;
};

void SqliteStore::find_records(const std::string& scope, const Range& range,
                               const RecordFilter& filter, const Visit<RecordRow>& visit) {
  const Turn turn(*this);
  RecordSearch(*this, scope, range, filter, visit).run();
}

}  // namespace keytrail
