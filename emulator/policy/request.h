// A Request is what a policy is asked about: who wants to do what to which resource, and under
// which circumstances.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace keytrail::policy {

struct Principal {
  std::string account;
  std::string arn;       // The user's, the session's, or the root user's.
  std::string role_arn;  // Of a role session: the role behind it.
  std::string service;   // "cloudtrail.amazonaws.com" when a service acts for itself.

  bool is_root() const { return arn.ends_with(":root"); }
};

// Condition keys and their values. Names compare without regard to case, values do not.
class Conditions {
 public:
  // A key without values is one the request does not have.
  void set(std::string_view key, std::vector<std::string> values);
  void set(std::string_view key, std::string value);
  // Null when the request does not have the key.
  const std::vector<std::string>* find(std::string_view key) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;  // By lower-case name.
};

struct Request {
  Principal principal;
  std::string action;    // "kms:Encrypt".
  std::string resource;  // An ARN, or "*" for an operation without a resource.
  Conditions conditions;
};

}  // namespace keytrail::policy
