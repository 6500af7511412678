#include <algorithm>
#include <array>

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topic_attributes.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

constexpr std::array<std::string_view, 9> kActions{
    "AddPermission", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic",
    "Publish",       "Receive",     "RemovePermission",   "SetTopicAttributes",
    "Subscribe"};

// The policy as it stands, its statements as a list.
Json policy_of(const Topic& topic) {
  Json policy = parse_json(topic_attribute(topic, "Policy")).value_or(Json::object());
  Json& statements = policy["Statement"];
  if (statements.is_null()) statements = Json::array();
  if (statements.is_object()) statements = Json::array({statements});
  return policy;
}

bool has_label(const Json& statement, const std::string& label) {
  return string_member(statement, "Sid") == label;
}

// One text stands for itself, several for a list.
Json one_or_list(Json texts) { return texts.size() == 1 ? Json(texts[0]) : texts; }

}  // namespace

Result<Json> add_permission(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  const std::string label = string_member(input, "Label");
  Json actions = Json::array();
  for (const Json& action : input["ActionName"]) {
    if (std::ranges::find(kActions, action.get<std::string>()) == kActions.end()) {
      return errors::action_out_of_scope();
    }
    actions.push_back("SNS:" + action.get<std::string>());
  }
  Json principals = Json::array();
  for (const Json& account : input["AWSAccountId"]) {
    principals.push_back("arn:aws:iam::" + account.get<std::string>() + ":root");
  }
  Json policy = policy_of(*topic);
  Json& statements = policy["Statement"];
  if (std::ranges::any_of(statements, [&](const Json& item) { return has_label(item, label); })) {
    return errors::statement_exists();
  }
  statements.push_back({{"Sid", label},
                        {"Effect", "Allow"},
                        {"Principal", {{"AWS", one_or_list(std::move(principals))}}},
                        {"Action", one_or_list(std::move(actions))},
                        {"Resource", topic->arn}});
  set_topic_attribute(edit_topic(state, *topic), "Policy", to_text(policy));
  return Json();
}

Result<Json> remove_permission(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  const std::string label = string_member(input, "Label");
  Json policy = policy_of(*topic);
  Json kept = Json::array();
  for (Json& statement : policy["Statement"]) {
    if (!has_label(statement, label)) kept.push_back(std::move(statement));
  }
  policy["Statement"] = std::move(kept);
  set_topic_attribute(edit_topic(state, *topic), "Policy", to_text(policy));
  return Json();
}

}  // namespace keytrail::sns
