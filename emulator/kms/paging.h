// Limit, Marker, NextMarker and Truncated, alike in all lists (KMS API reference, "ListKeys").
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"

namespace keytrail::kms {

struct PageLimits {
  std::int64_t standard;
  std::int64_t maximum;  // Below the model's own in some lists.
};

// Collects one page of a list whose entries come in the order of their names.
class Page {
 public:
  static Result<Page> open(const Json& input, PageLimits limits, const char* list_member);

  // The name of the last entry of the page before; empty on the first.
  const std::string& after() const { return after_; }
  // False when the page is full: what follows belongs to the next.
  bool add(const std::string& name, Json entry);
  Json finish();

 private:
  Page(std::size_t limit, std::string after, const char* list_member)
      : limit_(limit), after_(std::move(after)), list_member_(list_member) {}

  std::size_t limit_;
  std::string after_;
  const char* list_member_;
  Json entries_ = Json::array();
  std::string last_name_;
  bool is_truncated_ = false;
};

}  // namespace keytrail::kms
