// What policies call an operation and the resource it works on, and how a service words a denial.
// KMS decides about keys itself, since only it finds them (kms/authorization.h).
#pragma once

#include <string>
#include <vector>

#include "core/context.h"
#include "engine/operation_table.h"

namespace keytrail {

// What to ask before the operation runs: one request per resource that it names. Empty for an
// operation that needs no permission, or that its service decides about.
std::vector<AccessRequest> access_requests(const World& world, const Context& context,
                                           const OperationEntry& entry, const Json& input);

// Whose the resource of a request is, and its policy, if it has one.
void add_owner(const World& world, AccessRequest& request);

ApiError access_denied(const OperationEntry& entry, const Caller& caller,
                       const AccessRequest& request, const std::string& reason);
// Whether an error is a denial: its record shows no parameters.
bool is_denial(const ApiError& error);

}  // namespace keytrail
