#include "s3/buckets.h"
#include "s3/checksums.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

constexpr std::size_t kObjectsPerCallMax = 1000;

void erase(State& state, Context& context, const std::string& id) {
  if (state.objects.erase(id)) context.store.erase_object(id);
}

}  // namespace

// Taking away what is not there is no error.
Result<Json> delete_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Place place, require_place(state, context, input));
  KT_TRY_VOID(check_write_conditions(input, place.object));
  erase(state, context, place.id());
  return Json::object();
}

Result<Json> delete_objects(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  const Json& request = input.at("Delete");
  const Json& objects = request.at("Objects");
  if (objects.empty() || objects.size() > kObjectsPerCallMax) return malformed_xml();
  for (const Json& object : objects) {
    for (const char* name : {"VersionId", "ETag", "LastModifiedTime", "Size"}) {
      if (find_member(object, name) != nullptr) {
        return not_implemented("s3 DeleteObjects with " + std::string(name));
      }
    }
  }
  const bool is_quiet = optional_bool(request, "Quiet").value_or(false);
  Json deleted = Json::array();
  for (const Json& object : objects) {
    const std::string key = string_member(object, "Key");
    erase(state, context, object_id(bucket->name, key));
    if (!is_quiet) deleted.push_back({{"Key", key}});
  }
  return Json{{"Deleted", std::move(deleted)}};
}

}  // namespace keytrail::s3
