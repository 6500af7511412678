#include "scenario/given.h"

#include <charconv>
#include <filesystem>

#include "base/arn.h"
#include "base/nearest.h"
#include "base/text.h"
#include "scenario/cases.h"
#include "scenario/comparison_words.h"
#include "scenario/identities.h"
#include "scenario/model_words.h"
#include "scenario/pattern_words.h"

namespace keytrail::scenario {
namespace {

constexpr int kIncludeDepthMax = 8;
const std::vector<std::string_view> kStatistics{"Sum", "Average", "Minimum", "Maximum",
                                                "SampleCount"};
const std::vector<std::string_view> kMissingWords{"missing", "ignore", "breaching", "notBreaching"};
constexpr std::string_view kDeliveryRole = "role/CloudTrail_CloudWatchLogs_Role";

class Expansion {
 public:
  Expansion(YamlSource& source, Scenario& scenario, BucketPolicies policies)
      : source_(&source), scenario_(scenario), policies_(policies) {}

  void expand(const Yaml& given) {
    Fields fields(*source_, given, "given");
    for (const auto& [key, value] : members_of(given)) {
      if (key.Scalar() != "identities") refuse_holes(value);
    }
    for (const Yaml& node : fields.items("include")) include(node);
    if (const auto identities = fields.find("identities")) {
      EmulatorOptions& options = scenario_.options;
      read_identities(*source_, *identities, options.account, options.identities);
    }
    if (fields.boolean("enforce_policies", false)) scenario_.options.enforce_policies = true;
    for (const Yaml& node : fields.items("keys")) add_key(node);
    for (const Yaml& node : fields.items("log_groups")) {
      add("logs", "CreateLogGroup", node, {{"logGroupName", source_->text(node, "log_groups")}});
    }
    for (const Yaml& node : fields.items("trail")) add_trail(node);
    for (const Yaml& node : fields.items("filters")) add_filter(node);
    for (const Yaml& node : fields.items("topics")) add_topic(node);
    for (const Yaml& node : fields.items("alarms")) add_alarm(node);
  }

 private:
  // The keys of another file's top, as if they stood here. Its calls have the place of the include.
  void include(const Yaml& node) {
    const std::string name = source_->text(node, "include");
    const std::string path = (std::filesystem::path(source_->path()).parent_path() / name).string();
    const std::optional<std::string> text = read_text(path);
    if (!text) return source_->report(node, "include: expected a file, cannot read " + path);
    if (include_depth_ == kIncludeDepthMax) {
      return source_->report(node, "include: expected at most 8 files one inside another");
    }
    YamlSource inner(path, *text);
    YamlSource* const outer = std::exchange(source_, &inner);
    const std::optional<Place> outer_place =
        std::exchange(include_place_, include_place_.value_or(place_of(node)));
    ++include_depth_;
    if (!inner.problem()) refuse_cells(inner);
    if (!inner.problem()) expand(inner.root());
    --include_depth_;
    include_place_ = outer_place;
    source_ = outer;
    if (inner.problem()) source_->report(*inner.problem());
  }

  // Nothing is saved before the first step. "${aws:username}" is a policy's.
  void refuse_holes(const Yaml& node) {
    if (node.IsSequence()) {
      for (const Yaml& item : node) refuse_holes(item);
    }
    for (const auto& [key, value] : members_of(node)) refuse_holes(value);
    if (!node.IsScalar()) return;
    const std::string& text = node.Scalar();
    const std::size_t hole = text.find("${");
    const std::size_t end = text.find('}', hole);
    if (hole == std::string::npos || end == std::string::npos) return;
    const std::string name = text.substr(hole, end + 1 - hole);
    if (name.find(':') != std::string::npos) return;
    source_->report(node, "given: expected no " + name + ", which stands for a value in steps");
  }

  Step step_at(const Yaml& node) const {
    Step step;
    step.place = include_place_.value_or(place_of(node));
    return step;
  }

  CallStep& add(std::string service, std::string operation, const Yaml& at, Json input) {
    Step step = step_at(at);
    CallStep call;
    call.service = std::move(service);
    call.operation = std::move(operation);
    call.input = Template(std::move(input));
    step.action = std::move(call);
    scenario_.given.push_back(std::move(step));
    return std::get<CallStep>(scenario_.given.back().action);
  }

  void save(CallStep& call, const std::string& name, const std::string& path) {
    call.saves.push_back({name, scenario_.names.define(name), *JsonPath::parse(path), path});
  }

  std::string arn(std::string service, std::string resource) const {
    return Arn{"aws", std::move(service), scenario_.options.region, scenario_.options.account,
               std::move(resource)}
        .text();
  }

