#pragma once
// How many labels a learner that chooses what is labelled needs for the error that labels taken at
// random reach. Both curves are power laws that leave the same first labels behind:
//   error(n) = error(first) x (n / first)^-exponent            [Hestness 2017]
//   labels   = first x (n / first)^(random / chosen)
// Worked: 100 first labels, 1,000 in all, exponents 0.30 at random and 0.40 chosen: the error falls
// to 10^-0.3 = 0.501 of the first, which 100 x 10^0.75 = 562.3 chosen labels reach.
// How accurate? The exponents are the reader's, of a pilot on data like it; published ones differ
// by task, and gains shrink where labels are many. Not modelled: an error that no label removes.

namespace costwright {

struct LearningCurves {
  double first{};   // labels that both begin with, > 0
  double random{};  // exponent of labels taken at random, > 0
  double chosen{};  // exponent of chosen ones, at least that
};

// In place of `labels` at random, at least `first`.
double chosen_labels(const LearningCurves& curves, double labels);

}  // namespace costwright
