// STS remembers whom it gave temporary credentials.
#pragma once

#include <map>
#include <vector>

#include "core/caller.h"
#include "core/table.h"

namespace keytrail::sts {

struct Session {
  Identity identity;
  std::string token;
  Instant expires_at;
  std::string policy;      // The session policy; empty: none, so that nothing is held back.
  std::string issuer_arn;  // Of a federated user: whose policies count for it.
  std::map<std::string, std::string> tags;

  template <class Archive>
  void fields(Archive& archive) {
    archive("identity", identity);
    archive("token", token);
    archive("expiresAt", expires_at);
    archive("policy", policy);
    archive("issuerArn", issuer_arn);
    archive("tags", tags);
  }
};

struct State {
  Table<Session> sessions{"sts.session"};  // By access key id.

  std::vector<TableBase*> tables() { return {&sessions}; }
};

}  // namespace keytrail::sts
