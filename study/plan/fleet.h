#pragma once
// The machines that deployments run on: their devices from the catalogue, and when they are there.
#include "study/plan/plan.h"
#include "study/plan/sources.h"

namespace costwright::study {

// An unknown row is an error at the entry; the accelerator has then no key.
FleetSpec fleet_spec(const PlanSources& from, const std::string& name, const FleetEntry& entry);

// Replicas that the scenario states must fit on their fleet together: fewer would be another plan
// than the one asked for.
void check_room(const PlanSources& from, const StudyPlan& plan);

}  // namespace costwright::study
