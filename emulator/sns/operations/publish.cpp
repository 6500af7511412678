#include "sns/publish.h"

#include <algorithm>
#include <set>

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

// TopicArn, or TargetArn when it names a topic; other targets are mobile endpoints.
Result<const Topic*> require_target(const State& state, const Context& context, const Json& input) {
  if (find_member(input, "TopicArn") != nullptr) return require_topic(state, context, input);
  const std::optional<std::string> target = optional_string(input, "TargetArn");
  if (!target) return errors::required_parameter_missing("TopicArn or TargetArn");
  KT_TRY(const Arn arn, parse_topic_arn(context, "TargetArn", *target));
  const Topic* topic = state.topics.find(row_id(arn));
  if (topic == nullptr) {
    return errors::invalid_parameter(
        "TargetArn Reason: No endpoint found for the target arn specified");
  }
  return topic;
}

bool is_entry_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

Result<void> check_entries(const Json& entries) {
  constexpr std::size_t kEntriesMax = 10;
  constexpr std::size_t kEntryIdLengthMax = 80;
  if (entries.empty()) return errors::empty_batch();
  if (entries.size() > kEntriesMax) return errors::too_many_entries();
  std::set<std::string> ids;
  std::size_t bytes = 0;
  for (const Json& entry : entries) {
    const std::string id = string_member(entry, "Id");
    if (id.size() > kEntryIdLengthMax) return errors::invalid_entry_id(id, true);
    if (id.empty() || !std::ranges::all_of(id, is_entry_character)) {
      return errors::invalid_entry_id(id, false);
    }
    if (!ids.insert(id).second) return errors::repeated_entry_id();
    bytes += bytes_of_publication(entry);
  }
  if (bytes > kMessageBytesMax) return errors::batch_too_long();
  return {};
}

// The code as Query shows it: "InvalidParameter".
Json render_failed_entry(const std::string& id, const ApiError& error) {
  std::string code = error.code.substr(0, error.code.rfind("Exception"));
  if (code == "InvalidParameterValue") code = "ParameterValueInvalid";
  return {{"Id", id}, {"Code", code}, {"Message", error.message}, {"SenderFault", true}};
}

Json render_published(const Publication& publication) {
  Json answer = {{"MessageId", publication.message_id}};
  if (!publication.sequence_number.empty()) answer["SequenceNumber"] = publication.sequence_number;
  return answer;
}

}  // namespace

Result<Json> publish_batch(State& state, Context& context, const Json& input) {
  const Json& entries = input.at("PublishBatchRequestEntries");
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  KT_TRY_VOID(check_entries(entries));
  Json successful = Json::array();
  Json failed = Json::array();
  for (const Json& entry : entries) {
    const std::string id = string_member(entry, "Id");
    Result<Publication> read = read_publication(entry);
    if (!read.ok()) {
      failed.push_back(render_failed_entry(id, read.error()));
      continue;
    }
    Publication& publication = read.value();
    publication.cause = context.request_id;
    const Result<void> published = publish_to_topic(state, context, *topic, publication);
    if (!published.ok()) {
      failed.push_back(render_failed_entry(id, published.error()));
      continue;
    }
    Json entry_answer = {{"Id", id}};
    entry_answer.update(render_published(publication));
    successful.push_back(std::move(entry_answer));
  }
  return Json{{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

Result<Json> publish(State& state, Context& context, const Json& input) {
  KT_TRY(Publication publication, read_publication(input));
  KT_TRY(const Topic* topic, require_target(state, context, input));
  publication.cause = context.request_id;
  KT_TRY_VOID(publish_to_topic(state, context, *topic, publication));
  return render_published(publication);
}

}  // namespace keytrail::sns
