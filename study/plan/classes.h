#pragma once
// The classes of a pool's requests: those of every workload that reaches it, workload by workload.
#include <cstdint>
#include <vector>

#include "study/plan/relays.h"
#include "study/plan/streams.h"

namespace costwright::study {

// Fills PoolSpec::workload_of_class.
void number_classes(PoolSpec& pool,
                    const Relays& relays,
                    const std::vector<WorkloadStream>& streams);

// The number of a workload's first class; as many as there are classes for one that is not there.
std::int32_t first_class(const PoolSpec& pool, std::size_t workload);

// What the classes are measured against, how they queue and where they go on to. Fair shares: only
// their ratios count, and the classes of a workload's trace divide its share.
std::vector<sim::ClassPlan> class_plans(const PoolSpec& pool,
                                        const Scenario& scenario,
                                        const Relays& relays,
                                        bool fair);

}  // namespace costwright::study
