#pragma once
// A kind of a language model's pool: its replica's memory, calibrated speed and draw, with its
// draft model, adapters and power cap.
#include "study/plan/pools.h"

namespace costwright::study {

// What does not fit or is not known is an error at the deployment's field; the parts are then
// incomplete. Adds the kind. `mean_context`: of the requests that reach it.
void add_llm_kind(PoolParts& parts,
                  const PlanSources& from,
                  const Served& served,
                  double mean_context);

}  // namespace costwright::study
