#pragma once
// A deployment of an API: what the simulator is told of it.
#include "study/plan/pools.h"

namespace costwright::study {

// Requests are as long as the catalogue's context allows, or max_model_len.
void make_api_pool(PoolParts& parts, const PlanSources& from, const Deployment& deployment);

// Latencies that requests are simulated with must be stated or in the catalogue (api_latency): an
// error when they are not.
void check_has_latencies(const PlanSources& from,
                         const std::string& name,
                         const Deployment& deployment);

}  // namespace costwright::study
