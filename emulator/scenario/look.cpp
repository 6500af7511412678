#include "scenario/look.h"

namespace keytrail::scenario {

Json look(Emulator& emulator, const char* service, const char* operation, const Json& input) {
  CallOptions options;
  options.leaves_no_trace = true;
  return emulator.call(service, operation, input, options).output;
}

std::vector<Json> look_at_all(Emulator& emulator, const ListOperation& operation, Json input) {
  std::vector<Json> all;
  while (true) {
    const Json page = look(emulator, operation.service, operation.name, input);
    if (const Json* found = find_member(page, operation.list)) {
      all.insert(all.end(), found->begin(), found->end());
    }
    const std::string next = string_member(page, operation.token);
    if (next.empty()) return all;
    input[operation.token] = next;
  }
}

}  // namespace keytrail::scenario
