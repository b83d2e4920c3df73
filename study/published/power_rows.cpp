#include "study/published/power_rows.h"

#include <algorithm>

namespace costwright::study {

CappedRun capped_run(const CappedJob& job, double cap_w) {
  const perf::DevicePower device = perf::device_power(job.accelerator);
  const perf::Activity activity = activity_of(device, job.power_w, job.cap_w);
  const perf::OperatingPoint from = run_under_cap(device, activity, job.cap_w);
  const perf::OperatingPoint to = run_under_cap(device, activity, cap_w);
  return {to.seconds / from.seconds, to.joules / from.joules, to.power_w / from.power_w};
}

double served_watts(const ServedPower& load, const perf::LlmEnergy& energy) {
  const double joules = energy.busy_w * load.busy + energy.per_iteration_j * load.iterations +
                        energy.per_token_j * (load.decode_tokens + load.prefill_tokens) +
                        energy.prefill_token_more_j * load.prefill_tokens +
                        energy.per_kv_token_j * load.kv_read_tokens +
                        energy.per_prefill_pair_j * load.prefill_pairs;
  return std::min(energy.maximum_w, energy.idle_w + joules);
}

}  // namespace costwright::study