  // A key by its name alone, or with the parameters of CreateKey.
  void add_key(const Yaml& node) {
    std::string name;
    Json input = Json::object();
    if (node.IsScalar()) {
      name = node.Scalar();
    } else {
      Fields fields(*source_, node, "keys");
      name = fields.require_text("name");
      if (const auto with = fields.find("with")) {
        const models::Service& kms = *models::find_service("kms");
        check_parameters(*source_, *with, models::find_operation(kms, "CreateKey")->input,
                         "kms CreateKey", CheckValues::Yes);
        input = source_->value(*with);
      }
    }
    CallStep& call = add("kms", "CreateKey", node, std::move(input));
    save(call, name, "$.KeyMetadata.KeyId");
    save(call, name + ".arn", "$.KeyMetadata.Arn");
  }

  // CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail".
  // The files of an organization trail lie in its folder; those from before it became one, or from
  // after, in the account's.
  Json trail_policy(const std::string& bucket, bool is_organization_trail) const {
    const Json cloudtrail = {{"Service", "cloudtrail.amazonaws.com"}};
    const std::string bucket_arn = "arn:aws:s3:::" + bucket;
    Json folders = Json::array({bucket_arn + "/AWSLogs/" + scenario_.options.account + "/*"});
    const std::optional<Organization>& organization = scenario_.options.identities.organization;
    if (is_organization_trail && organization) {
      folders.push_back(bucket_arn + "/AWSLogs/" + organization->id + "/*");
    }
    const Json check = {{"Effect", "Allow"},
                        {"Principal", cloudtrail},
                        {"Action", "s3:GetBucketAcl"},
                        {"Resource", bucket_arn}};
    const Json write = {
        {"Effect", "Allow"},
        {"Principal", cloudtrail},
        {"Action", "s3:PutObject"},
        {"Resource", std::move(folders)},
        {"Condition", {{"StringEquals", {{"s3:x-amz-acl", "bucket-owner-full-control"}}}}}};
    return {{"Version", "2012-10-17"}, {"Statement", {check, write}}};
  }

  // A trail to a new log group, with the bucket that CreateTrail wants.
  void add_trail(const Yaml& node) {
    Fields fields(*source_, node, "trail");
    const std::string name = fields.require_text("name");
    const std::string group = fields.require_text("log_group");
    const std::string bucket = fields.text("bucket", "trail-records-" + scenario_.options.account);
    const bool is_organization_trail = fields.boolean("organization", false);
    Json create_bucket = {{"Bucket", bucket}};
    if (scenario_.options.region != "us-east-1") {
      create_bucket["CreateBucketConfiguration"] = {
          {"LocationConstraint", scenario_.options.region}};
    }
    add("s3", "CreateBucket", node, std::move(create_bucket));
    if (policies_ == BucketPolicies::Asked || scenario_.options.enforce_policies) {
      add("s3", "PutBucketPolicy", node,
          {{"Bucket", bucket}, {"Policy", to_text(trail_policy(bucket, is_organization_trail))}});
    }
    add("logs", "CreateLogGroup", node, {{"logGroupName", group}});
    default_group_ = group;
    Json trail = {
        {"Name", name},
        {"S3BucketName", bucket},
        {"CloudWatchLogsLogGroupArn", arn("logs", "log-group:" + group + ":*")},
        {"CloudWatchLogsRoleArn",
         "arn:aws:iam::" + scenario_.options.account + ":" + std::string(kDeliveryRole)},
    };
    if (fields.boolean("multi_region", false)) trail["IsMultiRegionTrail"] = true;
    if (is_organization_trail) trail["IsOrganizationTrail"] = true;
    add("cloudtrail", "CreateTrail", node, std::move(trail));
    add("cloudtrail", "StartLogging", node, {{"Name", name}});
  }

  void add_filter(const Yaml& node) {
    Fields fields(*source_, node, "filters");
    const auto [metric_namespace, metric_name] = metric(fields, node);
    Json transformation = {{"metricName", metric_name},
                           {"metricNamespace", metric_namespace},
                           {"metricValue", fields.text("value", "1")}};
    if (const auto fallback = fields.find("default")) {
      transformation["defaultValue"] = source_->number(*fallback, "filters.default");
    }
    const std::string group = fields.text("log_group", default_group_);
    if (group.empty())
      source_->report(node, "filters: expected 'log_group', for there is no trail");
    add("logs", "PutMetricFilter", node,
        {{"logGroupName", group},
         {"filterName", fields.require_text("name")},
         {"filterPattern", pattern_of(fields, group == default_group_)},
         {"metricTransformations", Json::array({std::move(transformation)})}});
  }

  // With text(…) around it a pattern is taken as it stands, for one that is wrong on purpose.
  std::string pattern_of(Fields& fields, bool is_about_records) {
    std::string pattern = fields.require_text("pattern");
    const bool is_checked = !pattern.starts_with("text(") || !pattern.ends_with(")");
    if (!is_checked) pattern = pattern.substr(5, pattern.size() - 6);
    const Json judged = Emulator::explain_filter(pattern, {});
    if (const Json* error = find_member(judged, "error")) {
      source_->report(*fields.find("pattern"), "filters.pattern: character " +
                                                   to_text((*error)["column"]) + ": expected " +
                                                   string_member(*error, "expected"));
    } else if (is_checked && is_about_records) {
      if (const auto slip = find_pattern_slip(pattern)) {
        source_->report(*fields.find("pattern"),
                        "filters.pattern: " + *slip + "; text(…) takes a pattern as it stands");
      }
    }
    return pattern;
  }

