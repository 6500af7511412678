#include <gtest/gtest.h>

#include "s3/checksums.h"
#include "s3/service.h"
#include "support/harness.h"

namespace keytrail::s3 {
namespace {

struct ObjectTest : ::testing::Test {
  testing::Harness harness;
  State state;

  ObjectTest() { must("CreateBucket", {{"Bucket", "bucket"}}); }

  Result<Json> call(std::string_view operation, Json input) {
    input.emplace("Bucket", "bucket");
    return harness.call(operations(), state, operation, std::move(input));
  }
  Json must(std::string_view operation, Json input) {
    Result<Json> result = call(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": " << (result.ok() ? "" : result.error().message);
    return result.ok() ? result.value() : Json();
  }
  // "404 Code", or nothing.
  std::string error_of(std::string_view operation, Json input) {
    const Result<Json> result = call(operation, std::move(input));
    if (result.ok()) return {};
    return std::to_string(result.error().status) + " " + result.error().code;
  }
  Json put(const std::string& key, std::string_view bytes, Json more = Json::object()) {
    more["Key"] = key;
    more["Body"] = blob(bytes);
    return must("PutObject", std::move(more));
  }
  std::string get(Json input) {
    const Json output = must("GetObject", std::move(input));
    const Bytes* body = blob_member(output, "Body");
    return body == nullptr ? "" : std::string(view_of(*body));
  }
};

TEST(Checksums, AreThoseOfTheCheckValue) {
  constexpr std::string_view kCheck = "123456789";
  EXPECT_EQ(calculate_checksum("CRC32", kCheck), to_base64(std::string_view("\xCB\xF4\x39\x26")));
  EXPECT_EQ(calculate_checksum("CRC32C", kCheck), to_base64(std::string_view("\xE3\x06\x92\x83")));
  EXPECT_EQ(calculate_checksum("CRC64NVME", kCheck),
            to_base64(std::string_view("\xAE\x8B\x14\x86\x0A\x79\x98\x88")));
  EXPECT_EQ(calculate_checksum("SHA1", ""), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
  EXPECT_EQ(calculate_checksum("SHA256", ""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST_F(ObjectTest, GivesBackWhatWasPut) {
  EXPECT_EQ(put("a/b", "hello", {{"ContentType", "text/plain"}, {"Metadata", {{"color", "blue"}}}}),
            (Json{{"ETag", "\"5d41402abc4b2a76b9719d911017c592\""},
                  {"ChecksumType", "FULL_OBJECT"},
                  {"ServerSideEncryption", "AES256"},
                  {"ChecksumCRC64NVME", calculate_checksum("CRC64NVME", "hello")}}));
  const Json head = must("HeadObject", {{"Key", "a/b"}});
  EXPECT_EQ(head, (Json{{"AcceptRanges", "bytes"},
                        {"LastModified", millis_of(harness.now)},
                        {"ContentLength", 5},
                        {"ETag", "\"5d41402abc4b2a76b9719d911017c592\""},
                        {"ContentType", "text/plain"},
                        {"ServerSideEncryption", "AES256"},
                        {"Metadata", {{"color", "blue"}}}}));
  EXPECT_EQ(get({{"Key", "a/b"}}), "hello");
  EXPECT_EQ(must("GetObject", {{"Key", "a/b"}, {"ResponseContentType", "x/y"}})["ContentType"],
            "x/y");
  put("a/b", "other");
  EXPECT_EQ(get({{"Key", "a/b"}}), "other");
  EXPECT_EQ(must("HeadObject", {{"Key", "a/b"}})["ContentType"], "binary/octet-stream");
  EXPECT_EQ(must("HeadObject", {{"Key", "a/b"}, {"ChecksumMode", "ENABLED"}})["ChecksumCRC64NVME"],
            calculate_checksum("CRC64NVME", "other"));
}

TEST_F(ObjectTest, SaysWhatIsMissing) {
  const Result<Json> result = call("GetObject", {{"Key", "none"}});
  EXPECT_EQ(result.error().code, "NoSuchKey");
  EXPECT_EQ(result.error().details,
            (std::vector<std::pair<std::string, std::string>>{{"Key", "none"}}));
  const Result<Json> other = call("GetObject", {{"Bucket", "other"}, {"Key", "none"}});
  EXPECT_EQ(other.error().details,
            (std::vector<std::pair<std::string, std::string>>{{"BucketName", "other"}}));
  EXPECT_EQ(error_of("PutObject", {{"Key", std::string(1025, 'k')}}), "400 KeyTooLongError");
  EXPECT_EQ(error_of("PutObject", {{"Key", std::string(1024, 'k')}}), "");
  EXPECT_EQ(error_of("PutObject", {{"Key", "k"}, {"Metadata", {{"m", std::string(2048, 'v')}}}}),
            "400 MetadataTooLarge");
  EXPECT_EQ(error_of("PutObject", {{"Key", "k"}, {"ACL", "public-read"}}),
            "400 AccessControlListNotSupported");
  EXPECT_EQ(error_of("PutObject", {{"Key", "k"}, {"ACL", "bucket-owner-full-control"}}), "");
}

TEST_F(ObjectTest, ChecksWhatTheSenderCalculated) {
  struct Case {
    const char* name;
    Json input;
    const char* error;
  };
  const Case cases[] = {
      {"MD5", {{"ContentMD5", "XUFAKrxLKna5cZ2REBfFkg=="}}, ""},
      {"MD5 of something else", {{"ContentMD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}}, "400 BadDigest"},
      {"MD5 that is none", {{"ContentMD5", "eA=="}}, "400 InvalidDigest"},
      {"CRC32", {{"ChecksumCRC32", calculate_checksum("CRC32", "hello")}}, ""},
      {"CRC32 of something else", {{"ChecksumCRC32", "AAAAAA=="}}, "400 BadDigest"},
      {"CRC32 that is none", {{"ChecksumCRC32", "AA=="}}, "400 InvalidRequest"},
      {"two of them",
       {{"ChecksumCRC32", calculate_checksum("CRC32", "hello")},
        {"ChecksumSHA1", calculate_checksum("SHA1", "hello")}},
       "400 InvalidRequest"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Json input = c.input;
    input["Key"] = c.name;
    input["Body"] = blob(std::string_view("hello"));
    EXPECT_EQ(error_of("PutObject", input), c.error);
    EXPECT_EQ(error_of("HeadObject", {{"Key", c.name}}).empty(), *c.error == 0);
  }
}

TEST_F(ObjectTest, ReadsPartsOfObjects) {
  put("k", "0123456789");
  struct Case {
    const char* range;
    const char* bytes;
    const char* content_range;  // Empty: the whole.
  };
  const Case cases[] = {
      {"bytes=0-0", "0", "bytes 0-0/10"},   {"bytes=2-4", "234", "bytes 2-4/10"},
      {"bytes=8-99", "89", "bytes 8-9/10"}, {"bytes=7-", "789", "bytes 7-9/10"},
      {"bytes=-3", "789", "bytes 7-9/10"},  {"bytes=-99", "0123456789", "bytes 0-9/10"},
      {"bytes=0-1,3-4", "0123456789", ""},  {"bytes=4-2", "0123456789", ""},
      {"lines=0-1", "0123456789", ""},      {"bytes=-", "0123456789", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.range);
    const Json output = must("GetObject", {{"Key", "k"}, {"Range", c.range}});
    EXPECT_EQ(view_of(*blob_member(output, "Body")), c.bytes);
    EXPECT_EQ(string_member(output, "ContentRange"), c.content_range);
    EXPECT_EQ(output["ContentLength"], std::string_view(c.bytes).size());
  }
  for (const char* range : {"bytes=10-", "bytes=10-20", "bytes=-0"}) {
    EXPECT_EQ(error_of("GetObject", {{"Key", "k"}, {"Range", range}}), "416 InvalidRange") << range;
  }
}

TEST_F(ObjectTest, HoldsToConditions) {
  put("k", "hello");
  const std::string etag = "\"5d41402abc4b2a76b9719d911017c592\"";
  const std::int64_t now = millis_of(harness.now);
  struct Case {
    const char* operation;
    Json condition;
    const char* error;
  };
  const Case cases[] = {
      {"GetObject", {{"IfMatch", etag}}, ""},
      {"GetObject", {{"IfMatch", "\"x\""}}, "412 PreconditionFailed"},
      {"HeadObject", {{"IfNoneMatch", etag}}, "304 NotModified"},
      {"HeadObject", {{"IfNoneMatch", "\"x\""}}, ""},
      {"GetObject", {{"IfModifiedSince", now}}, "304 NotModified"},
      {"GetObject", {{"IfModifiedSince", now - 1000}}, ""},
      {"GetObject", {{"IfUnmodifiedSince", now}}, ""},
      {"GetObject", {{"IfUnmodifiedSince", now - 1000}}, "412 PreconditionFailed"},
      {"GetObject", {{"IfMatch", etag}, {"IfUnmodifiedSince", now - 1000}}, ""},
      {"GetObject", {{"IfNoneMatch", "\"x\""}, {"IfModifiedSince", now}}, ""},
      {"PutObject", {{"IfNoneMatch", "*"}}, "412 PreconditionFailed"},
      {"PutObject", {{"IfMatch", "\"x\""}}, "412 PreconditionFailed"},
      {"PutObject", {{"Key", "new"}, {"IfMatch", "\"x\""}}, "404 NoSuchKey"},
      {"PutObject", {{"Key", "new"}, {"IfNoneMatch", "*"}}, ""},
      {"PutObject", {{"IfMatch", etag}}, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.operation + to_text(c.condition));
    Json input = c.condition;
    input.emplace("Key", "k");
    EXPECT_EQ(error_of(c.operation, input), c.error);
  }
}

TEST_F(ObjectTest, DeletesWhatIsThereAndWhatIsNot) {
  for (const char* key : {"a", "b", "c"}) put(key, "x");
  EXPECT_EQ(error_of("DeleteBucket", {}), "409 BucketNotEmpty");
  must("DeleteObject", {{"Key", "a"}});
  must("DeleteObject", {{"Key", "a"}});
  EXPECT_EQ(error_of("GetObject", {{"Key", "a"}}), "404 NoSuchKey");
  EXPECT_EQ(must("DeleteObjects", {{"Delete", {{"Objects", {{{"Key", "b"}}, {{"Key", "z"}}}}}}}),
            (Json{{"Deleted", {{{"Key", "b"}}, {{"Key", "z"}}}}}));
  EXPECT_EQ(must("DeleteObjects", {{"Delete", {{"Objects", {{{"Key", "c"}}}}, {"Quiet", true}}}}),
            (Json{{"Deleted", Json::array()}}));
  EXPECT_EQ(harness.store.read_object("bucket/c", 0, 1), "");
  EXPECT_EQ(error_of("DeleteBucket", {}), "");
}

TEST_F(ObjectTest, CopiesBytesAndDescription) {
  put("a b", "hello", {{"ContentType", "text/plain"}});
  must("CopyObject", {{"Key", "copy"}, {"CopySource", "/bucket/a%20b"}});
  EXPECT_EQ(get({{"Key", "copy"}}), "hello");
  EXPECT_EQ(must("HeadObject", {{"Key", "copy"}})["ContentType"], "text/plain");
  must("CopyObject", {{"Key", "a b"},
                      {"CopySource", "bucket/a%20b"},
                      {"MetadataDirective", "REPLACE"},
                      {"ContentType", "x/y"}});
  EXPECT_EQ(must("HeadObject", {{"Key", "a b"}})["ContentType"], "x/y");
  EXPECT_EQ(error_of("CopyObject", {{"Key", "copy"}, {"CopySource", "bucket/copy"}}),
            "400 InvalidRequest");
  EXPECT_EQ(error_of("CopyObject", {{"Key", "copy"}, {"CopySource", "bucket"}}),
            "400 InvalidArgument");
  EXPECT_EQ(error_of("CopyObject", {{"Key", "copy"}, {"CopySource", "bucket/none"}}),
            "404 NoSuchKey");
}

// The items of all pages: keys and, in brackets, common prefixes.
std::vector<std::string> all_pages(ObjectTest& test, std::string_view operation, Json input) {
  std::vector<std::string> items;
  const bool is_v2 = operation == "ListObjectsV2";
  for (int page = 0; page < 100; ++page) {
    const Json output = test.must(operation, input);
    for (const Json& item : output["Contents"]) items.push_back(item["Key"]);
    for (const Json& item : output["CommonPrefixes"]) {
      items.push_back("[" + item["Prefix"].get<std::string>() + "]");
    }
    EXPECT_LE(output["Contents"].size() + output["CommonPrefixes"].size(), output["MaxKeys"]);
    if (!output["IsTruncated"].get<bool>()) return items;
    if (is_v2) {
      input["ContinuationToken"] = output["NextContinuationToken"];
    } else if (const auto next = optional_string(output, "NextMarker")) {
      input["Marker"] = *next;
    } else {
      input["Marker"] = output["Contents"].back()["Key"];
    }
  }
  ADD_FAILURE() << "the pages have no end";
  return items;
}

TEST_F(ObjectTest, ListsInPagesWithAndWithoutDelimiter) {
  for (const char* key : {"a", "b/1", "b/2", "b/c/3", "b0", "d/4", "e", "\xC3\xA9"}) put(key, "x");
  must("CreateBucket", {{"Bucket", "bucket2"}});
  must("PutObject", {{"Bucket", "bucket2"}, {"Key", "foreign"}});
  using Items = std::vector<std::string>;
  for (const char* operation : {"ListObjects", "ListObjectsV2"}) {
    for (const int page_size : {1, 2, 3, 1000}) {
      SCOPED_TRACE(operation + std::string(" by ") + std::to_string(page_size));
      EXPECT_EQ(all_pages(*this, operation, {{"MaxKeys", page_size}}),
                (Items{"a", "b/1", "b/2", "b/c/3", "b0", "d/4", "e", "\xC3\xA9"}));
      EXPECT_EQ(all_pages(*this, operation, {{"MaxKeys", page_size}, {"Prefix", "b/"}}),
                (Items{"b/1", "b/2", "b/c/3"}));
      std::vector<std::string> grouped =
          all_pages(*this, operation, {{"MaxKeys", page_size}, {"Delimiter", "/"}});
      std::sort(grouped.begin(), grouped.end());
      EXPECT_EQ(grouped, (Items{"[b/]", "[d/]", "a", "b0", "e", "\xC3\xA9"}));
      EXPECT_EQ(all_pages(*this, operation,
                          {{"MaxKeys", page_size}, {"Delimiter", "/"}, {"Prefix", "b/c"}}),
                (Items{"[b/c/]"}));
    }
    EXPECT_EQ(must(operation, {{"MaxKeys", 0}})["IsTruncated"], false);
    EXPECT_EQ(must(operation, {{"MaxKeys", 5000}})["MaxKeys"], 1000);
    EXPECT_EQ(error_of(operation, {{"MaxKeys", -1}}), "400 InvalidArgument");
    EXPECT_EQ(must(operation, {{"Prefix", "\xC3"}, {"EncodingType", "url"}})["Contents"][0]["Key"],
              "%C3%A9");
  }
  EXPECT_EQ(must("ListObjectsV2", {{"StartAfter", "d"}})["KeyCount"], 3);
  EXPECT_EQ(error_of("ListObjectsV2", {{"ContinuationToken", "?"}}), "400 InvalidArgument");
}

TEST_F(ObjectTest, AnObjectUnderAKmsKeyIsReadAsLongAsTheKeyLetsIt) {
  std::optional<ApiError> refusal;
  harness.answer_nested_call = [&](const testing::Harness::NestedCall& asked) -> Result<Json> {
    if (refusal) return *refusal;
    if (asked.operation == "Decrypt") return Json::object();
    return Json{{"KeyId", "arn:key"}, {"CiphertextBlob", blob(std::string_view("sealed"))}};
  };
  const Json answer = put("k", "hello",
                          {{"ServerSideEncryption", "aws:kms"},
                           {"SSEKMSKeyId", "alias/mine"},
                           {"SSEKMSEncryptionContext", to_base64(R"({"a":"b"})")}});
  EXPECT_EQ(answer["ServerSideEncryption"], "aws:kms");
  EXPECT_EQ(answer["SSEKMSKeyId"], "arn:key");
  const auto made = harness.nested_calls.back();
  EXPECT_EQ(made.as_service, "AWS Internal");
  EXPECT_EQ(made.operation, "GenerateDataKey");
  EXPECT_EQ(made.input["KeyId"], "alias/mine");
  EXPECT_EQ(made.input["EncryptionContext"],
            (Json{{"a", "b"}, {"aws:s3:arn", "arn:aws:s3:::bucket/k"}}));

  EXPECT_EQ(get({{"Key", "k"}}), "hello");
  EXPECT_EQ(harness.nested_calls.back().operation, "Decrypt");
  EXPECT_EQ(view_of(*blob_member(harness.nested_calls.back().input, "CiphertextBlob")), "sealed");
  refusal = ApiError{"DisabledException", "arn:key is disabled."};
  EXPECT_EQ(error_of("GetObject", {{"Key", "k"}}), "400 KMS.DisabledException");
  EXPECT_EQ(error_of("PutObject", {{"Key", "l"}, {"ServerSideEncryption", "aws:kms"}}),
            "400 KMS.DisabledException");
  EXPECT_EQ(error_of("HeadObject", {{"Key", "l"}}), "404 NoSuchKey");
  EXPECT_EQ(error_of("HeadObject", {{"Key", "k"}}), "");
  EXPECT_EQ(error_of("PutObject", {{"Key", "k"}, {"SSEKMSKeyId", "x"}}), "400 InvalidArgument");
  put("k", "plain");
  EXPECT_EQ(get({{"Key", "k"}}), "plain");
}

TEST_F(ObjectTest, OthersHaveNoAccessButServices) {
  put("k", "x");
  harness.caller.scope.account = "999999999999";
  EXPECT_EQ(error_of("GetObject", {{"Key", "k"}}), "403 AccessDenied");
  harness.caller.invoked_by = "cloudtrail.amazonaws.com";
  EXPECT_EQ(error_of("PutObject", {{"Key", "k"}}), "");
}

}  // namespace
}  // namespace keytrail::s3
