#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "s3/checksums.h"
#include "s3/service.h"
#include "support/harness.h"

namespace keytrail::s3 {
namespace {

constexpr std::size_t kPartSizeMin = 5u << 20;

struct MultipartTest : ::testing::Test {
  testing::Harness harness;
  State state;
  std::string upload_id;
  const std::string big = std::string(kPartSizeMin, 'a');

  MultipartTest() { must("CreateBucket", {{"Bucket", "bucket"}}); }

  Result<Json> call(std::string_view operation, Json input) {
    input.emplace("Bucket", "bucket");
    if (operation != "ListMultipartUploads" && operation != "CreateBucket") {
      input.emplace("Key", "k");
      if (!upload_id.empty()) input.emplace("UploadId", upload_id);
    }
    return harness.call(operations(), state, operation, std::move(input));
  }
  Json must(std::string_view operation, Json input = Json::object()) {
    Result<Json> result = call(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": " << (result.ok() ? "" : result.error().message);
    return result.ok() ? result.value() : Json();
  }
  std::string error_of(std::string_view operation, Json input = Json::object()) {
    const Result<Json> result = call(operation, std::move(input));
    return result.ok() ? "" : std::to_string(result.error().status) + " " + result.error().code;
  }
  void begin(Json input = Json::object()) {
    upload_id.clear();
    upload_id = string_member(must("CreateMultipartUpload", std::move(input)), "UploadId");
  }
  std::string part(int number, std::string_view bytes, Json more = Json::object()) {
    more["PartNumber"] = number;
    more["Body"] = blob(bytes);
    return string_member(must("UploadPart", std::move(more)), "ETag");
  }
  static Json list_of(std::vector<std::pair<int, std::string>> parts) {
    Json list = Json::array();
    for (const auto& [number, etag] : parts) {
      list.push_back({{"PartNumber", number}, {"ETag", etag}});
    }
    return {{"MultipartUpload", {{"Parts", std::move(list)}}}};
  }
  std::string stored() {
    const Json output = must("GetObject");
    return std::string(view_of(*blob_member(output, "Body")));
  }
};

TEST_F(MultipartTest, PutsPartsTogetherInTheirOrder) {
  begin({{"ContentType", "text/plain"}, {"Metadata", {{"color", "blue"}}}});
  const std::string second = part(7, "tail");
  part(3, "another");
  const std::string first = part(3, big);  // Replaces the one before.
  EXPECT_EQ(error_of("GetObject"), "404 NoSuchKey");
  const Json done = must("CompleteMultipartUpload", list_of({{3, first}, {7, second}}));
  const std::string digests = std::string(view_of(*from_hex(crypto::md5_hex(big)))) +
                              std::string(view_of(*from_hex(crypto::md5_hex("tail"))));
  EXPECT_EQ(done["ETag"], "\"" + crypto::md5_hex(digests) + "-2\"");
  EXPECT_EQ(stored(), big + "tail");
  const Json head = must("HeadObject", {{"ChecksumMode", "ENABLED"}});
  EXPECT_EQ(head["ContentType"], "text/plain");
  EXPECT_EQ(head["Metadata"], (Json{{"color", "blue"}}));
  EXPECT_EQ(head["ContentLength"], big.size() + 4);
  EXPECT_EQ(head["ChecksumCRC64NVME"], calculate_checksum("CRC64NVME", big + "tail"));
  EXPECT_EQ(head["ChecksumType"], "FULL_OBJECT");
  EXPECT_EQ(error_of("ListParts"), "404 NoSuchUpload");
  EXPECT_EQ(state.parts.rows().size(), 0u);
}

TEST_F(MultipartTest, RefusesWhatDoesNotFit) {
  begin();
  const std::string small = part(1, "small");
  const std::string large = part(2, big);
  const std::string last = part(3, "last");
  struct Case {
    const char* name;
    Json input;
    const char* error;
  };
  const Case cases[] = {
      {"no parts", {{"MultipartUpload", {{"Parts", Json::array()}}}}, "400 MalformedXML"},
      {"a part that is not there", list_of({{4, last}}), "400 InvalidPart"},
      {"another part's tag", list_of({{2, last}}), "400 InvalidPart"},
      {"out of order", list_of({{3, last}, {2, large}}), "400 InvalidPartOrder"},
      {"the same one twice", list_of({{3, last}, {3, last}}), "400 InvalidPartOrder"},
      {"a small part before the last", list_of({{1, small}, {2, large}}), "400 EntityTooSmall"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(error_of("CompleteMultipartUpload", c.input), c.error);
  }
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 0}}), "400 InvalidArgument");
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 10'001}}), "400 InvalidArgument");
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 10'000}}), "");
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 1}, {"UploadId", "x"}}), "404 NoSuchUpload");
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 1}, {"Key", "other"}}), "404 NoSuchUpload");
  EXPECT_EQ(error_of("UploadPart", {{"PartNumber", 1},
                                    {"ChecksumCRC32", "AAAAAA=="},
                                    {"Body", blob(std::string_view("x"))}}),
            "400 BadDigest");
  // Tags need no quotes; parts that are not listed are dropped.
  EXPECT_EQ(error_of("CompleteMultipartUpload", list_of({{2, replace_all(large, "\"", "")}})), "");
  EXPECT_EQ(stored(), big);
}

