// The World is all state: one State per service. It is the only object that knows every service,
// and a service never sees it.
#pragma once

#include <vector>

#include "cloudtrail/state.h"
#include "cloudwatch/state.h"
#include "kms/state.h"
#include "logs/state.h"
#include "organizations/state.h"
#include "s3/state.h"
#include "secretsmanager/state.h"
#include "sns/state.h"
#include "sqs/state.h"
#include "sts/state.h"

namespace keytrail {

struct World {
  kms::State kms;
  cloudtrail::State cloudtrail;
  logs::State logs;
  cloudwatch::State cloudwatch;
  sns::State sns;
  secretsmanager::State secretsmanager;
  sts::State sts;
  s3::State s3;
  sqs::State sqs;
  organizations::State organizations;

  template <class Visit>
  void each_service(Visit visit) {
    visit(kms);
    visit(cloudtrail);
    visit(logs);
    visit(cloudwatch);
    visit(sns);
    visit(secretsmanager);
    visit(sts);
    visit(s3);
    visit(sqs);
    visit(organizations);
  }
  std::vector<TableBase*> tables() {
    std::vector<TableBase*> all;
    each_service([&](auto& state) {
      for (TableBase* table : state.tables()) all.push_back(table);
    });
    return all;
  }
};

}  // namespace keytrail
