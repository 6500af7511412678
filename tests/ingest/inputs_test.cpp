#include "ingest/inputs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/gzip.h"
#include "base/json.h"

namespace keytrail::ingest {
namespace {

namespace fs = std::filesystem;

std::string record_text(int number, const std::string& extra = "") {
  return R"({"eventVersion":"1.11","userIdentity":{"type":"Root","accountId":"111122223333"},)"
         R"("eventTime":"2026-01-01T00:00:00Z","eventSource":"kms.amazonaws.com",)"
         R"("eventName":"Decrypt","awsRegion":"us-east-1","eventID":"e)" +
         std::to_string(number) + R"(","recipientAccountId":"111122223333")" + extra + "}";
}

// With blanks and ends of lines.
std::string spread(const std::string& text) { return parse_json(text)->dump(2); }

struct Found {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> records;
  std::map<std::string, int> refused;
  std::vector<std::uint64_t> refused_numbers;
};

class Collector final : public Consumer {
 public:
  explicit Collector(Found& found) : found_(found) {}
  void take(const RecordView& record, const Origin& origin) override {
    // All of a record and nothing else; the first of a long input speak for the rest.
    if (found_.records.size() < 10) {
      EXPECT_TRUE(parse_json(record.text)) << record.text;
    }
    std::string ids;
    for (const JsonObjectText::Place& place : record.members) {
      if (place.name == "eventID") ids = record.text.substr(place.offset, place.size);
    }
    EXPECT_EQ(to_text(*JsonObjectText::read(record.text, record.members, "eventID")), ids);
    EXPECT_EQ(record.account, "111122223333");
    const auto [at, is_new] = found_.records.emplace(std::pair(origin.piece, origin.number), ids);
    EXPECT_TRUE(is_new) << ids;
  }
  void refuse(const Origin& origin, const std::string& reason) override {
    ++found_.refused[reason];
    found_.refused_numbers.push_back(origin.number);
  }

 private:
  Found& found_;
};

class InputsTest : public ::testing::Test {
 protected:
  InputsTest() {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("keytrail-") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~InputsTest() override { fs::remove_all(folder_); }

  Found read(const std::string& bytes, bool from_file = true) {
    Found found;
    std::vector<std::unique_ptr<Consumer>> consumers;
    consumers.push_back(std::make_unique<Collector>(found));
    std::istringstream standard_input(from_file ? "" : bytes);
    std::string path = "-";
    if (from_file) {
      path = (folder_ / "input").string();
      std::ofstream(path, std::ios::binary) << bytes;
    }
    EXPECT_EQ(read_inputs({path}, standard_input, consumers), std::nullopt);
    return found;
  }

  fs::path folder_;
};

std::vector<std::string> ids_of(const Found& found) {
  std::vector<std::string> ids;
  for (const auto& [place, id] : found.records) ids.push_back(id);
  return ids;
}

std::string envelope(const std::string& record) {
  return R"({"version":"0","id":"x","detail-type":"AWS API Call via CloudTrail",)"
         R"("source":"aws.kms","account":"111122223333","region":"us-east-1","resources":[],)"
         R"("detail":)" +
         record + "}";
}

std::string looked_up(const std::string& record) {
  return R"({"EventId":"x","EventName":"Decrypt","Resources":[],"CloudTrailEvent":)" +
         to_text(Json(record)) + "}";
}

TEST_F(InputsTest, FindRecordsWhateverTheyAreWrappedIn) {
  const std::string a = record_text(1);
  const std::string b = record_text(2, R"(,"neverHeardOf":{"deep":[1,{"x":null}]})");
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"a trail's file", R"({"Records":[)" + a + "," + b + "]}"},
      {"with a line's end", R"({"Records":[)" + a + "," + b + "]}\n"},
      {"pretty", spread(R"({"Records":[)" + a + "," + b + "]}")},
      {"a list", "[" + a + ",\n" + b + "]"},
      {"one a line", a + "\n" + b},
      {"with line ends of Windows and empty lines", a + "\r\n\r\n" + b + "\r\n"},
      {"pretty ones, one after another", spread(a) + "\n" + spread(b) + "\n"},
      {"a trail's file and a record behind it",
       spread(R"({"Records":[)" + a + "]}") + "\n" + spread(b)},
      {"two lists, one after another", spread("[" + a + "]") + spread("[" + b + "]")},
      {"LookupEvents",
       R"({"Events":[)" + looked_up(a) + "," + looked_up(b) + R"(],"NextToken":"x"})"},
      {"LookupEvents, pretty",
       spread(R"({"NextToken":"x","Events":[)" + looked_up(a) + "," + looked_up(b) + "]}")},
      {"events of LookupEvents, one a line", looked_up(a) + "\n" + looked_up(b) + "\n"},
      {"texts of LookupEvents", "[" + to_text(Json(a)) + "," + to_text(Json(spread(b))) + "]"},
      {"EventBridge, one a line", envelope(a) + "\n" + envelope(b) + "\n"},
      {"EventBridge, a list", "[" + envelope(a) + "," + envelope(b) + "]"},
      {"trail's files, one a line",
       R"({"Records":[)" + a + "]}\n" + R"({"Records":[)" + b + "]}\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::vector<std::string> expected = {"\"e1\"", "\"e2\""};
    EXPECT_EQ(ids_of(read(c.text)), expected);
    EXPECT_EQ(ids_of(read(c.text, false)), expected);
    EXPECT_EQ(ids_of(read(to_gzip(c.text))), expected);
    EXPECT_EQ(ids_of(read(to_gzip(c.text), false)), expected);
    // Two members of gzip, cut anywhere, are one file.
    const std::size_t half = c.text.size() / 2;
    const std::string members = to_gzip(c.text.substr(0, half)) + to_gzip(c.text.substr(half));
    EXPECT_EQ(ids_of(read(members)), expected);
    EXPECT_TRUE(read(c.text).refused.empty());
  }
}

