#pragma once
// What the benchmarks share: the plan, like Llama-3-8B on one H100, and the trace.
#include <memory>

#include "sim/requests/request.h"
#include "sim/serving/plan.h"
#include "sim/trace/trace.h"

namespace costwright::bench {
using namespace sim;

ServingPlan llama_8b_on_h100(std::int32_t replicas, Router router);

// The Azure 2023 conversation trace; throws when it is not there.
std::shared_ptr<const Trace> azure_trace();

}  // namespace costwright::bench
