#include "core/perf/serving/serving_speed.h"

#include <algorithm>

#include "core/perf/serving/power_cap.h"

namespace costwright::perf {
namespace {

// A draft step is launched by the step that it belongs to: nothing is scheduled or detokenised.
LlmEfficiency within_a_step(LlmEfficiency efficiency) {
  efficiency.per_step_s = 0;
  efficiency.per_sequence_s = 0;
  return efficiency;
}

ServingSpeed at_clock(const ServingSetup& setup, double clock) {
  LlmReplica replica = setup.replica;
  replica.clock = clock;
  ServingSpeed speed;
  speed.decode_clock = speed.prefill_clock = clock;
  speed.energy = llm_energy(replica);
  if (!setup.drafter) {
    speed.times = llm_iteration_times(replica, setup.token_budget, setup.efficiency);
    return speed;
  }
  const Speculation& speculation = setup.drafter->speculation;
  LlmReplica draft_replica = setup.drafter->replica;
  draft_replica.clock = clock;
  const int verified = setup.max_batch * (speculation.draft_tokens + 1);
  const LlmIterationTimes target =
      llm_iteration_times(replica, std::max(setup.token_budget, verified), setup.efficiency);
  const LlmIterationTimes draft = llm_iteration_times(draft_replica, setup.token_budget,
                                                      within_a_step(setup.drafter->efficiency));
  speed.times = both_models(target, draft, setup.token_budget);
  speed.decode = speculative_decode(target, draft, speculation, setup.max_batch);
  speed.energy = speculative_energy(speed.energy, llm_energy(draft_replica), speculation);
  return speed;
}

}  // namespace

ServingSpeed serving_speed(const ServingSetup& setup) {
  require(setup.max_batch >= 1 && setup.token_budget >= setup.max_batch,
          "max_batch = {}, token_budget = {}", setup.max_batch, setup.token_budget);
  if (!setup.power_cap_w) {
    return at_clock(setup, setup.replica.clock);
  }
  const PowerCap cap{*setup.power_cap_w, setup.replica.devices(), setup.replica.clock};
  const SaturatedLoad load{setup.max_batch, setup.token_budget, setup.kv_tokens};
  return under_cap(
      [&](double clock) {
        return at_clock(setup, clock);
      },
      device_power(setup.replica.accelerator), cap, load);
}

}  // namespace costwright::perf
