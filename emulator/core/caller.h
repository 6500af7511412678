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

  // Of a role session: the role behind it. Empty for all others.
  std::string role_arn() const;

  template <class Archive>
  void fields(Archive& archive) {
    archive("type", type);
    archive("principalId", principal_id);
    archive("arn", arn);
    archive("accountId", account_id);
    archive("accessKeyId", access_key_id);
    archive("userName", user_name);
    archive("sessionContext", session_context);
  }
};

// What a request was signed with. Signatures are not verified.
struct Credentials {
  std::string access_key_id;
  std::string session_token;  // Of temporary credentials.
};

struct Caller {
  Scope scope;  // Whose state the call sees.
  Identity identity;
  // For the engine to find out whose they are; when it cannot, or without them, `identity` counts.
  std::optional<Credentials> credentials;
  std::string source_ip = "127.0.0.1";
  std::string user_agent;
  std::string invoked_by;  // "secretsmanager.amazonaws.com" when a service calls for the principal.
  std::string source_arn;  // When a service calls for itself: the resource it does so for.
  std::string host_header;  // What the client put in Host.
  std::string tls_version;  // Empty over plain HTTP; then the record has no tlsDetails.
  std::string tls_cipher;

  bool is_service() const { return !invoked_by.empty(); }
  // A service that nobody has asked, or time.
  bool is_aws_itself() const { return identity.type == "AWSService"; }
  // What denials call the caller.
  const std::string& name() const { return is_aws_itself() ? invoked_by : identity.arn; }
};

// The root user of an account, which is who signs when no identity is configured.
Identity root_identity(const std::string& account, const std::string& access_key_id);

Identity user_identity(const std::string& arn, const std::string& user_id,
                       const std::string& access_key_id);

// The session of a role; the path of the role is no part of the session's ARN.
Identity session_identity(const std::string& role_arn, const std::string& role_id,
                          const std::string& session_name, const std::string& access_key_id);

}  // namespace keytrail
