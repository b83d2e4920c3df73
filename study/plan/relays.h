#pragma once
// Deployments between which requests are passed on: which workloads' requests go through which, and
// what of it a pool's plan says (core/scenario/rules/relays.h tells the steps).
#include <string>
#include <vector>

#include "core/scenario/rules/relays.h"
#include "study/plan/pools.h"

namespace costwright::study {

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
  void add_to(PoolParts& parts, const PlanSources& from) const;
  void add_to(sim::ClassPlan& klass, std::size_t workload, const std::string& deployment) const;

 private:
  const Scenario& scenario_;
  std::vector<std::vector<RelayStep>> steps_;  // by workload
};

// Index into Scenario::serving, and so into StudyPlan::pools.
std::size_t pool_of(const Scenario& scenario, const std::string& deployment);

// Requests would vanish on the way to a deployment that is not there; one that waits for its
// prompts would get none. Months in which only one of the two is in service are an error.
void check_relays_in_service(const PlanSources& from, const Relays& relays, const StudyPlan& plan);

}  // namespace costwright::study
