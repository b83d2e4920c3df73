#pragma once
// How a deployment is operated, beside what runs on it: routing, queueing, scaling, interruptions.
#include "study/plan/pools.h"

namespace costwright::study {

// Of a language model; single-shot models have none of it.
void add_operations(PoolParts& parts,
                    const PlanSources& from,
                    const std::string& name,
                    const Deployment& deployment);

// What depends on the number of replicas and on the end of the plan's meter. `pool`: an index;
// pools are not interrupted at the same instants. Interruptions that are too many to be simulated
// are an error.
void size_operations(sim::ServingPlan& plan,
                     const PoolParts& parts,
                     std::size_t pool,
                     const PlanSources& from);

}  // namespace costwright::study
