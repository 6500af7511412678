// Lists come in pages of a hundred; the token names the last row shown, so what is created or
// deleted between two pages neither repeats nor skips a row.
#pragma once

#include "base/text.h"
#include "core/table.h"
#include "sns/errors.h"

namespace keytrail::sns {

inline constexpr std::size_t kPageRowsMax = 100;

// One page of the rows whose ids begin with `prefix`: {list_name: […], "NextToken"?: …}.
template <class Entity, class Render>
Result<Json> list_page(const Table<Entity>& table, const std::string& prefix, const Json& input,
                       const char* list_name, Render render) {
  std::string after;
  if (const std::string token = string_member(input, "NextToken"); !token.empty()) {
    const std::optional<Bytes> last = from_base64(token);
    if (!last) return errors::invalid_parameter("NextToken");
    after = prefix + std::string(view_of(*last));
  }
  Json rows = Json::array();
  Json page = Json::object();
  std::string last_id;
  const typename Table<Entity>::Map& map = table.rows();
  for (auto row = after.empty() ? map.lower_bound(prefix) : map.upper_bound(after);
       row != map.end() && std::string_view(row->first).starts_with(prefix); ++row) {
    if (rows.size() == kPageRowsMax) {
      page["NextToken"] = to_base64(std::string_view(last_id).substr(prefix.size()));
      break;
    }
    rows.push_back(render(row->second));
    last_id = row->first;
  }
  page[list_name] = std::move(rows);
  return page;
}

}  // namespace keytrail::sns
