#pragma once
// Everything that comes to the pools of a plan, whatever serves it: streams, volumes, and the
// deployments that they reach.
#include <string>
#include <vector>

#include "study/plan/decode_load.h"
#include "study/plan/demand.h"
#include "study/plan/relays.h"
#include "study/plan/streams.h"

namespace costwright::study {

struct Traffic {  // vectors by workload
  WeekShape week;
  std::vector<WorkloadDemand> demand;
  std::vector<WorkloadStream> streams;
  std::vector<DecodeLoad> loads;
  Relays relays;
};
Traffic traffic_of(const PlanSources& from);

// A volume that a trace cannot be scaled to is an error.
std::vector<WorkloadBasis> bases_of(const PlanSources& from, const Traffic& traffic);

// Tokens that a decode in the deployment attends to on average: of the workloads that reach it, by
// their requests of the first month; alike where one does not state how many it sends.
double mean_context(const Scenario& scenario,
                    const Traffic& traffic,
                    const std::string& deployment);

}  // namespace costwright::study
