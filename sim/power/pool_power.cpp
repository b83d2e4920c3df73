#include "sim/power/pool_power.h"

#include <algorithm>

#include "sim/clock/clock.h"
#include "sim/meters/usage.h"

namespace costwright::sim {

double powered_seconds(const UsageBucket& bucket, const PoolSupply& supply) {
  return supply.always_powered ? static_cast<double>(kSecondsPerBucket) * supply.replicas
                               : static_cast<double>(bucket.on_ps) * 1e-12;
}

double bucket_joules(const PoolPower& power, const UsageBucket& bucket, const PoolSupply& supply) {
  const double powered_s = powered_seconds(bucket, supply);
  const double activity =
      power.busy_w * static_cast<double>(bucket.busy_ps) / kPsPerSecond +
      power.per_iteration_j * static_cast<double>(bucket.iterations) +
      power.per_token_j * static_cast<double>(bucket.decode_tokens + bucket.prefill_tokens) +
      power.per_kv_token_j * static_cast<double>(bucket.kv_read_tokens) +
      power.per_prefill_pair_j * static_cast<double>(bucket.prefill_pairs) +
      power.prefill_token_more_j * static_cast<double>(bucket.prefill_tokens);
  return std::min(power.maximum_w * powered_s, power.idle_w * powered_s + activity);
}

}  // namespace costwright::sim
