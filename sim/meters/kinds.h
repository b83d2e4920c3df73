#pragma once
// A pool of replicas of several kinds: each kind has meters of its own, and the pool's usage is
// their sum.
#include <vector>

#include "sim/meters/usage.h"

namespace costwright::sim {

// `of_kinds`: over the same window and classes, at least one; exact, for all counters are integers.
// Of one kind it is that kind's.
PoolUsage sum_of_kinds(std::vector<PoolUsage> of_kinds);

}  // namespace costwright::sim
