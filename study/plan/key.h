#pragma once
// What makes two simulations the same: the key under which a run's Usage is remembered. It covers
// the values of the plan, the arrivals (sim/arrivals), the versions of the engines and what is
// passed on by other runs; not names, threads or the month.
#include <cstdint>
#include <vector>

#include "study/plan/plan.h"

namespace costwright::study {

// Every member counts (study/plan/members.h).
std::uint64_t hash_of(const PoolPlan& plan);

// `plan`, `arrivals`: their content hashes. Months and speeds share both, which are long.
std::uint64_t run_key(std::uint64_t plan, std::uint64_t arrivals, const std::vector<Inbound>& from);

}  // namespace costwright::study
