#pragma once
// A kind of a single-shot model's pool: dynamic batches, one device a replica.
#include "study/plan/pools.h"

namespace costwright::study {

// Fields that mean nothing to such a model, and a model or device without times, are errors; the
// parts are then incomplete.
void add_batch_kind(PoolParts& parts, const PlanSources& from, const Served& served);

}  // namespace costwright::study
