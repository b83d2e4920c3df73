#pragma once
// What a figure of one alternative has over the same figure of the baseline: alternative -
// baseline.
//
// Its range is that of the difference, not the difference of two ranges. The error of the serving
// speed is one error for both: language models that are slower than predicted are slower in both,
// so the difference is taken fast against fast and slow against slow. Alternatives that rest on the
// same simulations draw the same requests, and an error of sampling moves both: only what it moves
// them apart counts. Those that rest on different simulations are taken as independent, which is
// too wide where they serve the same requests (they draw the same random numbers). Errors of speed
// and sampling combine as in study/outcome/metrics.h.
// * antisymmetric: of baseline and alternative exchanged, the value changes its sign, and the range
//   its sign and ends
// * of an evaluation and itself: 0, without a range
// Worked: baseline 100 (fast 90, slow 120), alternative 80 (fast 76, slow 84): -20, from -36 (slow)
// to -14 (fast). The difference of the ranges would say -44 to -6.
#include <optional>

#include "study/outcome/metrics.h"

namespace costwright::study {

struct Difference {
  Cell value;                   // blank: one of both lacks the figure
  std::optional<double> share;  // of the baseline's figure; none where that is 0
  Cell low, high;               // blank: no range
  std::optional<double> fast, slow;
};

// Both rows are of the same metric and key. `same_simulations`: see study::same_simulations.
Difference difference(const MetricRow& baseline,
                      const MetricRow& alternative,
                      bool same_simulations);

}  // namespace costwright::study
