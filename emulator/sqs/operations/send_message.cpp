#include "sqs/batch.h"
#include "sqs/errors.h"
#include "sqs/operations.h"
#include "sqs/queues.h"
#include "sqs/sending.h"

namespace keytrail::sqs {
namespace {

constexpr std::size_t kBatchBytesMax = 1'048'576;

Result<Json> send_one(State& state, Context& context, const Queue& queue, const Json& input) {
  KT_TRY(Submission submission, read_submission(context, queue, input));
  return submit(state, context, queue, std::move(submission));
}

}  // namespace

Result<Json> send_message(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  return send_one(state, context, *queue, input);
}

Result<Json> send_message_batch(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  KT_TRY_VOID(check_batch(input));
  std::size_t bytes = 0;
  for (const Json& entry : input.at("Entries")) {
    const Result<Submission> submission = read_submission(context, *queue, entry);
    bytes +=
        submission.ok() ? submission.value().bytes : string_member(entry, "MessageBody").size();
  }
  if (bytes > kBatchBytesMax) return errors::batch_too_long(kBatchBytesMax, bytes);
  return run_batch(input,
                   [&](const Json& entry) { return send_one(state, context, *queue, entry); });
}

}  // namespace keytrail::sqs
