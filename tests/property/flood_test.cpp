// Ten thousand messages to ten queues through the death of the process: none is lost, none comes
// twice, and none out of order where FIFO promises it.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "keytrail/emulator.h"

namespace keytrail {
namespace {

constexpr int kMessages = 10'000;
constexpr int kBatch = 10;
constexpr int kQueues = 10;
constexpr int kGroups = 7;
constexpr const char* kFloodTopic = "arn:aws:sns:us-east-1:123456789012:flood.fifo";

// The last queues are standard ones, which may take part in a FIFO topic but promise no order.
std::string queue_name(int queue) {
  return "flood-" + std::to_string(queue) + (queue < kQueues - 2 ? ".fifo" : "");
}
std::string queue_url(int queue) {
  return "http://127.0.0.1:4566/123456789012/" + queue_name(queue);
}

EmulatorOptions on_file(const std::string& path) {
  EmulatorOptions options;
  options.storage = EmulatorOptions::Storage::File;
  options.db_path = path;
  options.clock_start = parse_instant("2026-01-01T00:00:00Z");
  return options;
}

Json done(Emulator& aws, const char* service, const char* operation, Json input) {
  CallResult result = aws.call(service, operation, input);
  if (result.error) {
    ADD_FAILURE() << operation << ": " << result.error->code << ": " << result.error->message;
  }
  return std::move(result.output);
}

void set_up(Emulator& aws) {
  done(aws, "sns", "CreateTopic",
       {{"Name", "flood.fifo"}, {"Attributes", {{"FifoTopic", "true"}}}});
  for (int queue = 0; queue < kQueues; ++queue) {
    const std::string name = queue_name(queue);
    Json attributes = Json::object();
    if (name.ends_with(".fifo")) attributes["FifoQueue"] = "true";
    done(aws, "sqs", "CreateQueue", {{"QueueName", name}, {"Attributes", attributes}});
    done(aws, "sns", "Subscribe",
         {{"TopicArn", kFloodTopic},
          {"Protocol", "sqs"},
          {"Endpoint", "arn:aws:sqs:us-east-1:123456789012:" + name},
          {"Attributes", {{"RawMessageDelivery", "true"}}}});
  }
}

void publish(Emulator& aws, int first) {
  Json entries = Json::array();
  for (int number = first; number < first + kBatch; ++number) {
    const std::string text = std::to_string(number);
    entries.push_back({{"Id", text},
                       {"Message", text},
                       {"MessageGroupId", "group-" + std::to_string(number % kGroups)},
                       {"MessageDeduplicationId", text}});
  }
  const Json answer = done(aws, "sns", "PublishBatch",
                           {{"TopicArn", kFloodTopic}, {"PublishBatchRequestEntries", entries}});
  EXPECT_EQ(answer["Successful"].size(), static_cast<std::size_t>(kBatch));
}

// A child publishes until it is killed, after at least half of it; answers with how many batches it
// was told were taken.
int publish_until_killed(const std::string& path) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    Emulator aws(on_file(path));
    set_up(aws);
    for (int first = 0; first < kMessages; first += kBatch) {
      publish(aws, first);
      if (write(pipe_ends[1], "x", 1) != 1) break;
    }
    for (;;) pause();
  }
  close(pipe_ends[1]);
  int taken = 0;
  char byte = 0;
  while (taken < kMessages / kBatch / 2 && read(pipe_ends[0], &byte, 1) == 1) ++taken;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  while (read(pipe_ends[0], &byte, 1) == 1) ++taken;
  close(pipe_ends[0]);
  return taken;
}

// Takes everything out of the queue, in the order in which it comes.
std::vector<int> drain(Emulator& aws, int queue) {
  std::vector<int> numbers;
  for (;;) {
    const Json answer = done(aws, "sqs", "ReceiveMessage",
                             {{"QueueUrl", queue_url(queue)}, {"MaxNumberOfMessages", kBatch}});
    const Json* messages = find_member(answer, "Messages");
    if (messages == nullptr || messages->empty()) return numbers;
    Json entries = Json::array();
    for (const Json& message : *messages) {
      numbers.push_back(std::stoi(message["Body"].get<std::string>()));
      entries.push_back({{"Id", message["Body"]}, {"ReceiptHandle", message["ReceiptHandle"]}});
    }
    done(aws, "sqs", "DeleteMessageBatch",
         {{"QueueUrl", queue_url(queue)}, {"Entries", std::move(entries)}});
  }
}

TEST(Flood, LosesNothingThroughTheDeathOfTheProcess) {
  std::string folder = (std::filesystem::temp_directory_path() / "keytrail-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/state.db";
  const int taken = publish_until_killed(path);
  EXPECT_GE(taken, kMessages / kBatch / 2);
  {
    Emulator aws(on_file(path));
    // The batch that was under way when death came is sent again: it may have been taken.
    for (int first = taken * kBatch; first < kMessages; first += kBatch) publish(aws, first);
    for (int queue = 0; queue < kQueues; ++queue) {
      const std::vector<int> numbers = drain(aws, queue);
      const std::set<int> different(numbers.begin(), numbers.end());
      EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kMessages)) << queue_name(queue);
      EXPECT_EQ(different.size(), static_cast<std::size_t>(kMessages)) << queue_name(queue);
      if (!queue_name(queue).ends_with(".fifo")) continue;
      std::map<int, int> last;
      for (const int number : numbers) {
        const auto [group, is_first] = last.try_emplace(number % kGroups, number);
        if (is_first) continue;
        ASSERT_LT(group->second, number) << queue_name(queue);
        group->second = number;
      }
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace keytrail
