#pragma once
// The pool of a single-shot model: dynamic batches, one device a replica.
#include "study/plan/pools.h"

namespace costwright::study {

// Fields that mean nothing to such a model, and a model or device without times, are errors; the
// parts are then incomplete.
void make_batch_pool(PoolParts& parts, const PlanSources& from, const Served& served);

}  // namespace costwright::study
