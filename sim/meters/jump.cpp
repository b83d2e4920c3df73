#include "sim/meters/jump.h"

#include <cmath>

namespace costwright::sim {
namespace {

// Within a few iterations of the truth: doubles round.
std::int64_t guess(const IterationRun& run, Ps t) {
  const auto first = static_cast<double>(run.first);
  const auto growth = static_cast<double>(run.growth);
  const auto target = static_cast<double>(t);
  const double b = first - growth / 2;
  const double root = std::sqrt(b * b + 2 * growth * target);
  // For b < 0 the other form of the root does not cancel.
  const double k = b >= 0 ? 2 * target / (b + root) : (root - b) / growth;
  return static_cast<std::int64_t>(k);
}

}  // namespace

std::int64_t iterations_to_reach(const IterationRun& run, Ps t) {
  if (t <= 0) {
    return 0;
  }
  if (run.growth == 0) {
    return t / run.first + (t % run.first != 0 ? 1 : 0);
  }
  std::int64_t k = guess(run, t);
  Int128 length = run.length(k);
  while (length < t) {
    length += run.duration(k++);
  }
  while (length - run.duration(k - 1) >= t) {
    length -= run.duration(--k);
  }
  return k;
}

}  // namespace costwright::sim
