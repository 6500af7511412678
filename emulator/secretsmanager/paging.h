// Pages of a sorted list. A NextToken is the sort key of the last item shown, so a page goes on at
// the right place whatever was added or removed meanwhile.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "core/store.h"

namespace keytrail::secretsmanager {

template <class Item>
struct Keyed {
  std::string key;  // Unique in the list.
  Item item;
};

// Where the page begins that NextToken asks for: the key it must lie beyond.
Result<std::optional<std::string>> page_start_of(const Json& input);
std::string next_token_after(const std::string& key);

// Sorts `items` and hands those of one page to `show`; writes NextToken if there are more.
template <class Item, class Show>
Result<void> show_page(std::vector<Keyed<Item>> items, Order order, const Json& input,
                       std::int64_t page_size_default, Json& output, Show show) {
  KT_TRY(const std::optional<std::string> start, page_start_of(input));
  const auto comes_before = [order](const std::string& a, const std::string& b) {
    return order == Order::Ascending ? a < b : b < a;
  };
  std::sort(items.begin(), items.end(),
            [&](const Keyed<Item>& a, const Keyed<Item>& b) { return comes_before(a.key, b.key); });
  std::int64_t left = optional_integer(input, "MaxResults").value_or(page_size_default);
  const std::string* last = nullptr;
  for (const Keyed<Item>& keyed : items) {
    if (start && !comes_before(*start, keyed.key)) continue;
    if (left-- == 0) {
      output["NextToken"] = next_token_after(*last);
      return {};
    }
    show(keyed.item);
    last = &keyed.key;
  }
  return {};
}

// A sort key in the order of the instants, made unique by `name`.
std::string sort_key(Instant at, const std::string& name);

}  // namespace keytrail::secretsmanager
