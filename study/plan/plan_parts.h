#pragma once
// The parts that make_plan composes: a fleet entry's devices, a deployment's replica, a workload's
// stream, a plan's content hash. Private to study.
#include <memory>

#include "core/perf/serving/serving_speed.h"
#include "core/scenario/rules/relays.h"
#include "sim/serving/interruptions.h"
#include "study/inputs/inputs.h"
#include "study/plan/plan.h"

namespace costwright::study {

sim::Ps to_ps(Duration duration);  // rounded to the nearest picosecond

FleetSpec fleet_spec(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::string& name,
                     const FleetEntry& entry,
                     FactLog& facts,
                     Diagnostics& diagnostics);

sim::Ps quantised(double seconds);
sim::IterationCost iteration_cost(const perf::LlmIterationTimes& times);
sim::IterationCost iteration_cost(const perf::ServingSpeed& speed);

struct PoolParts {
  PoolSpec spec;  // without classes
  std::variant<sim::ServingPlan, sim::BatchPlan>
      plan;  // without replicas, meter, classes and outages
  std::optional<sim::InterruptionPlan> interruptions;
};
// What a pool is built from beside its deployment.
struct PoolSetting {
  const std::vector<FleetSpec>& fleet;
  double mean_context{};  // LlmReplica::mean_context of the requests that reach it
};
PoolParts pool_parts(const LoadedScenario& loaded,
                     const Catalog& catalog,
                     const std::pair<std::string, Deployment>& entry,
                     const PoolSetting& setting,
                     FactLog& facts,
                     Diagnostics& diagnostics);

// Routing, queueing, scaling and interruptions of an LLM's plan; then what of them depends on the
// number of replicas and on the plan's end.
void add_operations(PoolParts& parts,
                    const LoadedScenario& loaded,
                    const Inputs& inputs,
                    const std::string& name,
                    const Deployment& deployment,
                    Diagnostics& diagnostics);
// Interruptions that are too many to be simulated are an error at `place`.
void size_operations(PoolRun& run,
                     const PoolParts& parts,
                     const Place& place,
                     Diagnostics& diagnostics);

// A workload's stream with classes numbered from 0 and without rates.
struct WorkloadStream {
  sim::StreamPlan stream;
  std::size_t classes = 1;
  std::shared_ptr<const sim::Trace> trace;  // null without a trace
};
WorkloadStream workload_stream(const LoadedScenario& loaded,
                               const Inputs& inputs,
                               const std::string& name,
                               const Workload& workload,
                               Diagnostics& diagnostics);

// Without fair_cost, which depends on the deployment's other workloads.
sim::ClassPlan class_plan(const Workload& workload);

// Which workloads' requests go through which deployments, and how (core/scenario/rules/relays.h).
class Relays {
 public:
  explicit Relays(const Scenario& scenario);

  // Whether the deployment's pool sees requests of the workload, and whether they come from
  // clients.
  bool reaches(std::size_t workload, const std::string& deployment) const;
  bool arrives(std::size_t workload, const std::string& deployment) const;
  const std::vector<RelayStep>& steps(std::size_t workload) const { return steps_[workload]; }
  bool passes(const std::string& deployment) const;  // requests on, or is passed some

  // What the deployment does with what it answers: its `handover` and the classes' ways on. Errors
  // for deployments that cannot.
  void add_to(PoolParts& parts,
              const LoadedScenario& loaded,
              const std::string& name,
              Diagnostics& diagnostics) const;
  void add_to(sim::ClassPlan& klass, std::size_t workload, const std::string& deployment) const;

 private:
  const Scenario& scenario_;
  std::vector<std::vector<RelayStep>> steps_;  // by workload
};

std::uint64_t run_key(const PoolRun& run);

}  // namespace costwright::study
