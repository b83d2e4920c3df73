#include <algorithm>
#include <cmath>

#include "study/plan/plan_parts.h"

namespace costwright::study {

sim::Ps quantised(double seconds) {
  return static_cast<sim::Ps>(std::llround(seconds * 1e12));
}

namespace {

std::vector<sim::Ps> steps(const std::vector<double>& step_s) {
  std::vector<sim::Ps> steps;
  steps.reserve(step_s.size());
  for (const double s : step_s) {
    steps.push_back(steps.empty() ? 0 : std::max<sim::Ps>(1, quantised(s)));
  }
  return steps;
}

}  // namespace

sim::IterationCost iteration_cost(const perf::LlmIterationTimes& times) {
  sim::IterationCost cost;
  cost.step = steps(times.step_s);
  cost.per_sequence = quantised(times.per_sequence_s);
  cost.memory = {quantised(times.kv_read_per_sequence_s), quantised(times.kv_read_per_token_s)};
  cost.compute = {quantised(times.kv_flop_per_sequence_s), quantised(times.kv_flop_per_token_s)};
  cost.prefill_step = quantised(times.prefill_step_s);
  cost.per_prefill_pair = quantised(times.per_prefill_pair_s);
  return cost;
}

sim::IterationCost iteration_cost(const perf::ServingSpeed& speed) {
  sim::IterationCost cost = iteration_cost(speed.times);
  if (speed.decode) {
    const perf::LlmDecodeTimes& times = *speed.decode;
    cost.decode_only = sim::DecodeCost{
        steps(times.step_s),
        quantised(times.per_sequence_s),
        {quantised(times.kv_read_per_sequence_s), quantised(times.kv_read_per_token_s)},
        {quantised(times.kv_flop_per_sequence_s), quantised(times.kv_flop_per_token_s)}};
  }
  return cost;
}

}  // namespace costwright::study
