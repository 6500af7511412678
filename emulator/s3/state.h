// The entities of the small S3: buckets and what is known of their objects. The bytes of objects
// lie in the Store, under the object's id.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/table.h"

namespace keytrail::s3 {

struct Bucket {
  std::string name;
  std::string owner;  // Account.
  std::string region;
  Instant created_at;
  std::string policy;  // The text as it was put; empty: none.

  std::string arn() const { return "arn:aws:s3:::" + name; }

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("owner", owner);
    archive("region", region);
    archive("createdAt", created_at);
    archive("policy", policy);
  }
};

// Sorts by bucket, then by key in UTF-8 order, as listings do; no bucket's name holds a slash.
inline std::string object_id(std::string_view bucket, std::string_view key) {
  return std::string(bucket) + "/" + std::string(key);
}

struct Object {
  std::string bucket;
  std::string key;
  Instant modified_at;  // Whole seconds.
  std::uint64_t size = 0;
  std::string md5;  // In hex; in quotes it is the ETag.
  // What Content-Type and the like are given as, by their members' names: "ContentType".
  Json headers = Json::object();
  std::map<std::string, std::string> metadata;  // x-amz-meta-…
  std::string checksum_algorithm;               // "CRC32".
  std::string checksum;                         // Base64 of the value.
  // Of an object under a KMS key, and what opens its data key; empty: under S3's own keys.
  std::string kms_key_arn;
  Bytes sealed_key;
  Json encryption_context;
  // Whether the checksum is that of all bytes, or one of the parts' checksums ("COMPOSITE").
  std::string checksum_type = "FULL_OBJECT";

  std::string id() const { return object_id(bucket, key); }
  std::string arn() const { return "arn:aws:s3:::" + id(); }
  std::string etag() const { return '"' + md5 + '"'; }

  template <class Archive>
  void fields(Archive& archive) {
    archive("bucket", bucket);
    archive("key", key);
    archive("modifiedAt", modified_at);
    archive("size", size);
    archive("md5", md5);
    archive("headers", headers);
    archive("metadata", metadata);
    archive("checksumAlgorithm", checksum_algorithm);
    archive("checksum", checksum);
    archive("kmsKeyArn", kms_key_arn);
    archive("sealedKey", sealed_key);
    archive("encryptionContext", encryption_context);
    archive("checksumType", checksum_type);
  }
};

// A multipart upload that is neither completed nor aborted. Sorts by bucket, key and id.
inline std::string upload_id(std::string_view bucket, std::string_view key, std::string_view id) {
  return object_id(bucket, key) + '\0' + std::string(id);
}

struct Upload {
  std::string id;
  Object object;  // What it will become, as far as that is known.
  Instant initiated_at;
  std::string checksum_algorithm;
  std::string checksum_type;

  std::string row_id() const { return upload_id(object.bucket, object.key, id); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("object", object);
    archive("initiatedAt", initiated_at);
    archive("checksumAlgorithm", checksum_algorithm);
    archive("checksumType", checksum_type);
  }
};

// Sorts by upload and number.
inline std::string part_id(std::string_view upload, std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(upload) + "/" + std::string(5 - std::min<std::size_t>(5, digits.size()), '0') +
         digits;
}

struct Part {
  std::string upload;
  std::uint64_t number = 0;
  Instant modified_at;
  std::uint64_t size = 0;
  std::string md5;
  std::string checksum;

  std::string id() const { return part_id(upload, number); }
  // No object's id begins with a slash.
  std::string bytes_id() const { return "/" + id(); }
  std::string etag() const { return '"' + md5 + '"'; }

  template <class Archive>
  void fields(Archive& archive) {
    archive("upload", upload);
    archive("number", number);
    archive("modifiedAt", modified_at);
    archive("size", size);
    archive("md5", md5);
    archive("checksum", checksum);
  }
};

struct State {
  // By name alone: buckets share one name space over accounts and regions.
  Table<Bucket> buckets{"s3.bucket"};
  Table<Object> objects{"s3.object"};

  Table<Upload> uploads{"s3.upload"};
  Table<Part> parts{"s3.part"};

  std::vector<TableBase*> tables() { return {&buckets, &objects, &uploads, &parts}; }
};

}  // namespace keytrail::s3
