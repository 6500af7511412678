// Batches: up to ten entries, each of which succeeds or fails for itself.
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace keytrail::sqs {

// That there are 1 to 10 entries with ids that differ.
Result<void> check_batch(const Json& input);
// An entry of Failed.
Json render_failed_entry(const std::string& id, const ApiError& error);

// Runs `handle(entry) -> Result<Json>` for each entry; what it answers, with the entry's Id, is
// that entry's result.
template <class Handle>
Result<Json> run_batch(const Json& input, Handle handle) {
  KT_TRY_VOID(check_batch(input));
  Json successful = Json::array();
  Json failed = Json::array();
  for (const Json& entry : input.at("Entries")) {
    const std::string id = string_member(entry, "Id");
    Result<Json> result = handle(entry);
    if (!result.ok()) {
      failed.push_back(render_failed_entry(id, result.error()));
      continue;
    }
    Json row = {{"Id", id}};
    if (result.value().is_object()) row.update(result.value());
    successful.push_back(std::move(row));
  }
  Json answer = {{"Successful", std::move(successful)}};
  if (!failed.empty()) answer["Failed"] = std::move(failed);
  return answer;
}

}  // namespace keytrail::sqs
