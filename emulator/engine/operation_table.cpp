#include "engine/operation_table.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/assert.h"
#include "cloudtrail/service.h"
#include "cloudwatch/service.h"
#include "kms/service.h"
#include "logs/service.h"
#include "organizations/service.h"
#include "s3/service.h"
#include "secretsmanager/service.h"
#include "sns/service.h"
#include "sqs/service.h"
#include "sts/service.h"

namespace keytrail {
namespace {

template <class State>
void add_operations(std::vector<OperationEntry>& entries, std::string_view service_name,
                    std::string_view event_source, State World::*state,
                    const std::vector<Operation<State>>& rows, std::string_view api_version = {}) {
  const models::Service* service = models::find_service(service_name);
  KT_ASSERT(service != nullptr);
  for (const Operation<State>& row : rows) {
    const models::Operation* model = models::find_operation(*service, row.name);
    KT_ASSERT(model != nullptr);
    const auto handler = row.handler;
    entries.push_back({service, model, event_source, api_version, row.access, row.response,
                       row.plane, row.unlogged, row.refused,
                       [state, handler](World& world, Context& context, const Json& input) {
                         return handler(world.*state, context, input);
                       }});
  }
}

std::vector<OperationEntry> make_entries() {
  std::vector<OperationEntry> entries;
  add_operations(entries, "kms", kms::kEventSource, &World::kms, kms::operations());
  add_operations(entries, "cloudtrail", "cloudtrail.amazonaws.com", &World::cloudtrail,
                 cloudtrail::operations());
  add_operations(entries, "logs", "logs.amazonaws.com", &World::logs, logs::operations(),
                 "20140328");
  add_operations(entries, "cloudwatch", "monitoring.amazonaws.com", &World::cloudwatch,
                 cloudwatch::operations());
  add_operations(entries, "sns", "sns.amazonaws.com", &World::sns, sns::operations());
  add_operations(entries, "secretsmanager", "secretsmanager.amazonaws.com", &World::secretsmanager,
                 secretsmanager::operations());
  add_operations(entries, "sts", "sts.amazonaws.com", &World::sts, sts::operations());
  add_operations(entries, "s3", "s3.amazonaws.com", &World::s3, s3::operations());
  add_operations(entries, "sqs", "sqs.amazonaws.com", &World::sqs, sqs::operations());
  add_operations(entries, "organizations", "organizations.amazonaws.com", &World::organizations,
                 organizations::operations());
  return entries;
}

template <class State>
void add_timers(std::map<std::string_view, TimerEntry>& entries, State World::*state,
                const std::vector<TimerHandler<State>>& rows) {
  for (const TimerHandler<State>& row : rows) {
    const auto handler = row.handler;
    entries[row.kind] = [state, handler](World& world, Context& context, const Timer& timer) {
      handler(world.*state, context, timer);
    };
  }
}

std::map<std::string_view, TimerEntry> make_timers() {
  std::map<std::string_view, TimerEntry> entries;
  add_timers(entries, &World::kms, kms::timers());
  add_timers(entries, &World::cloudtrail, cloudtrail::timers());
  add_timers(entries, &World::logs, logs::timers());
  add_timers(entries, &World::cloudwatch, cloudwatch::timers());
  add_timers(entries, &World::sns, sns::timers());
  add_timers(entries, &World::secretsmanager, secretsmanager::timers());
  return entries;
}

}  // namespace

const std::vector<OperationEntry>& all_entries() {
  static const std::vector<OperationEntry> entries = make_entries();
  return entries;
}

const OperationEntry* find_entry(std::string_view service, std::string_view operation) {
  // Sorted by (service, operation) once; names live in the models, so views are safe.
  static const std::vector<const OperationEntry*> sorted = [] {
    std::vector<const OperationEntry*> pointers;
    for (const OperationEntry& entry : all_entries()) pointers.push_back(&entry);
    std::sort(pointers.begin(), pointers.end(), [](const auto* a, const auto* b) {
      return std::pair(a->service->name, a->model->name) <
             std::pair(b->service->name, b->model->name);
    });
    return pointers;
  }();
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), std::pair(service, operation),
      [](const OperationEntry* entry, const std::pair<std::string_view, std::string_view>& key) {
        return std::pair(entry->service->name, entry->model->name) < key;
      });
  if (found == sorted.end() || (*found)->service->name != service ||
      (*found)->model->name != operation) {
    return nullptr;
  }
  return *found;
}

const TimerEntry* find_timer(std::string_view kind) {
  static const std::map<std::string_view, TimerEntry> timers = make_timers();
  const auto found = timers.find(kind);
  return found == timers.end() ? nullptr : &found->second;
}

}  // namespace keytrail
