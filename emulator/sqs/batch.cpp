#include "sqs/batch.h"

#include <algorithm>
#include <map>
#include <set>

#include "sqs/errors.h"

namespace keytrail::sqs {
namespace {

constexpr std::size_t kEntriesMax = 10;

bool is_entry_id(std::string_view id) {
  return !id.empty() && id.size() <= 80 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

// The codes that entries show are Query's, in both protocols.
std::string entry_code(const std::string& code) {
  static const std::map<std::string, std::string> renamed = {
      {"MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"},
      {"UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"}};
  const auto found = renamed.find(code);
  return found == renamed.end() ? code : found->second;
}

}  // namespace

Result<void> check_batch(const Json& input) {
  const Json& entries = input.at("Entries");
  if (entries.empty()) return errors::empty_batch();
  if (entries.size() > kEntriesMax) return errors::too_many_entries(entries.size());
  std::set<std::string> ids;
  for (const Json& entry : entries) {
    const std::string id = string_member(entry, "Id");
    if (!is_entry_id(id)) return errors::invalid_entry_id();
    if (!ids.insert(id).second) return errors::repeated_entry_id(id);
  }
  return {};
}

Json render_failed_entry(const std::string& id, const ApiError& error) {
  return {{"Id", id},
          {"SenderFault", error.status < 500},
          {"Code", entry_code(error.code)},
          {"Message", error.message}};
}

}  // namespace keytrail::sqs
