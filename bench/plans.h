#pragma once
// The plan that the benchmarks share: like Llama-3-8B on one H100.
#include "sim/serving/plan.h"

namespace costwright {

ServingPlan llama_8b_on_h100(std::int32_t replicas, Router router);

}  // namespace costwright
