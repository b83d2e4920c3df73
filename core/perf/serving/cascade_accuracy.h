#pragma once
// Accuracy of a cascade: a small model answers first, a share of the requests goes on to a large
// one, whose answer then counts:
//   accuracy = (1 - share) x small + share x large
// All in one unit (%), share 0 to 1. That is what a judge reaches that passes requests on by lot;
// one that recognises wrong answers reaches more with the same share.
//
// Not modelled: how hard the requests are, the judge's own errors.
//
// How accurate? The scores are of a public benchmark, not of your requests. Example: 60 % and 80 %,
// share 25 %: 0.75 x 60 + 0.25 x 80 = 65 %.

namespace costwright::perf {

constexpr double cascade_accuracy(double small, double large, double share) {
  return (1 - share) * small + share * large;
}

}  // namespace costwright::perf
