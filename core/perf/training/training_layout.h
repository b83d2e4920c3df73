#pragma once
// Spreads a training job over a number of devices: the fastest layout that fits the memory.
#include <optional>

#include "core/perf/training/training_step.h"

namespace costwright::perf {

// Tries every tensor parallelism up to a node, pipelines that divide the layers (interleaved by one
// layer, two, or not), context parallelism up to 8, expert parallelism up to 64, ZeRO 1 and 3,
// micro-batches of 1, 2, 4 and 8 and all recomputations; sequence parallelism whenever tensor
// parallel. Other fields are those of `job`. Nothing when none fits. Ties go to the first in that
// order.
std::optional<TrainingJob> fastest_layout(const TrainingJob& job,
                                          int devices,
                                          const TrainingEfficiency& efficiency);

}  // namespace costwright::perf
