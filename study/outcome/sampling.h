#pragma once
// What a simulated window leaves to chance: one day, or a few, stand for a month. Its standard
// errors come from the parts of the window (sim::SamplePart, and its quarter hours, see
// part_of_bucket), taken as independent; what is reported is the 90 % interval, 1.895 standard
// errors (Student's t, 7 degrees of freedom).
// * A mean latency has the variance of the parts' means, weighted by their requests. Against
//   that of independent requests it says how many independent ones the window is worth (at most as
//   many as it has); a percentile q of so many lies between the shares q -+ 1.895 sqrt(q (1 - q) /
//   n). The horizon is worth one month's window: all months draw the same random numbers. ITL as
//   TPOT.
// * Energy, device-hours on and iterating: the variance of the parts' sums.
// * What others leave to an API, or its limits refuse: the variance of the parts' tokens. What of
//   the prompts its cache has: that of the parts' shares.
// * Money, energy and service are priced and summed again with energy and hours that much higher
//   and requests within the SLO that much fewer, all at once; the difference counts both ways.
// What an effort misses for not having simulated every month and hour (Evaluation::missed) is
// joined to it: percentiles and sums by their part, independent of what is sampled.
// Declared volumes are met exactly and have no such error. Not in it: errors that all parts share,
// such as a trace that was recorded on an unusual day. With few requests in a window (fewer than a
// hundred) a part may have none, and the error is too small.
// Worked: parts of 100 requests each with means 1.0, 1.1, ..., 1.7 s: variance of the mean 0.06 / 8
// = 0.0075 s^2. Were all 800 independent with a deviation of 1 s it would be 1 / 800: they are
// worth 133.
#include <vector>

#include "sim/meters/usage.h"
#include "study/outcome/evaluation.h"

namespace costwright::study {

// 90 % of a sampled figure lies within so many standard errors.
inline constexpr double kSamplingDeviations = 1.895;

// Of one simulation.
WorthInRequests worth_of(const sim::ClassUsage& usage);

// By workload: mean over its distinct simulations at the predicted speed.
std::vector<WorthInRequests> worth_of_windows(const ScenarioPlan& plan,
                                              const Usages& usages,
                                              std::size_t workloads);

// The evaluation's own figures with what is sampled at the dear end of its interval; nullopt where
// nothing was simulated. Its latencies are the evaluation's own.
std::optional<Figures> figures_at_sampling_error(const Evaluation& evaluation);

}  // namespace costwright::study
