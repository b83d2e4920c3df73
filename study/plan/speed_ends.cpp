#include "study/plan/speed_ends.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::study {
namespace {

sim::Ps longer(sim::Ps time, double factor) {
  return static_cast<sim::Ps>(std::llround(static_cast<double>(time) * factor));
}

void slow(std::vector<sim::Ps>& steps, double factor) {
  for (std::size_t n = 1; n < steps.size(); ++n) {
    steps[n] = std::max<sim::Ps>(1, longer(steps[n], factor));
  }
}

void slow(sim::AttentionCost& cost, double factor) {
  auto& [per_sequence, per_token] = cost;
  per_sequence = longer(per_sequence, factor);
  per_token = longer(per_token, factor);
}

// Here and below: bound by name, so that a new term does not compile until it is scaled, or plainly
// is not.
void slow(sim::DecodeCost& cost, double factor) {
  auto& [step, per_sequence, memory, compute] = cost;
  slow(step, factor);
  per_sequence = longer(per_sequence, factor);
  slow(memory, factor);
  slow(compute, factor);
}

void slow(sim::IterationCost& cost, double factor) {
  auto& [step, per_sequence, memory, compute, prefill_step, per_prefill_pair, decode_only] = cost;
  slow(step, factor);
  per_sequence = longer(per_sequence, factor);
  slow(memory, factor);
  slow(compute, factor);
  prefill_step = longer(prefill_step, factor);
  per_prefill_pair = longer(per_prefill_pair, factor);
  if (decode_only) {
    slow(*decode_only, factor);
  }
}

}  // namespace

sim::ServingPlan slowed(sim::ServingPlan plan, double factor) {
  require(factor > 0, "factor = {}, must be > 0", factor);
  auto& [cost, max_batch, token_budget, kv_blocks, block_tokens, queue_limit, max_context,
         client_timeout, front_end, queue_order, prefix_cache] = plan.replica;
  slow(cost, factor);
  front_end = longer(front_end, factor);
  return plan;
}

double times_as_long(const sim::ServingPlan& plan, const sim::ServingPlan& other) {
  const auto longest = [](const sim::ServingPlan& one) {
    return static_cast<double>(one.replica.cost.step.back());
  };
  return longest(other) / longest(plan);
}

}  // namespace costwright::study
