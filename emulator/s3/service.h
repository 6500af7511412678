// The small S3: what a trail's bucket needs. Buckets, their location, their policy and their ACL;
// objects without versions, tags and parts.
#pragma once

#include <string>
#include <vector>

#include "core/operation.h"
#include "s3/state.h"

namespace keytrail::s3 {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

bool bucket_exists(const State& state, const std::string& name);

}  // namespace keytrail::s3
