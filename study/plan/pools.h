#pragma once
// A deployment -> its pool: the replica that the catalogue, the performance models and its
// calibration make of it.
#include <optional>
#include <string>
#include <utility>

#include "core/specs/model_shape.h"
#include "sim/serving/interruptions.h"
#include "study/plan/plan.h"
#include "study/plan/sources.h"

namespace costwright::study {

// What all months of a pool share, before it is known how many replicas there are.
struct PoolParts {
  PoolSpec spec;  // without classes
  PoolPlan plan;  // of one replica of the first kind, without meter, classes and outages
  std::vector<PoolPlan> others;  // of one replica of each further kind: only what machines decide
  std::optional<sim::InterruptionPlan> interruptions;
};

// What a pool is built from beside its deployment.
struct PoolSetting {
  const std::vector<FleetSpec>& fleet;
  double mean_context{};  // LlmReplica::mean_context of the requests that reach it
};

// Only the name, with errors, when the deployment cannot be served.
PoolParts pool_parts(const PlanSources& from,
                     const std::pair<std::string, Deployment>& entry,
                     const PoolSetting& setting);

// The deployment with what its references lead to.
struct Served {
  const std::string& name;
  const Deployment& deployment;
  const Model& model;
  const ModelShape& shape;
  const FleetSpec& fleet;
  const FleetEntry& machines;  // of that kind, one of the entries

  std::string path(const char* field) const { return "serving." + name + "." + field; }
};

// The next kind of machines, where a replica does `plan`.
void add_kind(PoolParts& parts, PoolKind kind, PoolPlan plan);

// A field that is written and changes nothing would be believed to.
void refuse_fields(const PlanSources& from,
                   const Served& served,
                   std::initializer_list<const char*> fields,
                   const std::string& why);

}  // namespace costwright::study
