#pragma once
// Random workloads of two pools, of which the first passes requests on to the second, which passes
// some on in its turn. A pure function of the seed.
#include <cstdint>
#include <memory>

#include "sim/requests/relayed_arrivals.h"
#include "tests/sim/random_workload.h"

namespace costwright::testing {
using namespace sim;

struct RandomRelay {
  Workload first;  // does not react
  Workload own;    // clients of the second pool, which may have none; its plan is that pool's
  std::size_t grain{};
};

RandomRelay random_relay(std::uint64_t seed);

// What reaches the second pool.
std::unique_ptr<ArrivalSource> second_stream(const RandomRelay& relay,
                                             const std::vector<PassedOn>& passed_on);

}  // namespace costwright::testing
