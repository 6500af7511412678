#include "organizations/service.h"

#include "organizations/operations.h"

namespace keytrail::organizations {

const std::vector<Operation<State>>& operations() {
  static const std::vector<Operation<State>> rows{
      {.name = "DescribeOrganization", .handler = describe_organization},
  };
  return rows;
}

}  // namespace keytrail::organizations
