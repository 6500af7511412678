// One suite for every Store: what a service sees must not depend on where the streams live.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/memory_store.h"
#include "store/sqlite_store.h"

namespace keytrail {
namespace {

using Found = std::vector<std::string>;

template <class Kind>
std::unique_ptr<Store> make_store();
template <>
std::unique_ptr<Store> make_store<MemoryStore>() {
  return std::make_unique<MemoryStore>();
}
template <>
std::unique_ptr<Store> make_store<SqliteStore>() {
  return std::move(std::get<std::unique_ptr<SqliteStore>>(SqliteStore::open("")));
}

Instant minute(int number) { return instant_of(number * 60'000); }
Text text(const std::string& value) { return std::make_shared<const std::string>(value); }

template <class Kind>
class Streams : public ::testing::Test {
 protected:
  std::uint64_t add_event(int at, const std::string& message, const std::string& stream = "s",
                          const std::string& group = "g") {
    LogEventRow row;
    row.group = group;
    row.stream = stream;
    row.at = minute(at);
    row.ingested_at = minute(at + 1);
    row.message = text(message);
    return store->append(std::move(row));
  }
  std::uint64_t add_record(int at, const std::string& name, const std::string& scope = "a/r/") {
    RecordRow row;
    row.scope = scope;
    row.at = minute(at);
    row.event_name = name;
    row.event_id = "id-" + name;
    row.event_source = "kms.amazonaws.com";
    row.username = "alice";
    row.access_key_id = "AKIA";
    row.is_read_only = at % 2 == 0;
    row.resources = {{"AWS::KMS::Key", "arn:" + name}, {"", ""}};
    row.text = text("{\"" + name + "\":1}");
    return store->append(std::move(row));
  }
  void add_point(int at, double value, double count = 1, const std::string& unit = "None") {
    DatapointRow row;
    row.metric = "m";
    row.at = minute(at);
    row.unit = unit;
    row.value = row.minimum = row.maximum = value;
    row.sample_count = count;
    store->add(std::move(row));
  }

  Found pending(const std::string& queue) {
    Found found;
    store->scan_pending(queue, [&](const PendingRow& row) {
      found.push_back(row.event_id + " " + *row.text);
      return true;
    });
    return found;
  }
  Found events(const Range& range, const std::string& stream = "") {
    Found found;
    store->scan_log_events("g", stream, range, [&](const LogEventRow& row) {
      found.push_back(*row.message);
      return true;
    });
    return found;
  }
  Found journal(const std::string& partition, Order order = Order::Ascending) {
    Found found;
    Range range;
    range.order = order;
    store->scan_journal("j", partition, range, [&](const JournalRow& row) {
      found.push_back(row.body["n"].template get<std::string>());
      return true;
    });
    return found;
  }
  // "at value x count" of each point.
  Found points(int from, int until) {
    Found found;
    store->scan_datapoints("m", minute(from), minute(until), [&](const DatapointRow& row) {
      found.push_back(std::to_string(millis_of(row.at) / 60'000) + " " + row.unit + " " +
                      std::to_string(static_cast<int>(row.value)) + " x " +
                      std::to_string(static_cast<int>(row.sample_count)) +
                      (row.is_statistic_set ? " set" : ""));
      return true;
    });
    return found;
  }

  std::unique_ptr<Store> store = make_store<Kind>();
};

using Kinds = ::testing::Types<MemoryStore, SqliteStore>;
TYPED_TEST_SUITE(Streams, Kinds);

TYPED_TEST(Streams, ScansHalfOpenRangesFromACursorInBothOrders) {
  std::vector<std::uint64_t> sequences;
  // Out of order, two of them at one instant.
  for (const auto& [at, message] : std::vector<std::pair<int, const char*>>{
           {3, "c"}, {1, "a"}, {2, "b1"}, {4, "d"}, {2, "b2"}}) {
    sequences.push_back(this->add_event(at, message));
  }
  this->add_event(2, "of another group", "s", "g2");
  const std::pair b1{minute(2), sequences[2]};
  const std::pair c{minute(3), sequences[0]};

  struct Row {
    const char* what;
    int from, until;
    std::optional<std::pair<Instant, std::uint64_t>> beyond;
    Found ascending, descending;
  };
  const std::vector<Row> rows = {
      {"everything", -9, 9, {}, {"a", "b1", "b2", "c", "d"}, {"d", "c", "b2", "b1", "a"}},
      {"the start is inside, the end is not", 2, 4, {}, {"b1", "b2", "c"}, {"c", "b2", "b1"}},
      {"a cursor inside an instant", 1, 4, b1, {"b2", "c"}, {"a"}},
      {"a cursor at the last row", 1, 4, c, {}, {"b2", "b1", "a"}},
      {"a cursor before the range", 3, 9, b1, {"c", "d"}, {}},
      {"a cursor behind the range", 1, 2, c, {}, {"a"}},
      {"a cursor that names no row",
       1,
       9,
       std::pair{minute(2), std::uint64_t{999}},
       {"c", "d"},
       {"b2", "b1", "a"}},
      {"an empty range", 2, 2, {}, {}, {}},
      {"a range turned round", 4, 2, {}, {}, {}},
      {"a range turned round, with a cursor", 4, 2, c, {}, {}},
      {"a range beyond the end", 7, 9, {}, {}, {}},
      {"a range before the start", -9, 1, {}, {}, {}},
  };
  for (const Row& row : rows) {
    Range range{minute(row.from), minute(row.until), Order::Ascending, row.beyond};
    EXPECT_EQ(this->events(range), row.ascending) << row.what;
    range.order = Order::Descending;
    EXPECT_EQ(this->events(range), row.descending) << row.what << ", descending";
  }
  EXPECT_EQ(this->events(Range{}).size(), 5u);
}

TYPED_TEST(Streams, StopScanningWhenToldTo) {
  for (int at : {1, 2, 3}) this->add_event(at, std::to_string(at));
  int visited = 0;
  this->store->scan_log_events("g", "", Range{}, [&](const LogEventRow&) { return ++visited < 2; });
  EXPECT_EQ(visited, 2);
}

TYPED_TEST(Streams, MayBeScannedInsideAScan) {
  for (int at : {1, 2}) this->add_event(at, std::to_string(at));
  Found pairs;
  this->store->scan_log_events("g", "", Range{}, [&](const LogEventRow& outer) {
    for (const std::string& inner : this->events(Range{})) pairs.push_back(*outer.message + inner);
    return true;
  });
  EXPECT_EQ(pairs, (Found{"11", "12", "21", "22"}));
}

TYPED_TEST(Streams, KeepLogStreamsApart) {
  this->add_event(1, "a", "one");
  this->add_event(2, "b", "two");
  this->add_event(3, "c", "one");
  EXPECT_EQ(this->events(Range{}, "one"), (Found{"a", "c"}));
  EXPECT_EQ(this->events(Range{}, "two"), (Found{"b"}));
  EXPECT_EQ(this->events(Range{}, "three"), Found{});

  this->store->erase_log_events("g", "one", minute(3));
  EXPECT_EQ(this->events(Range{}), (Found{"b", "c"}));
  this->store->erase_log_events("g", "", minute(3));
  EXPECT_EQ(this->events(Range{}), (Found{"c"}));
  this->store->erase_log_events("g2", "", Instant::max());
  EXPECT_EQ(this->events(Range{}), (Found{"c"}));
  this->store->erase_log_events("g", "one", Instant::max());
  EXPECT_EQ(this->events(Range{}), Found{});
}

TYPED_TEST(Streams, GiveASealedMessageBackAsItWas) {
  LogEventRow row;
  row.group = "g";
  row.stream = "s";
  row.at = minute(1);
  row.message = text(std::string("\0\xFF'sealed", 9));
  row.data_key = text(std::string("\0key", 4));
  this->store->append(row);
  this->add_event(2, "plain");
  std::vector<LogEventRow> found;
  this->store->scan_log_events("g", "", Range{}, [&](const LogEventRow& each) {
    found.push_back(each);
    return true;
  });
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(*found[0].message, *row.message);
  ASSERT_NE(found[0].data_key, nullptr);
  EXPECT_EQ(*found[0].data_key, *row.data_key);
  EXPECT_EQ(found[1].data_key, nullptr);
}

TYPED_TEST(Streams, GiveARecordBackAsItWas) {
  const std::uint64_t first = this->add_record(1, "Encrypt");
  this->add_record(2, "Decrypt");
  this->add_record(3, "Foreign", "a/r2/");
  Found names;
  this->store->scan_records("a/r/", Range{}, [&](const RecordRow& row) {
    names.push_back(row.event_name);
    if (row.sequence != first) return true;
    EXPECT_EQ(row.scope, "a/r/");
    EXPECT_EQ(row.at, minute(1));
    EXPECT_EQ(row.event_id, "id-Encrypt");
    EXPECT_EQ(row.event_source, "kms.amazonaws.com");
    EXPECT_EQ(row.username, "alice");
    EXPECT_EQ(row.access_key_id, "AKIA");
    EXPECT_FALSE(row.is_read_only);
    EXPECT_EQ(row.resources, (std::vector<std::pair<std::string, std::string>>{
                                 {"AWS::KMS::Key", "arn:Encrypt"}, {"", ""}}));
    EXPECT_EQ(*row.text, "{\"Encrypt\":1}");
    return true;
  });
  EXPECT_EQ(names, (Found{"Encrypt", "Decrypt"}));
}

// Against a scan of all there is, page by page: rare values and common ones, records in the order
// of their times and, as foreign ones come, in none.
TYPED_TEST(Streams, FindTheRecordsWithAValueNewestFirst) {
  constexpr int kRecords = 1500;
  for (int i = 0; i < kRecords; ++i) {
    RecordRow row;
    row.scope = i % 3 == 0 ? "b/r/" : "a/r/";
    row.at = minute(i < kRecords / 2 ? i : i * 7919 % kRecords / 2);
    row.event_id = "id-" + std::to_string(i);
    row.event_name = i % 400 == 1 ? "DisableKey" : "Encrypt";
    row.event_source = i % 2 == 0 ? "kms.amazonaws.com" : "sns.amazonaws.com";
    row.username = i % 90 == 0 ? "" : "alice";
    row.access_key_id = "AKIA" + std::to_string(i % 5);
    row.is_read_only = i % 300 == 4;
    row.resources = {{"AWS::KMS::Key", "key-" + std::to_string(i % 200)}, {"", "DisableKey"}};
    row.text = text(std::to_string(i));
    this->store->append(std::move(row));
  }
  using enum RecordAttribute;
  const std::vector<RecordFilter> filters = {
      {EventId, "id-700"},     {EventId, "id-1499"},      {EventId, "id-0"},
      {EventId, "DisableKey"}, {EventName, "DisableKey"}, {EventName, "Encrypt"},
      {ReadOnly, "true"},      {ReadOnly, "false"},       {Username, "alice"},
      {AccessKeyId, "AKIA3"},  {ResourceName, "key-17"},  {ResourceType, "AWS::KMS::Key"},
      {EventSource, "nobody"}};
  const std::vector<Range> ranges = {Range{},
                                     {minute(100), minute(600), Order::Ascending, {}},
                                     {minute(740), minute(800), Order::Ascending, {}},
                                     {minute(9), minute(9), Order::Ascending, {}}};
  for (const RecordFilter& filter : filters) {
    for (Range range : ranges) {
      SCOPED_TRACE(std::to_string(static_cast<int>(filter.attribute)) + " " + filter.value);
      range.order = Order::Descending;
      Found all;
      this->store->scan_records("a/r/", range, [&](const RecordRow& row) {
        if (filter.matches(row)) all.push_back(*row.text);
        return true;
      });
      Found paged;
      std::size_t page = 0;
      do {
        page = 0;
        this->store->find_records("a/r/", range, filter, [&](const RecordRow& row) {
          if (page == 70) return false;
          ++page;
          paged.push_back(*row.text);
          range.beyond = std::pair(row.at, row.sequence);
          return true;
        });
      } while (page > 0);
      EXPECT_EQ(paged, all);
    }
  }
}

TYPED_TEST(Streams, GiveALogEventTheTextOfItsRecord) {
  LogEventRow row;
  row.group = "g";
  row.stream = "s";
  row.record_sequence = this->add_record(1, "Encrypt");
  row.message = text("{\"Encrypt\":1}");
  this->store->append(std::move(row));
  EXPECT_EQ(this->events(Range{}), (Found{"{\"Encrypt\":1}"}));
}

TYPED_TEST(Streams, CountEqualDatapointsOnceWithTheirNumber) {
  this->add_point(2, 5);
  this->add_point(1, 7, 2);
  this->add_point(2, 5, 3);
  this->add_point(2, 4);
  this->add_point(2, 5, 1, "Count");
  DatapointRow set;
  set.metric = "m";
  set.at = minute(2);
  set.unit = "None";
  set.is_statistic_set = true;
  set.value = set.minimum = set.maximum = 5;
  this->store->add(set);
  set.metric = "another";
  this->store->add(set);

  EXPECT_EQ(this->points(0, 9), (Found{"1 None 7 x 2", "2 Count 5 x 1", "2 None 4 x 1",
                                       "2 None 5 x 4", "2 None 5 x 1 set"}));
  EXPECT_EQ(this->points(1, 2), (Found{"1 None 7 x 2"}));
  EXPECT_EQ(this->points(2, 2), Found{});
  EXPECT_EQ(this->points(9, 1), Found{});
  this->store->erase_datapoints("m", minute(2));
  EXPECT_EQ(this->points(0, 2), Found{});
  EXPECT_EQ(this->points(0, 9).size(), 4u);
}

TYPED_TEST(Streams, ReadAJournalByNameOrByAllBelowAPrefix) {
  const auto note = [&](const std::string& journal, const std::string& partition, int at,
                        const std::string& body) {
    this->store->append(JournalRow{0, journal, partition, minute(at), {{"n", body}}});
  };
  note("j", "a/r/alarm", 3, "third");
  note("j", "a/r/alarm2", 1, "first");
  note("j", "a/r/alarm", 2, "second");
  note("j", "a/r2/alarm", 1, "of another region");
  note("j", "a/r", 1, "of no region");
  note("j2", "a/r/alarm", 1, "of another journal");

  EXPECT_EQ(this->journal("a/r/alarm"), (Found{"second", "third"}));
  EXPECT_EQ(this->journal("a/r/alarm2"), (Found{"first"}));
  EXPECT_EQ(this->journal("a/r/"), (Found{"first", "second", "third"}));
  EXPECT_EQ(this->journal("a/r/", Order::Descending), (Found{"third", "second", "first"}));
  EXPECT_EQ(this->journal("a/r/al"), Found{});
  EXPECT_EQ(this->journal("b/"), Found{});
}

TYPED_TEST(Streams, ReadTheTimelineFromTheBatchThatHoldsTheNextEntry) {
  const std::vector<std::pair<std::size_t, std::string>> batches = {
      {3, "1\n2\n3"}, {1, "4"}, {2, "5\n6"}};
  int at = 0;
  for (const auto& [count, entries] : batches) {
    this->store->append(TimelineBatch{0, minute(++at), count, entries});
  }
  EXPECT_EQ(this->store->last_timeline_id(), 6u);
  const std::vector<std::pair<std::uint64_t, std::vector<std::uint64_t>>> rows = {
      {0, {1, 4, 5}}, {1, {1, 4, 5}}, {2, {1, 4, 5}}, {3, {4, 5}},
      {4, {5}},       {5, {5}},       {6, {}},        {99, {}}};
  for (const auto& [since, first_ids] : rows) {
    std::vector<std::uint64_t> found;
    this->store->scan_timeline(since, [&](const TimelineBatch& batch) {
      found.push_back(batch.first_id);
      EXPECT_EQ(batch.entries.substr(0, batch.entries.find('\n')), std::to_string(batch.first_id));
      return true;
    });
    EXPECT_EQ(found, first_ids) << "since " << since;
  }
}

TYPED_TEST(Streams, KeepRecordsInQueuesUntilTheyAreTaken) {
  const std::uint64_t record = this->add_record(1, "Encrypt");
  const auto wait = [&](const std::string& queue, const std::string& id, const char* own) {
    const Text shown = text(own == nullptr ? "{\"Encrypt\":1}" : own);
    PendingRow row{0, queue, minute(1), shown, own == nullptr ? record : 0, id};
    return this->store->append(std::move(row));
  };
  wait("q", "first", nullptr);
  const std::uint64_t second = wait("q", "second", "{}");
  wait("q/r", "of another queue", "{}");
  wait("q", "third", nullptr);
  EXPECT_EQ(this->pending("q"),
            (Found{"first {\"Encrypt\":1}", "second {}", "third {\"Encrypt\":1}"}));
  this->store->erase_pending("q", second);
  EXPECT_EQ(this->pending("q"), (Found{"third {\"Encrypt\":1}"}));
  EXPECT_EQ(this->pending("q/r"), (Found{"of another queue {}"}));
  this->store->clear_streams();
  EXPECT_EQ(this->pending("q"), Found{});
}

TYPED_TEST(Streams, GiveAnyPartOfAnObject) {
  std::string bytes;
  for (int i = 0; i < 600'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  this->store->put_object("b/k", bytes);
  this->store->put_object("b/empty", "");
  const std::size_t piece = 256 << 10;
  for (const std::size_t offset : {std::size_t{0}, piece - 1, piece, 2 * piece + 5, bytes.size()}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece, bytes.size()}) {
      EXPECT_TRUE(this->store->read_object("b/k", offset, size) ==
                  bytes.substr(std::min(offset, bytes.size()), size))
          << offset << " " << size;
    }
  }
  EXPECT_EQ(this->store->read_object("b/empty", 0, 9), "");
  this->store->put_object("b/k", "short");
  EXPECT_EQ(this->store->read_object("b/k", 0, 1'000'000), "short");
  this->store->erase_object("b/k");
  EXPECT_EQ(this->store->read_object("b/k", 0, 9), "");
}

TYPED_TEST(Streams, BeginAnewOnceCleared) {
  this->add_event(1, "a");
  this->add_record(1, "Encrypt");
  this->add_point(1, 1);
  this->store->append(JournalRow{0, "j", "p", minute(1), {{"n", "x"}}});
  this->store->append(TimelineBatch{0, minute(1), 1, "1"});
  this->store->clear_streams();

  EXPECT_EQ(this->events(Range{}), Found{});
  EXPECT_EQ(this->points(0, 9), Found{});
  EXPECT_EQ(this->journal("p"), Found{});
  EXPECT_EQ(this->store->last_timeline_id(), 0u);
  this->store->scan_records("a/r/", Range{}, [](const RecordRow&) {
    ADD_FAILURE() << "a record is left";
    return true;
  });
  this->store->find_records("a/r/", Range{}, {RecordAttribute::Username, "alice"},
                            [](const RecordRow&) {
                              ADD_FAILURE() << "a record is found";
                              return true;
                            });
  EXPECT_EQ(this->add_record(1, "Encrypt"), 1u);
}

}  // namespace
}  // namespace keytrail
