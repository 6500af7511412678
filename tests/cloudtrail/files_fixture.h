// What a trail writes into its bucket, and what its topic hears of it.
#pragma once

#include <zlib.h>

#include "cloudtrail/fixture.h"

namespace keytrail::cloudtrail {

// Buckets that keep what is put, and a topic that hears of it.
struct FilesTest : CloudTrailTest {
  struct File {
    std::string bucket, key;
    Json content;
    Json metadata;
  };
  std::vector<File> files;
  std::vector<std::string> messages;
  std::set<std::string> broken_buckets;

  FilesTest() {
    harness.topics = {"arn:aws:sns:us-east-1:123456789012:files"};
    harness.answer_nested_call = [this](const testing::Harness::NestedCall& call) -> Result<Json> {
      EXPECT_EQ(call.as_service, "cloudtrail.amazonaws.com");
      EXPECT_EQ(call.source_arn, kTrailArn) << "it calls for itself";
      if (call.service == "kms") return Json::object();
      if (call.operation == "Publish") {
        messages.push_back(string_member(call.input, "Message"));
        return Json::object();
      }
      const std::string bucket = string_member(call.input, "Bucket");
      if (broken_buckets.contains(bucket)) return ApiError{"NoSuchBucket", "gone", 404};
      const Json* metadata = find_member(call.input, "Metadata");
      files.push_back({bucket, string_member(call.input, "Key"),
                       *parse_json(gunzip(view_of(*blob_member(call.input, "Body")))),
                       metadata == nullptr ? Json() : *metadata});
      return Json::object();
    };
  }
  // The harness knows no inflating; zlib does.
  static std::string gunzip(std::string_view bytes);

  void advance(Duration by) { harness.advance(timers(), state, by); }
  std::vector<std::string> names_in(const File& file) const {
    std::vector<std::string> names;
    for (const Json& record : file.content["Records"]) names.push_back(record["eventName"]);
    return names;
  }
  static Json bucket_only(const char* more = nullptr) {
    Json input = {{"Name", "trail"}, {"S3BucketName", "bucket"}};
    if (more != nullptr) input[more] = true;
    return input;
  }
  Json status() { return must("GetTrailStatus", {{"Name", "trail"}}); }
};

inline std::string FilesTest::gunzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace keytrail::cloudtrail
