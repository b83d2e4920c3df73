#pragma once
// What no simulation of a plan can undercut: replicas that never wait for work nor work for
// themselves, at their best rate (the roofline at the best batch), serving just 99 % of what comes,
// without what queueing, small batches, contexts and repeated work add. Prices of it bound the cost
// of every run that serves its demand from below (study/optimize).
#include <memory>
#include <vector>

#include "sim/meters/usage.h"
#include "study/plan/plan.h"

namespace costwright::study {

// Pools that idle: enough to look up and check every price.
std::vector<std::shared_ptr<const sim::PoolUsage>> idle_usages(const ScenarioPlan& plan);

// By simulation. What is not known without simulating (prompts that a cache may hold, closed
// clients, requests passed on, machines that come and go with the load or are of several kinds) is
// taken as nothing.
// `works` false: all of the work is.
std::vector<std::shared_ptr<const sim::PoolUsage>> least_usages(const ScenarioPlan& plan,
                                                                bool works = true);

// The share of a month's work that its replicas cannot do at their best rate, less the hundredth
// that may be lost: > 0 proves that some month serves less than 99 %.
double least_excess(const ScenarioPlan& plan);

}  // namespace costwright::study
