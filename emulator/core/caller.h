// A Caller is who makes a call, from where, as the record will show it.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/scope.h"

namespace keytrail {

// CloudTrail's userIdentity (CloudTrail user guide, "userIdentity element").
struct Identity {
  std::string type = "Root";  // Root, IAMUser, AssumedRole, FederatedUser, AWSService …
  std::string principal_id;
  std::string arn;
  std::string account_id;
  std::string access_key_id;
  std::string user_name;
  Json session_context;  // null unless temporary credentials signed the call.
};

struct Caller {
  Scope scope;  // Whose state the call sees.
  Identity identity;
  std::string source_ip = "127.0.0.1";
  std::string user_agent;
  std::string invoked_by;  // "secretsmanager.amazonaws.com" when a service calls for the principal.
  std::string host_header;  // What the client put in Host.
  std::string tls_version;  // Empty over plain HTTP; then the record has no tlsDetails.
  std::string tls_cipher;

  bool is_service() const { return !invoked_by.empty(); }
};

// The root user of an account, which is who signs when no identity is configured.
Identity root_identity(const std::string& account, const std::string& access_key_id);

}  // namespace keytrail
