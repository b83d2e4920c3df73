#pragma once
// Names the first field in which two results differ: what a failing comparison prints.
#include <string>
#include <vector>

#include "sim/meters/usage.h"
#include "sim/requests/request.h"
#include "sim/serving/plan.h"

namespace costwright::testing {
using namespace sim;

// Empty when equal.
std::string first_difference(const PoolUsage& expected, const PoolUsage& actual);
std::string first_difference(const std::vector<RequestRecord>& expected,
                             const std::vector<RequestRecord>& actual);

}  // namespace costwright::testing
