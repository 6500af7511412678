#include "engine/throttles.h"

namespace keytrail {
namespace {

// KMS and S3 have words of their own (KMS developer guide, "Throttling requests"; S3 API reference,
// "Error responses"); all others say the same.
ApiError rate_exceeded(const std::string& service) {
  if (service == "s3") return {"SlowDown", "Please reduce your request rate.", 503};
  if (service == "kms") {
    return {"ThrottlingException",
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your "
            "calls.",
            400};
  }
  return {"ThrottlingException", "Rate exceeded", 400};
}

}  // namespace

void Throttles::set(const Throttle& throttle, Instant now) {
  Rule rule{throttle.calls, std::nullopt};
  if (throttle.lasting) rule.until = now + *throttle.lasting;
  rules_.insert_or_assign({throttle.service, throttle.operation}, rule);
}

std::optional<ApiError> Throttles::meet(const std::string& service, const std::string& operation,
                                        Instant now) {
  if (rules_.empty()) return std::nullopt;
  for (const std::string& name : {operation, std::string()}) {
    const auto found = rules_.find({service, name});
    if (found == rules_.end()) continue;
    Rule& rule = found->second;
    if ((rule.until && now >= *rule.until) || rule.calls_left == 0u) {
      rules_.erase(found);
      continue;
    }
    if (rule.calls_left) --*rule.calls_left;
    return rate_exceeded(service);
  }
  return std::nullopt;
}

}  // namespace keytrail
