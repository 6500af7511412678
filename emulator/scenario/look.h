// Reads of an emulator that leave no trace in it.
#pragma once

#include <string>
#include <vector>

#include "keytrail/emulator.h"

namespace keytrail::scenario {

Json look(Emulator& emulator, const char* service, const char* operation, const Json& input);

// How an operation gives a list page by page; services spell the token differently.
struct ListOperation {
  const char* service;
  const char* name;
  const char* list;
  const char* token;
};
std::vector<Json> look_at_all(Emulator& emulator, const ListOperation& operation,
                              Json input = Json::object());

}  // namespace keytrail::scenario