TEST_F(InputsTest, RefuseWhatIsNoRecordAndGoOn) {
  const std::string a = record_text(1);
  const std::string b = record_text(2);
  const struct {
    const char* name;
    std::string text;
    const char* reason;
    std::uint64_t number;
    std::size_t records;
  } cases[] = {
      {"another object in a list", R"({"Records":[)" + a + R"(,{"x":1},)" + b + "]}",
       "it has no text in eventID", 2, 2},
      {"a number in a list", "[7," + a + "," + b + "]", "it is not a JSON object", 1, 2},
      {"a file cut off behind a record", R"({"Records":[)" + a + "," + b, nullptr, 3, 2},
      {"a file cut off inside a record", R"({"Records":[)" + a + "," + b.substr(0, 100),
       "the JSON ends early", 1, 0},
      {"a file and something cut off behind it", R"({"Records":[)" + spread(a) + "," + b + "]}\n{",
       "the JSON ends early", 3, 2},
      {"a line of text", a + "\nhello\n" + b + "\n", nullptr, 2, 2},
      {"a line cut off", a + "\n" + b.substr(0, 100) + "\n" + b + "\n", nullptr, 2, 2},
      {"a line with more behind", a + " 7\n" + b + "\n", nullptr, 1, 1},
      {"a line with two records", a + b + "\n" + b + "\n", nullptr, 1, 1},
      {"no time", a + "\n" + R"({"eventID":"1","eventName":"A","eventSource":"s","awsRegion":"r"})",
       "its eventTime is no RFC 3339 time", 2, 1},
      {"a gzip cut off",
       [&] {
         const std::string gzip = to_gzip(a + "\n" + b + "\n" + b + "\n");
         return gzip.substr(0, gzip.size() - 12);
       }(),
       "the gzip data is damaged or ends early", 0, 1},
      {"text alone", "no record", nullptr, 1, 0},
      {"nothing", "", "", 0, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Found found = read(c.text);
    EXPECT_EQ(found.records.size(), c.records);
    if (c.reason != nullptr && *c.reason == 0) {
      EXPECT_TRUE(found.refused.empty());
      continue;
    }
    ASSERT_EQ(found.refused_numbers.size(), 1u);
    EXPECT_EQ(found.refused_numbers[0], c.number);
    if (c.reason != nullptr) {
      EXPECT_EQ(found.refused.begin()->first, c.reason);
    }
  }
}

// What is no record by itself does not become one with the next line's help.
TEST_F(InputsTest, TakeEachLineByItself) {
  const std::string a = record_text(1);
  const std::string b = record_text(2);
  const std::string halved = a.substr(0, a.size() - 1);  // All but the bracket that closes it.
  const struct {
    const char* name;
    std::string text;
    std::vector<std::uint64_t> refused;
    std::vector<std::uint64_t> records;
  } cases[] = {
      {"empty lines", "\n\n" + a + "\n \n\n" + b + "\n\n", {}, {3, 6}},
      {"a bracket of the line before", b + "\n" + halved + "\n}\n" + b + "\n", {2, 3}, {1, 4}},
      {"two members of the line before",
       b + "\n" + halved + "\n" + R"(,"x":1,"y":{}})" + "\n" + b + "\n",
       {2, 3},
       {1, 4}},
      {"an object over a line's end",
       b + "\n" + halved + R"(,"x":{"y":1})" + "\n}\n" + b + "\n",
       {2, 3},
       {1, 4}},
      {"a text over a line's end",
       b + "\n" + halved + R"(,"x":"y)" + "\n" + R"("})" + "\n" + b,
       {2, 3},
       {1, 4}},
      {"a text that does not end",
       b + "\n" + halved + R"(,"x":"y)" + "\n" + b + "\n" + b + "\n",
       {2},
       {1, 3, 4}},
      {"bytes that are no UTF-8", a + "\n" + halved + ",\"x\":\"\xff\"}\n" + b + "\n", {2}, {1, 3}},
      {"two in a line", b + "\n" + a + " " + b + "\n" + b + "\n", {2}, {1, 3}},
      {"the last one over two lines", b + "\n" + halved + "\n}", {2, 3}, {1}},
      {"an envelope between records", b + "\n" + envelope(a) + "\n" + b + "\n", {}, {1, 2, 3}},
      {"a record that is none", b + "\n{}\n{\"Records\":1}\n" + b + "\n", {2, 3}, {1, 4}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Found found = read(c.text);
    EXPECT_EQ(found.refused_numbers, c.refused);
    std::vector<std::uint64_t> numbers;
    for (const auto& [place, id] : found.records) numbers.push_back(place.second);
    EXPECT_EQ(numbers, c.records);
  }
}

TEST_F(InputsTest, CutLargeInputsBetweenRecords) {
  constexpr int kRecords = 35'000;
  const std::string padding(700, 'x');  // Then they are more than kDocumentBytesMax.
  std::string lines;
  std::string list;
  for (int i = 0; i < kRecords; ++i) {
    const std::string record =
        record_text(i, R"(,"note":"a ] b } c , d \" e )" + padding + R"(","more":[[1],[2]])");
    lines += record + "\n";
    list += (i == 0 ? "" : ",") + record;
  }
  ASSERT_GT(list.size(), kDocumentBytesMax + kPieceBytes);
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"lines", lines},
      {"the last line without its end", lines.substr(0, lines.size() - 1)},
      {"a trail's file", R"({"Records": [)" + list + R"(], "tail": {"a": [1]}})"},
      {"a list", "[" + list + "]"},
      {"gzip", to_gzip(R"({"Records":[)" + list + "]}")},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Found found = read(c.text);
    EXPECT_EQ(found.records.size(), static_cast<std::size_t>(kRecords));
    EXPECT_TRUE(found.refused.empty());
    int next = 0;  // In their order, and numbered through.
    for (const auto& [place, id] : found.records) {
      ASSERT_EQ(id, "\"e" + std::to_string(next++) + "\"");
      ASSERT_EQ(place.second, static_cast<std::uint64_t>(next));
    }
  }
}

TEST_F(InputsTest, NameTheInputThatCannotBeRead) {
  Found found;
  std::vector<std::unique_ptr<Consumer>> consumers;
  consumers.push_back(std::make_unique<Collector>(found));
  std::istringstream none;
  const std::string missing = (folder_ / "missing").string();
  EXPECT_EQ(read_inputs({missing}, none, consumers), missing);
}

}  // namespace
}  // namespace keytrail::ingest
