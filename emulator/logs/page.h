// A Page is a part of a list that is sorted by key. Its token is the last key it gave out, so a
// list that changes between two pages neither repeats nor loses what stayed.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/text.h"
#include "core/store.h"
#include "logs/errors.h"

namespace keytrail::logs {

class Page {
 public:
  // Reads "limit" and "nextToken".
  static Result<Page> begin(const Json& input, std::int64_t items_max,
                            Order order = Order::Ascending) {
    Page page;
    page.order_ = order;
    page.limit_ = static_cast<std::size_t>(optional_integer(input, "limit").value_or(items_max));
    if (const auto token = optional_string(input, "nextToken")) {
      const auto key = from_base64(*token);
      if (!key) return errors::invalid_next_token();
      page.after_ = std::string(view_of(*key));
    }
    return page;
  }

  // Offers the next item in order; items before the page are passed over. False: stop.
  template <class MakeItem>
  bool offer(const std::string& key, MakeItem make_item) {
    if (after_ && (order_ == Order::Ascending ? key <= *after_ : key >= *after_)) return true;
    if (items_.size() == limit_) {
      has_more_ = true;
      return false;
    }
    items_.push_back(make_item());
    last_key_ = key;
    return true;
  }

  Json finish(const char* member) && {
    Json output = {{member, std::move(items_)}};
    if (has_more_) output["nextToken"] = to_base64(last_key_);
    return output;
  }

 private:
  Order order_ = Order::Ascending;
  std::size_t limit_ = 0;
  std::optional<std::string> after_;
  std::string last_key_;
  Json items_ = Json::array();
  bool has_more_ = false;
};

}  // namespace keytrail::logs
