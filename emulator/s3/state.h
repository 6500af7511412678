// The entities of the small S3: buckets. They hold no objects yet.
#pragma once

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

struct State {
  // By name alone: buckets share one name space over accounts and regions.
  Table<Bucket> buckets{"s3.bucket"};

  std::vector<TableBase*> tables() { return {&buckets}; }
};

}  // namespace keytrail::s3
