// An SQS with nobody else around.
#pragma once

#include "sqs/service.h"
#include "support/lone_service.h"

namespace keytrail::sqs {

struct Sqs : testing::LoneService<State, &operations> {
  std::string create(const std::string& name, Json attributes = Json::object()) {
    Json input = {{"QueueName", name}, {"Attributes", std::move(attributes)}};
    if (name.ends_with(".fifo")) input["Attributes"]["FifoQueue"] = "true";
    return string_member(done("CreateQueue", std::move(input)), "QueueUrl");
  }
  Json send(const std::string& url, const std::string& body, Json more = Json::object()) {
    Json input = {{"QueueUrl", url}, {"MessageBody", body}};
    input.update(more);
    return done("SendMessage", std::move(input));
  }
  // The messages received; empty when there were none.
  Json receive(const std::string& url, Json more = Json::object()) {
    Json input = {{"QueueUrl", url}, {"MaxNumberOfMessages", 10}};
    input.update(more);
    return done("ReceiveMessage", std::move(input)).value("Messages", Json::array());
  }
  // Their bodies, in order, as "a b c".
  std::string bodies(const std::string& url, Json more = Json::object()) {
    std::string all;
    for (const Json& message : receive(url, std::move(more))) {
      all += (all.empty() ? "" : " ") + string_member(message, "Body");
    }
    return all;
  }
  std::string attribute(const std::string& url, const char* name) {
    const Json output = done("GetQueueAttributes", {{"QueueUrl", url}, {"AttributeNames", {name}}});
    const Json* attributes = find_member(output, "Attributes");
    return attributes == nullptr ? "" : string_member(*attributes, name);
  }
  void pass(Duration time) { now += time; }
};

}  // namespace keytrail::sqs
