#include "server/key_list.h"

#include <string>
#include <utility>

#include "server/control_routes.h"

namespace keytrail {
namespace {

// Asks KMS what a client could ask, without a trace.
class Asker {
 public:
  Asker(Emulator& emulator, const wire::HttpRequest& request) : emulator_(emulator) {
    options_.account = query_parameter(request, "account");
    options_.region = query_parameter(request, "region");
    options_.leaves_no_trace = true;
  }
  CallResult ask(const std::string& operation, const Json& input) {
    return emulator_.call("kms", operation, input, options_);
  }

 private:
  Emulator& emulator_;
  CallOptions options_;
};

Json whole_key(Asker& kms, const Json& id) {
  const Json key = {{"KeyId", id}};
  // Deleted meanwhile, or a kind of key the operation is not for: then there is nothing to tell.
  const CallResult described = kms.ask("DescribeKey", key);
  if (!described.ok()) return nullptr;
  Json whole = {{"KeyMetadata", described.output["KeyMetadata"]}, {"Aliases", Json::array()}};
  const CallResult named = kms.ask("ListAliases", key);
  if (named.ok()) {
    for (const Json& alias : named.output["Aliases"]) {
      whole["Aliases"].push_back(alias["AliasName"]);
    }
  }
  struct Told {
    const char* operation;
    const char* member;
    const char* name;
  };
  for (const Told& told : {Told{"GetKeyRotationStatus", "NextRotationDate", "NextRotationDate"},
                           Told{"GetKeyLastUsage", "KeyLastUsage", "LastUsage"}}) {
    const CallResult found = kms.ask(told.operation, key);
    const Json* const value = found.ok() ? find_member(found.output, told.member) : nullptr;
    if (value != nullptr) whole[told.name] = *value;
  }
  return whole;
}

}  // namespace

wire::HttpResponse list_keys_whole(Emulator& emulator, const wire::HttpRequest& request) {
  std::uint64_t limit = 100;
  if (!read_number(request, "limit", limit)) {
    return problem(400, R"("limit" must be a number of keys.)");
  }
  Json page = {{"Limit", limit}};
  if (std::string marker = query_parameter(request, "marker"); !marker.empty()) {
    page["Marker"] = std::move(marker);
  }
  Asker kms(emulator, request);
  const CallResult listed = kms.ask("ListKeys", page);
  if (!listed.ok()) return problem(listed.error->status, listed.error->message);
  Json keys = Json::array();
  for (const Json& key : listed.output["Keys"]) {
    if (Json whole = whole_key(kms, key["KeyId"]); !whole.is_null())
      keys.push_back(std::move(whole));
  }
  Json answer = {{"keys", std::move(keys)}};
  if (const Json* const next = find_member(listed.output, "NextMarker"))
    answer["NextMarker"] = *next;
  return json_answer(200, answer);
}

}  // namespace keytrail
