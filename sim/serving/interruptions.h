#pragma once
// When replicas are not there: failures of nodes, reclaims of spot machines. Every replica lives
// for a drawn time, is gone for a while and begins anew. At the start of the clock each is as one
// that is found at a random instant: as old, or as long gone. Draws are keyed by (seed, replica):
// more replicas or a longer plan change nothing of the earlier ones. Not modelled: that machines of
// one zone are reclaimed together, lifetimes that depend on the hour.
#include <cstdint>
#include <vector>

#include "sim/clock/clock.h"
#include "sim/serving/plan.h"

namespace costwright::sim {

// How long a replica lives and how long it is gone.
struct InterruptionPlan {
  // Lifetimes: exponential with this mean, or (the mean is 0 then) one of `lifetimes` with
  // cumulative weights in (0, 1]. All > 0.
  double mean_life_s{};
  std::vector<Ps> lifetimes{};
  std::vector<double> cumulative{};
  Ps notice{};  // before the end of a life: no new requests; cut to the life itself
  Ps gone{};    // > 0, until the next life begins
  friend bool operator==(const InterruptionPlan&, const InterruptionPlan&) = default;
};

// Share of the time that a replica is there: mean life / (mean life + gone).
double up_share(const InterruptionPlan& plan);

// About how many draw_outages() makes: replicas * end / (mean life + gone).
double expected_outages(const InterruptionPlan& plan, std::int32_t replicas, Ps end);

// All outages that begin before `end`.
std::vector<Outage> draw_outages(const InterruptionPlan& plan,
                                 std::int32_t replicas,
                                 std::uint64_t seed,
                                 Ps end);

}  // namespace costwright::sim
