#pragma once
// The engines that obey docs/serving-engine.md, behind one signature: a case written once is played
// on each of them.
#include <ostream>
#include <vector>

#include "sim/serving/engine.h"
#include "tests/sim/random_workload.h"

namespace costwright::testing {
using namespace sim;

struct Outcome {
  PoolUsage usage;
  std::vector<RequestRecord> records;  // in order of id
  std::vector<PassedOn> passed_on;     // in order of (arrival, id)
};

struct Engine {
  const char* name;
  Outcome (*play)(const ServingPlan& plan, ArrivalSource& source);
};
inline void PrintTo(const Engine& engine, std::ostream* out) {
  *out << engine.name;
}

Outcome play_jump(const ServingPlan& plan, ArrivalSource& source);
Outcome play_oracle(const ServingPlan& plan, ArrivalSource& source);

std::vector<Engine> all_engines();

}  // namespace costwright::testing
