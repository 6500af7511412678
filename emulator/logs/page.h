// A Page is a part of a list that is sorted by key. Its token names the list and the last key it
// gave out, so a list that changes between two pages neither repeats nor loses what stayed, and the
// token of another list is none.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/text.h"
#include "core/store.h"
#include "logs/errors.h"

namespace keytrail::logs {

class Page {
 public:
  // Reads "limit" and "nextToken". `member` is what the output calls the list.
  static Result<Page> begin(const char* member, const Json& input, std::int64_t items_max,
                            Order order = Order::Ascending) {
    Page page;
    page.member_ = member;
    page.order_ = order;
    page.limit_ = static_cast<std::size_t>(optional_integer(input, "limit").value_or(items_max));
    if (const auto token = optional_string(input, "nextToken")) {
      const std::string text(view_of(from_base64(*token).value_or(Bytes())));
      if (!text.starts_with(page.token_lead())) return errors::invalid_next_token();
      page.after_ = text.substr(page.token_lead().size());
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

  Json finish() && {
    Json output = {{member_, std::move(items_)}};
    if (has_more_) output["nextToken"] = to_base64(token_lead() + last_key_);
    return output;
  }

 private:
  std::string token_lead() const { return std::string(member_) + ' '; }

  const char* member_ = "";
  Order order_ = Order::Ascending;
  std::size_t limit_ = 0;
  std::optional<std::string> after_;
  std::string last_key_;
  Json items_ = Json::array();
  bool has_more_ = false;
};

}  // namespace keytrail::logs
