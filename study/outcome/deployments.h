#pragma once
// What became of each deployment over the horizon: utilisation, load and headroom, and what an API
// billed.
#include <vector>

#include "study/outcome/outcome.h"

namespace costwright::study {

struct Evaluation;
struct Figures;

// Those that are ever in service, at the speed of `figures`. `workloads`: with their marks.
std::vector<DeploymentOutcome> deployments(const Evaluation& evaluation,
                                           const Figures& figures,
                                           const std::vector<WorkloadOutcome>& workloads);
// Those that answer anything.
std::vector<ApiOutcome> apis(const Evaluation& evaluation, const Figures& figures);

}  // namespace costwright::study
