// An SQS with nobody else around.
#pragma once

#include <gtest/gtest.h>

#include "sqs/service.h"
#include "support/harness.h"

namespace keytrail::sqs {

struct Sqs : testing::Harness {
  State state;

  Result<Json> call(std::string_view operation, Json input = Json::object()) {
    return Harness::call(operations(), state, operation, std::move(input));
  }
  // The output; a failure of the test when there is an error instead.
  Json done(std::string_view operation, Json input = Json::object()) {
    Result<Json> result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << ": " << result.error().message;
    return Json::object();
  }
  // "code: message"; "" when there was no error.
  std::string refusal(std::string_view operation, Json input) {
    const Result<Json> result = call(operation, std::move(input));
    return result.ok() ? "" : result.error().code + ": " + result.error().message;
  }
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
