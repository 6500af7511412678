#include "cloudtrail/log_files.h"

#include <limits>

#include "cloudtrail/bucket_files.h"
#include "cloudtrail/digests.h"
#include "cloudtrail/permissions.h"

namespace keytrail::cloudtrail {
namespace {

// A file holds at most so many records or bytes; busy intervals have several files.
constexpr std::size_t kRecordsPerFileMax = 20'000;
constexpr std::size_t kFileBytesMax = 32u << 20;

struct Content {
  std::string text = R"({"Records":[)";
  std::size_t record_count = 0;
  std::uint64_t last_sequence = 0;
  Instant oldest = Instant::max();
  Instant newest = Instant::min();
};

// All that has gathered, in files. Looked at before the first is written: writing one may make
// records that the trail takes, such as that of KMS making its data key.
std::vector<Content> gather(Context& context, const std::string& queue_id) {
  std::vector<Content> files;
  context.store.scan_pending(queue_id, [&](const PendingRow& row) {
    const bool is_full = !files.empty() && (files.back().record_count == kRecordsPerFileMax ||
                                            files.back().text.size() >= kFileBytesMax);
    if (files.empty() || is_full) files.emplace_back();
    Content& content = files.back();
    if (content.record_count++ > 0) content.text += ',';
    content.text += *row.text;
    content.last_sequence = row.sequence;
    content.oldest = std::min(content.oldest, row.at);
    content.newest = std::max(content.newest, row.at);
    return true;
  });
  for (Content& content : files) content.text += "]}";
  return files;
}

bool is_empty(Context& context, const std::string& queue_id) {
  bool is_nothing_there = true;
  context.store.scan_pending(queue_id, [&](const PendingRow&) {
    is_nothing_there = false;
    return false;
  });
  return is_nothing_there;
}

// "123456789012_CloudTrail_us-east-1_20260131T1205Z_Mu0KsOhtH1ar15ZZ.json.gz".
std::string log_file_key(Context& context, const Trail& trail, const Origin& origin) {
  return file_folder(trail, "CloudTrail", origin, context.now) + trail.account_of(origin) +
         "_CloudTrail_" + origin.region + format_utc(context.now, "_%Y%m%dT%H%MZ_") +
         context.random.text(16, kAlphanumeric) + ".json.gz";
}

void notify(State& state, Context& context, const std::string& trail_id,
            const std::vector<std::string>& keys) {
  Trail& trail = *state.trails.edit(trail_id);
  if (trail.topic_arn.empty() || keys.empty()) return;
  trail.notification_attempted_at = context.now;
  if (!may_publish(context, trail)) {
    trail.notification_error = "AuthorizationError";
    return;
  }
  const std::string message = to_text({{"s3Bucket", trail.bucket}, {"s3ObjectKey", keys}});
  const Result<Json> published =
      context.ports.calls.call_for_itself(cloudtrail_for(trail), "sns", "Publish",
                                          {{"TopicArn", trail.topic_arn}, {"Message", message}});
  trail.notification_error = published.ok() ? "" : published.error().code;
  if (published.ok()) trail.notified_at = context.now;
}

// Makes files of what has gathered, as far as the bucket takes them. True when it took all.
bool deliver_queue(State& state, Context& context, const std::string& queue_id) {
  const DeliveryQueue queue = *state.queues.find(queue_id);
  const Trail& trail = *state.trails.find(queue.trail_id);
  std::vector<std::string> keys;
  std::string error;
  const std::vector<Content> contents = gather(context, queue_id);
  for (const Content& content : contents) {
    const std::string key = log_file_key(context, trail, queue.origin);
    const Result<void> put = put_file(context, trail, key, content.text, nullptr);
    if (!put) {
      error = put.error().code;
      break;
    }
    context.store.erase_pending(queue_id, content.last_sequence);
    add_to_digest(state, trail, queue.origin,
                  {trail.bucket, key, {}, content.newest, content.oldest}, content.text);
    keys.push_back(key);
  }
  Trail& changed = *state.trails.edit(queue.trail_id);
  changed.delivery_error = error;
  if (!contents.empty()) changed.delivery_attempted_at = context.now;
  if (!keys.empty()) changed.delivered_at = context.now;
  notify(state, context, queue.trail_id, keys);
  return error.empty();
}

void schedule(Context& context, DeliveryQueue& queue, const std::string& queue_id) {
  queue.timer =
      context.scheduler.schedule(next_whole(context.now, kDeliveryInterval), Rank::TrailDelivery,
                                 std::string(kLogFileTimer), queue_id);
}

}  // namespace

void add_to_log_file(State& state, Context& context, const Trail& trail, const Origin& origin,
                     PendingRow row) {
  row.queue = origin.id_below(trail.id());
  if (state.queues.find(row.queue) == nullptr) {
    DeliveryQueue queue{trail.id(), origin, 0};
    schedule(context, queue, row.queue);
    state.queues.put(row.queue, std::move(queue));
  }
  context.store.append(std::move(row));
}

bool forget_what_is_too_old(Context& context, const std::string& queue_id) {
  std::uint64_t last_too_old = 0;
  bool is_something_left = false;
  context.store.scan_pending(queue_id, [&](const PendingRow& row) {
    is_something_left = row.at >= context.now - kRedeliveryMax;
    if (!is_something_left) last_too_old = row.sequence;
    return !is_something_left;
  });
  if (last_too_old != 0) context.store.erase_pending(queue_id, last_too_old);
  return is_something_left;
}

void write_log_files(State& state, Context& context, const Timer& timer) {
  const std::string& queue_id = timer.subject;
  if (state.queues.find(queue_id) == nullptr) return;
  const bool is_delivered = deliver_queue(state, context, queue_id);
  if (!is_delivered) forget_what_is_too_old(context, queue_id);
  if (is_empty(context, queue_id)) {
    state.queues.erase(queue_id);
  } else {
    schedule(context, *state.queues.edit(queue_id), queue_id);
  }
}

void write_log_files_now(State& state, Context& context, const std::string& trail_id) {
  for (const std::string& queue_id : state.queues.ids(trail_id + "/")) {
    if (state.queues.find(queue_id)->origin.region.empty()) continue;  // The log group's.
    if (!deliver_queue(state, context, queue_id) || !is_empty(context, queue_id)) continue;
    context.scheduler.cancel(state.queues.find(queue_id)->timer);
    state.queues.erase(queue_id);
  }
}

void drop_queues(State& state, Context& context, const std::string& trail_id) {
  for (const std::string& queue_id : state.queues.ids(trail_id + "/")) {
    context.scheduler.cancel(state.queues.find(queue_id)->timer);
    context.store.erase_pending(queue_id, std::numeric_limits<std::int64_t>::max());
    state.queues.erase(queue_id);
  }
}

}  // namespace keytrail::cloudtrail
