#pragma once
// What an analyst is told of a pool and its workloads before anything runs.
#include "study/plan/pools.h"
#include "study/plan/traffic.h"

namespace costwright::study {

// Fields of a workload that its deployment makes nothing of: a warning for a language model, so
// that `--set` may switch a feature off beside them; an error for a single-shot model, where a
// field that is written and changes nothing would be believed to.
void check_idle_fields(const PlanSources& from,
                       const std::string& workload,
                       const Deployment& deployment);
void refuse_llm_fields(const PlanSources& from,
                       const std::string& workload,
                       const std::string& model);

// Requests that are longer than the model's context, or than the KV cache of a replica, are refused
// one by one; they are counted in the bases and warned of. An error where all are.
void count_giants(const PlanSources& from,
                  const Traffic& traffic,
                  const PoolSpec& pool,
                  std::vector<WorkloadBasis>& bases);

}  // namespace costwright::study
