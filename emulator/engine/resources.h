// Answers Resources questions from the World: what exists, without a call and without a record.
#pragma once

#include "core/ports.h"
#include "engine/world.h"

namespace keytrail {

class WorldResources final : public Resources {
 public:
  explicit WorldResources(const World& world) : world_(world) {}
  bool bucket_exists(const std::string& name) const override;
  bool log_group_exists(const Scope& scope, const std::string& name) const override;
  bool topic_exists(const std::string& arn) const override;
  std::optional<std::string> key_arn(const Scope& scope, const std::string& key_id) const override;

 private:
  const World& world_;
};

}  // namespace keytrail
