#include "engine/execution.h"

#include <utility>

#include "cloudtrail/service.h"
#include "engine/access_table.h"
#include "engine/authentication.h"
#include "engine/record_parameters.h"
#include "engine/validate.h"
#include "kms/custom_key_stores.h"
#include "kms/last_usage.h"
#include "kms/service.h"
#include "pipeline/chain.h"
#include "secretsmanager/service.h"
#include "sns/service.h"
#include "sqs/service.h"

namespace keytrail {
namespace {

constexpr const char* kOrganizationsRegion = "us-east-1";

// Who acts when a service does for itself, or when time or a delivery that ended does.
Caller aws_itself(const Scope& scope, const std::string& name = "AWS Internal") {
  Caller caller;
  caller.scope = scope;
  caller.identity.type = "AWSService";
  caller.invoked_by = caller.source_ip = caller.user_agent = name;
  return caller;
}

}  // namespace

class Execution::Frame final : public ServiceCalls,
                               public ServiceEvents,
                               public SlowWork,
                               public Permissions,
                               public Waiting,
                               public Queues {
 public:
  Frame(Execution& execution, const Caller& caller)
      : execution_(execution),
        resources_(execution.parts_.world),
        chain_(execution.parts_.world.logs, execution.parts_.world.cloudwatch,
               execution.parts_.world.sns),
        ports_{*this, resources_, chain_, chain_, chain_, *this, *this, *this, *this, *this},
        context{execution.now_,
                caller,
                execution.random_.uuid(),
                execution.random_,
                execution.parts_.scheduler,
                execution.parts_.store,
                execution.timeline_,
                execution.parts_.outbox,
                ports_,
                execution.parts_.settings,
                {},
                nullptr,
                execution.command_} {
    chain_.attach(context);
  }

  Result<Json> call(const std::string& as_service, const std::string& service,
                    const std::string& operation, Json input, const std::string& region) override {
    Call nested{service, operation, std::move(input), context.caller};
    if (!region.empty()) nested.caller.scope.region = region;
    nested.caller.invoked_by = as_service;
    nested.caller.source_ip = as_service;
    nested.caller.user_agent = as_service;
    nested.leaves_no_trace = execution_.leaves_no_trace_;
    return execution_.run_call(nested).result;
  }

  Result<Json> call_for_itself(const ServiceItself& who, const std::string& service,
                               const std::string& operation, Json input) override {
    Call nested{service, operation, std::move(input), aws_itself(who.scope, who.name)};
    nested.caller.source_arn = who.source_arn;
    nested.leaves_no_trace = execution_.leaves_no_trace_;
    ++execution_.calls_for_itself_;
    Result<Json> result = execution_.run_call(nested).result;
    --execution_.calls_for_itself_;
    return result;
  }

  void emit(const Scope& scope, const ServiceEvent& event) override {
    execution_.pass_on(
        *this, cloudtrail::build_service_event(scope, context.now, execution_.random_.uuid(), event,
                                               context.request_id));
  }

  void echo(const Scope& scope, const CallEcho& echo) override {
    const OperationEntry* entry = find_entry(echo.service, echo.operation);
    KT_ASSERT(entry != nullptr);
    Caller caller = context.caller;
    caller.scope = scope;
    caller.invoked_by = echo.invoked_by;
    RecordDraft draft;
    for (const auto& [type, arn] : echo.resources) {
      draft.resources.push_back({type, arn, scope.account});
    }
    Json request = record_parameters(entry->model->input, echo.input, entry->unlogged);
    Json response = echo.response_elements;
    if (response.is_null()) {
      response = record_parameters(entry->model->output, echo.output, entry->unlogged);
    }
    execution_.pass_on(
        *this, cloudtrail::build_record(
                   {caller, context.now, entry->event_source, entry->model->name,
                    entry->access == Access::Read, context.request_id, execution_.random_.uuid(),
                    std::move(request), std::move(response), nullptr, &draft, entry->api_version}));
  }

  void run(const std::function<void()>& work) override {
    execution_.now_ = execution_.parts_.run_unlocked(work);
    context.now = execution_.now_;
  }

  bool is_enforced() const override { return execution_.parts_.settings.enforces_policies; }
  std::optional<std::string> why_not(const AccessRequest& request) const override {
    const EngineParts& parts = execution_.parts_;
    const Caller& caller = context.caller;
    if (request.as_service.empty() && !caller.is_aws_itself()) {
      return parts.authorizer.why_not(parts.world, caller, context.now, request);
    }
    AccessRequest whole = request;
    if (whole.as_service.empty()) {
      whole.as_service = caller.invoked_by;
      whole.conditions.push_back({"aws:SourceArn", {caller.source_arn}});
      whole.conditions.push_back({"aws:SourceAccount", {caller.scope.account}});
    }
    // A service that asks for itself cannot see the policy of another's resource.
    if (whole.resource_policy == nullptr) add_owner(parts.world, whole);
    return parts.authorizer.why_not(parts.world, caller, context.now, whole);
  }

  bool await_change(std::optional<Instant> wanted,
                    std::chrono::steady_clock::time_point longest) override {
    const bool goes_on = execution_.parts_.await_change(wanted, longest);
    context.now = execution_.now_ = execution_.parts_.catch_up();
    return goes_on;
  }

  Result<void> send(const std::string& queue_arn, const QueueMessage& message) override {
    return sqs::deliver(execution_.parts_.world.sqs, context, queue_arn, message);
  }

 private:
  Execution& execution_;
  WorldResources resources_;
  pipeline::Chain chain_;
  Ports ports_;

 public:
  Context context;
};

namespace {

// "501 NotImplemented" for a parameter that is known and has no effect here, unless it holds the
// value AWS takes as default anyway.
Result<void> check_refused(const OperationEntry& entry, const Json& input) {
  for (const Refused& refused : entry.refused) {
    const Json* value = find_member(input, refused.member);
    if (value == nullptr) continue;
    if (!refused.allowed.empty() && to_text(*value) == refused.allowed) continue;
    if (refused.allowed.empty() && (value->is_array() || value->is_object()) && value->empty())
      continue;
    return not_implemented(std::string(entry.service->name) + " " + std::string(entry.model->name) +
                           " with " + std::string(refused.member));
  }
  return {};
}

// A call that works on another account's resource is in that account's records, too, where the
// caller is no more than an account (CloudTrail guide, "sharedEventID").
std::optional<Caller> as_the_owner_sees(const Caller& caller, const RecordDraft& draft) {
  for (const RecordDraft::Resource& resource : draft.resources) {
    if (resource.account.empty() || resource.account == caller.scope.account) continue;
    Caller seen = caller;
    seen.scope.account = resource.account;
    if (caller.is_aws_itself()) return seen;
    seen.identity = Identity();
    seen.identity.type = "AWSAccount";
    seen.identity.principal_id = caller.identity.principal_id;
    seen.identity.account_id = caller.identity.account_id;
    return seen;
  }
  return std::nullopt;
}

bool is_refusal(const Result<Json>& result) { return !result.ok() && result.error().status == 501; }

}  // namespace

Execution::Execution(EngineParts& parts, std::uint64_t command, Instant now)
    : parts_(parts), command_(command), now_(now), random_(parts.seed, command) {}

// Who cannot be authenticated leaves no record, as on AWS.
Outcome Execution::run_signed_call(const Call& call) {
  if (!call.caller.credentials) return run_call(call);
  const Result<std::optional<Identity>> signer =
      find_signer(parts_.world, parts_.settings, now_, call);
  if (!signer.ok()) return Outcome{random_.uuid(), signer.error()};
  if (!signer.value()) return run_call(call);
  Caller caller = call.caller;
  caller.identity = *signer.value();
  caller.scope.account = caller.identity.account_id;
  return run_as(caller, call);
}

Outcome Execution::run_call(const Call& call) { return run_as(call.caller, call); }

Outcome Execution::run_as(const Caller& caller, const Call& call) {
  // Organizations has one endpoint, wherever it is called from, and its records are there.
  if (call.service == "organizations" && caller.scope.region != kOrganizationsRegion) {
    Caller there = caller;
    there.scope.region = kOrganizationsRegion;
    return run_as(there, call);
  }
  Frame frame(*this, caller);
  Outcome outcome{frame.context.request_id, Json()};
  leaves_no_trace_ = call.leaves_no_trace;
  const Timeline::Place before = timeline_.here();
  const OperationEntry* entry = find_entry(call.service, call.operation);
  if (entry == nullptr) {
    outcome.result = not_implemented(call.service + " " + call.operation);
  } else if (call.leaves_no_trace && entry->access != Access::Read) {
    outcome.result = validation_exception("Only an operation that reads can leave no trace.");
  } else if (auto throttled = call.leaves_no_trace
                                  ? std::nullopt
                                  : parts_.throttles.meet(call.service, call.operation, now_)) {
    outcome.result = std::move(*throttled);
  } else {
    outcome.result = perform(frame, *entry, call.input);
  }
  if (call.leaves_no_trace) return outcome;
  note_call(caller, call, outcome, frame.context.record);
  timeline_.move_last_to(before);
  if (entry != nullptr && entry->plane == Plane::Management && !is_refusal(outcome.result)) {
    write_record(frame, *entry, call.input, outcome.result);
  }
  pass_on_held(frame);
  return outcome;
}

Result<Json> Execution::perform(Frame& frame, const OperationEntry& entry, const Json& input) {
  KT_TRY_VOID(check_refused(entry, input));
  KT_TRY_VOID(validate(*entry.service, *entry.model, input));
  frame.context.input = &input;
  if (parts_.settings.enforces_policies) KT_TRY_VOID(check_access(frame, entry, input));
  return entry.handler(parts_.world, frame.context, input);
}

// A service that calls another one for nobody has asked before, with what it knows of the source.
Result<void> Execution::check_access(Frame& frame, const OperationEntry& entry, const Json& input) {
  const Context& context = frame.context;
  if (context.caller.is_aws_itself()) return {};
  for (const AccessRequest& request : access_requests(parts_.world, context, entry, input)) {
    const std::optional<std::string> reason = frame.why_not(request);
    if (reason) return access_denied(entry, context.caller, request, *reason);
  }
  return {};
}

void Execution::note_call(const Caller& caller, const Call& call, const Outcome& outcome,
                          const RecordDraft& draft) {
  const ApiError* error = outcome.result.ok() ? nullptr : &outcome.result.error();
  timeline_.note_texts(
      "call", caller.scope,
      {{"service", call.service},
       {"operation", call.operation},
       {"identity", caller.identity.arn},
       {"requestId", outcome.request_id},
       {"invokedBy", caller.invoked_by},
       {"resource", draft.resources.empty() ? std::string_view() : draft.resources.front().arn},
       {"errorCode", error == nullptr ? std::string_view() : error->code},
       {"errorMessage", error == nullptr ? std::string_view() : error->message}});
}

void Execution::write_record(Frame& frame, const OperationEntry& entry, const Json& input,
                             const Result<Json>& result) {
  // What the handler's draft says goes before the row's rule; the record builder sees to that.
  RecordDraft& draft = frame.context.record;
  const bool was_denied = !result.ok() && is_denial(result.error());
  if (was_denied) draft.request_parameters = Json();
  Json request;
  if (!draft.request_parameters) {
    request = record_parameters(entry.model->input, input, entry.unlogged);
  }
  Json response;
  if (result.ok() && !draft.response_elements && entry.response == ResponseElements::Output) {
    response = record_parameters(entry.model->output, result.value(), entry.unlogged);
  }
  std::string event_id = random_.uuid();
  if (result.ok() && entry.event_source == kms::kEventSource) {
    kms::note_last_use(parts_.world.kms, entry.model->name, draft.used_rows,
                       {std::string(entry.model->name), now_, event_id, frame.context.request_id});
  }
  const Caller& caller = frame.context.caller;
  const auto build = [&](const Caller& who, std::string id, std::string_view shared_event_id,
                         Json asked, Json answered) {
    return cloudtrail::build_record(
        {who, now_, entry.event_source, entry.model->name, entry.access == Access::Read,
         frame.context.request_id, std::move(id), std::move(asked), std::move(answered),
         result.ok() ? nullptr : &result.error(), &draft, entry.api_version, shared_event_id});
  };
  const std::optional<Caller> owners_view = as_the_owner_sees(caller, draft);
  // What a service does for itself concerns an account of its own, too, which nobody sees.
  const bool is_shared = owners_view || caller.is_aws_itself();
  const std::string shared_event_id = is_shared ? random_.uuid() : std::string();
  if (!owners_view) {
    return pass_on(frame, build(caller, std::move(event_id), shared_event_id, std::move(request),
                                std::move(response)));
  }
  if (!caller.is_aws_itself()) {
    pass_on(frame, build(caller, std::move(event_id), shared_event_id, request, response));
  }
  Frame owners_frame(*this, *owners_view);
  pass_on(owners_frame, build(*owners_view, random_.uuid(), shared_event_id, std::move(request),
                              std::move(response)));
}

void Execution::pass_on(Frame& frame, cloudtrail::Record record) {
  timeline_.note_texts("record", frame.context.scope(),
                       {{"eventID", record.row.event_id},
                        {"eventName", record.row.event_name},
                        {"eventSource", record.row.event_source},
                        {"errorCode", record.error_code},
                        {"cause", frame.context.request_id}});
  const std::uint64_t sequence = parts_.store.append(record.row);
  held_records_.push_back({std::move(record), sequence});
  pass_on_held(frame);
}

// A service that calls for itself may be about to store a record, and trails about to deliver one:
// what comes of that waits, in order, until they are through.
void Execution::pass_on_held(Frame& frame) {
  if (calls_for_itself_ > 0 || is_passing_on_) return;
  is_passing_on_ = true;
  for (std::size_t i = 0; i < held_records_.size(); ++i) {
    const HeldRecord held = std::move(held_records_[i]);
    cloudtrail::distribute(parts_.world.cloudtrail, frame.context, held.record, held.sequence);
  }
  held_records_.clear();
  is_passing_on_ = false;
}

bool Execution::wants_to_know(const Delivery& delivery, const AttemptResult& result) {
  return delivery.kind == "lambda" || (delivery.kind == "http" && !result.has_arrived());
}

void Execution::end_delivery(const Delivery& delivery, const AttemptResult& result) {
  const Caller caller = aws_itself(delivery.scope);
  Frame frame(*this, caller);
  if (delivery.kind == "lambda") {
    secretsmanager::end_invocation(parts_.world.secretsmanager, frame.context, delivery, result);
  } else {
    sns::give_up(parts_.world.sns, frame.context, delivery, result.error);
  }
  pass_on_held(frame);
}

void Execution::run_timer(const Timer& timer) {
  Scope scope{parts_.settings.default_account, parts_.settings.default_region};
  const std::size_t account_end = timer.subject.find('/');
  const std::size_t region_end =
      account_end == std::string::npos ? account_end : timer.subject.find('/', account_end + 1);
  if (region_end != std::string::npos) {
    scope = Scope{timer.subject.substr(0, account_end),
                  timer.subject.substr(account_end + 1, region_end - account_end - 1)};
  }
  const Caller caller = aws_itself(scope);
  const TimerEntry* entry = find_timer(timer.kind);
  KT_ASSERT(entry != nullptr);
  Frame frame(*this, caller);
  (*entry)(parts_.world, frame.context, timer);
  pass_on_held(frame);
}

Result<void> Execution::set_custom_key_store_fault(const Scope& scope, const std::string& id,
                                                   const std::string& error_code) {
  Caller caller;
  caller.scope = scope;
  Frame frame(*this, caller);
  return kms::set_fault(parts_.world.kms, frame.context, id, error_code);
}

Json Execution::inject_records(const std::vector<std::string>& records) {
  Caller caller;
  caller.scope = Scope{parts_.settings.default_account, parts_.settings.default_region};
  Frame frame(*this, caller);
  const cloudtrail::Injected injected =
      cloudtrail::inject(parts_.world.cloudtrail, frame.context, records);
  pass_on_held(frame);
  Json refused = Json::array();
  for (const auto& [index, reason] : injected.refused) {
    refused.push_back({{"index", index}, {"reason", reason}});
  }
  return {{"accepted", injected.accepted}, {"refused", std::move(refused)}};
}

}  // namespace keytrail
