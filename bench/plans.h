#pragma once
// What the benchmarks share: the plan, like Llama-3-8B on one H100, and the traces.
#include <memory>

#include "sim/requests/request.h"
#include "sim/serving/plan.h"
#include "sim/trace/trace.h"

namespace costwright::bench {
using namespace sim;

ServingPlan llama_8b_on_h100(std::int32_t replicas, Router router);

// The shipped traces; throw when they are not there.
std::shared_ptr<const Trace> azure_trace();
std::shared_ptr<const Trace> mooncake_trace();

}  // namespace costwright::bench
