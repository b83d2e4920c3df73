#include <algorithm>
#include <cmath>

#include "study/plan_parts.h"

namespace costwright {

Ps quantised(double seconds) {
  return static_cast<Ps>(std::llround(seconds * 1e12));
}

IterationCost iteration_cost(const LlmIterationTimes& times) {
  IterationCost cost;
  cost.step.reserve(times.step_s.size());
  for (const double s : times.step_s) {
    cost.step.push_back(cost.step.empty() ? 0 : std::max<Ps>(1, quantised(s)));
  }
  cost.per_sequence = quantised(times.per_sequence_s);
  cost.memory = {quantised(times.kv_read_per_sequence_s), quantised(times.kv_read_per_token_s)};
  cost.compute = {quantised(times.kv_flop_per_sequence_s), quantised(times.kv_flop_per_token_s)};
  cost.prefill_step = quantised(times.prefill_step_s);
  cost.per_prefill_pair = quantised(times.per_prefill_pair_s);
  return cost;
}

}  // namespace costwright