TEST_F(MultipartTest, KeepsTheKindOfChecksumThatWasAskedFor) {
  struct Case {
    const char* algorithm;
    const char* type;  // Asked for; empty: none.
    const char* error;
    const char* given;
  };
  const Case cases[] = {
      {"SHA256", "", "", "COMPOSITE"},      {"SHA256", "FULL_OBJECT", "400 InvalidRequest", ""},
      {"CRC32", "", "", "COMPOSITE"},       {"CRC32", "FULL_OBJECT", "", "FULL_OBJECT"},
      {"CRC64NVME", "", "", "FULL_OBJECT"}, {"CRC64NVME", "COMPOSITE", "400 InvalidRequest", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.algorithm) + " " + c.type);
    Json input = {{"ChecksumAlgorithm", c.algorithm}};
    if (*c.type != 0) input["ChecksumType"] = c.type;
    upload_id.clear();
    EXPECT_EQ(error_of("CreateMultipartUpload", input), c.error);
    if (*c.error != 0) continue;
    begin(input);
    const std::string first = part(1, big);
    const std::string second = part(2, "tail");
    const Json done = must("CompleteMultipartUpload", list_of({{1, first}, {2, second}}));
    EXPECT_EQ(done["ChecksumType"], c.given);
    const std::string digests =
        std::string(view_of(*from_base64(calculate_checksum(c.algorithm, big)))) +
        std::string(view_of(*from_base64(calculate_checksum(c.algorithm, "tail"))));
    const std::string expected = c.given == std::string_view("COMPOSITE")
                                     ? calculate_checksum(c.algorithm, digests) + "-2"
                                     : calculate_checksum(c.algorithm, big + "tail");
    EXPECT_EQ(done[checksum_member(c.algorithm)], expected);
  }
}

TEST_F(MultipartTest, CopiesPartsOfObjects) {
  const Json source = {{"Bucket", "bucket"}, {"Key", "source"}, {"Body", blob(big + "0123456789")}};
  ASSERT_TRUE(harness.call(operations(), state, "PutObject", source).ok());
  begin();
  const Json whole = must("UploadPartCopy", {{"PartNumber", 1}, {"CopySource", "bucket/source"}});
  const std::string range =
      "bytes=" + std::to_string(big.size()) + "-" + std::to_string(big.size() + 2);
  const Json some =
      must("UploadPartCopy",
           {{"PartNumber", 2}, {"CopySource", "/bucket/source"}, {"CopySourceRange", range}});
  must("CompleteMultipartUpload", list_of({{1, string_member(whole["CopyPartResult"], "ETag")},
                                           {2, string_member(some["CopyPartResult"], "ETag")}}));
  EXPECT_EQ(stored(), big + "0123456789" + "012");
}

TEST_F(MultipartTest, ListsPartsAndUploadsInPages) {
  begin();
  for (const int number : {1, 2, 10, 11}) part(number, std::to_string(number));
  Json input = {{"MaxParts", 3}};
  const Json page = must("ListParts", input);
  ASSERT_EQ(page["Parts"].size(), 3u);
  EXPECT_EQ(page["Parts"][2]["PartNumber"], 10);
  EXPECT_EQ(page["IsTruncated"], true);
  input["PartNumberMarker"] = page["NextPartNumberMarker"];
  const Json rest = must("ListParts", input);
  ASSERT_EQ(rest["Parts"].size(), 1u);
  EXPECT_EQ(rest["Parts"][0]["Size"], 2);
  EXPECT_EQ(rest["IsTruncated"], false);

  const std::string first = upload_id;
  begin();
  const std::string second = upload_id;
  begin({{"Key", "other"}});
  std::vector<std::string> seen;
  Json marker = {{"MaxUploads", 1}};
  for (int pages = 0; pages < 4; ++pages) {
    const Json found = must("ListMultipartUploads", marker);
    for (const Json& upload : found["Uploads"]) seen.push_back(upload["UploadId"]);
    if (found["IsTruncated"] == false) break;
    marker["KeyMarker"] = found["NextKeyMarker"];
    marker["UploadIdMarker"] = found["NextUploadIdMarker"];
  }
  EXPECT_EQ(seen, (std::vector<std::string>{std::min(first, second), std::max(first, second),
                                            upload_id}));
  EXPECT_EQ(must("ListMultipartUploads", {{"Prefix", "o"}})["Uploads"].size(), 1u);
}

TEST_F(MultipartTest, LeavesNothingBehindWhenAborted) {
  begin();
  part(1, "x");
  EXPECT_EQ(error_of("AbortMultipartUpload"), "");
  EXPECT_EQ(error_of("AbortMultipartUpload"), "404 NoSuchUpload");
  EXPECT_EQ(state.parts.rows().size(), 0u);
  begin();
  part(1, "x");
  EXPECT_EQ(error_of("DeleteBucket"), "");  // Uploads do not keep a bucket.
  EXPECT_EQ(state.uploads.rows().size() + state.parts.rows().size(), 0u);
}

}  // namespace
}  // namespace keytrail::s3