  void add_topic(const Yaml& node) {
    Fields fields(*source_, node, "topics");
    const std::string name = fields.require_text("name");
    save(add("sns", "CreateTopic", node, {{"Name", name}}), "topic." + name, "$.TopicArn");
    for (const std::string& address : fields.texts("emails")) {
      add("sns", "Subscribe", node,
          {{"TopicArn", arn("sns", name)}, {"Protocol", "email"}, {"Endpoint", address}});
      if (scenario_.options.auto_confirm) continue;
      Step confirm = step_at(node);
      confirm.action = ConfirmStep{Template(Json(address))};
      scenario_.given.push_back(std::move(confirm));
    }
  }

  void add_alarm(const Yaml& node) {
    Fields fields(*source_, node, "alarms");
    if (fields.find("rule")) return add_composite_alarm(fields, node);
    const auto [metric_namespace, metric_name] = metric(fields, node);
    const auto [operator_name, threshold] = threshold_of(fields, node);
    const std::string period = fields.text("period", "60s");
    const auto seconds = parse_duration(period);
    if (!seconds) source_->report(node, "alarms.period: expected a duration, got '" + period + "'");
    Json alarm = {
        {"AlarmName", fields.require_text("name")},
        {"Namespace", metric_namespace},
        {"MetricName", metric_name},
        {"Statistic", word(fields, "statistic", kStatistics, "Sum")},
        {"Period", seconds.value_or(Duration(0)).count() / 1000},
        {"EvaluationPeriods", fields.integer("evaluation_periods", 1)},
        {"Threshold", threshold},
        {"ComparisonOperator", operator_name},
        {"TreatMissingData", word(fields, "missing", kMissingWords, "missing")},
    };
    if (const auto datapoints = fields.find("datapoints_to_alarm")) {
      alarm["DatapointsToAlarm"] = source_->integer(*datapoints, "alarms.datapoints_to_alarm");
    }
    add_actions(fields, "notify", "AlarmActions", alarm);
    add_actions(fields, "notify_ok", "OKActions", alarm);
    add("cloudwatch", "PutMetricAlarm", node, std::move(alarm));
  }

  void add_composite_alarm(Fields& fields, const Yaml& node) {
    Json alarm = {{"AlarmName", fields.require_text("name")},
                  {"AlarmRule", fields.require_text("rule")}};
    add_actions(fields, "notify", "AlarmActions", alarm);
    add_actions(fields, "notify_ok", "OKActions", alarm);
    add("cloudwatch", "PutCompositeAlarm", node, std::move(alarm));
  }

  std::string word(Fields& fields, std::string_view name,
                   const std::vector<std::string_view>& known, const char* fallback) {
    std::string text = fields.text(name, fallback);
    if (std::find(known.begin(), known.end(), text) == known.end()) {
      source_->report(*fields.find(name), fields.path_of(name) + ": expected one of " +
                                              join({known.begin(), known.end()}, ", ") + ", got '" +
                                              text + "'" + did_you_mean(text, known));
    }
    return text;
  }

  void add_actions(Fields& fields, std::string_view key, const char* member, Json& alarm) {
    for (const std::string& topic : fields.texts(key)) {
      alarm[member].push_back(topic.starts_with("arn:") ? topic : arn("sns", topic));
    }
  }

  std::pair<std::string, std::string> metric(Fields& fields, const Yaml& node) {
    const std::string name = fields.require_text("metric");
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == name.size()) {
      source_->report(node,
                      fields.path_of("metric") + ": expected NAMESPACE/NAME, got '" + name + "'");
      return {};
    }
    return {name.substr(0, slash), name.substr(slash + 1)};
  }

  // ">= 1"
  std::pair<std::string, double> threshold_of(Fields& fields, const Yaml& node) {
    const std::string text = fields.require_text("threshold");
    for (const ComparisonWords& row : kComparisonWords) {
      if (!text.starts_with(row.sign)) continue;
      const std::string_view bound = trim(std::string_view(text).substr(row.sign.size()));
      double number = 0;
      const auto [end, failure] =
          std::from_chars(bound.data(), bound.data() + bound.size(), number);
      if (failure != std::errc() || end != bound.data() + bound.size()) break;
      return {std::string(row.operator_name), number};
    }
    source_->report(node,
                    "alarms.threshold: expected a comparison such as '>= 1', got '" + text + "'");
    return {};
  }

  YamlSource* source_;  // The file that is being read: the scenario's, or one it includes.
  Scenario& scenario_;
  BucketPolicies policies_;
  std::string default_group_;
  std::optional<Place> include_place_;
  int include_depth_ = 0;
};

}  // namespace

void expand_given(YamlSource& source, const Yaml& given, Scenario& scenario,
                  BucketPolicies policies) {
  Expansion(source, scenario, policies).expand(given);
}

}  // namespace keytrail::scenario
