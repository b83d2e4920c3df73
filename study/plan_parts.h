#pragma once
// The parts that make_plan composes: a fleet entry's devices, a deployment's replica, a workload's
// stream, a plan's content hash. Private to study.
#include <memory>

#include "core/perf/serving_speed.h"
#include "study/plan.h"

namespace costwright {

Ps to_ps(Duration duration);  // rounded to the nearest picosecond

// Path of a file that the scenario names, relative to the scenario's folder.
std::string resolve_path(const LoadedScenario& loaded, const std::string& file);

FleetSpec fleet_spec(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::string& name,
                     const FleetEntry& entry,
                     FactLog& facts,
                     Diagnostics& diagnostics);

Ps quantised(double seconds);
IterationCost iteration_cost(const LlmIterationTimes& times);
IterationCost iteration_cost(const ServingSpeed& speed);

struct PoolParts {
  PoolSpec spec;                              // without classes
  std::variant<ServingPlan, BatchPlan> plan;  // without replicas, meter and classes
};
PoolParts pool_parts(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::string& name,
                     const Deployment& deployment,
                     const std::vector<FleetSpec>& fleet,
                     FactLog& facts,
                     Diagnostics& diagnostics);

// A workload's stream with classes numbered from 0 and without rates.
struct WorkloadStream {
  StreamPlan stream;
  std::size_t classes = 1;
  std::shared_ptr<const Trace> trace;  // null without a trace
};
WorkloadStream workload_stream(const LoadedScenario& loaded,
                               const std::string& name,
                               const Arrivals& arrivals,
                               Diagnostics& diagnostics);

ClassPlan class_plan(const Workload& workload);

std::uint64_t run_key(const PoolRun& run);

}  // namespace costwright
