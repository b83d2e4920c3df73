#pragma once
// How fast a deployment's replica runs and what it draws, with everything that changes an
// iteration: the replica's own parts (core/perf/serving/llm_serving.h), then speculative decoding
// (core/perf/serving/speculation.h), then a power cap (core/perf/serving/power_cap.h).
#include <optional>

#include "core/perf/serving/speculation.h"

namespace costwright::perf {

struct Drafter {
  LlmReplica replica;  // on the target's devices: same tensor_parallel
  LlmEfficiency efficiency;
  Speculation speculation;
};

struct ServingSetup {
  LlmReplica replica;
  LlmEfficiency efficiency;
  int max_batch = 256;
  int token_budget = 2048;  // at least max_batch
  std::optional<Drafter> drafter;
  std::optional<double> power_cap_w;  // per device
  double kv_tokens{};                 // KV cache of the replica; only a power cap asks
};

struct ServingSpeed {
  LlmIterationTimes times;               // [0..token_budget]
  std::optional<LlmDecodeTimes> decode;  // when iterations without a prefill chunk differ
  LlmEnergy energy;
  double decode_clock = 1, prefill_clock = 1;  // of the saturated iterations of power_cap.h
  bool cap_held = true;
};
ServingSpeed serving_speed(const ServingSetup& setup);

}  // namespace costwright::perf
