#pragma once
// A power cap on an LLM replica. Firmware lowers the clock only as far as the mean power of the
// work at hand asks for (core/perf/power/power.h), so each kind of iteration has a clock of its
// own:
//   decode, B sequences   iterations without a prefill chunk; contexts that fill the KV cache when
//                         B = max_batch, but at most 2,048 tokens each: K = B * min(kv_tokens /
//                         max_batch, 2048)
//   prefill, n tokens     one prompt's first n tokens; iterations with a chunk, by their tokens
//   mean power(f)         idle + busy + joules(f) / seconds(f) of such an iteration
//   clock                 f_cap / f_tdp, where f_w is the highest clock, in steps of 1%, whose mean
//                         power is at most held_share * w: the efficiency factors were measured
//                         under the TDP, which already holds back what asks for more
// so memory-bound decodes below the cap keep the full clock, and what runs above it slows down by
// its arithmetic only. Where even the lowest clock draws too much, which memory traffic may, all of
// the iteration is stretched until its mean power is the cap's. The coefficients that an
// iteration's tokens do not choose are those of the saturated ones (max_batch decodes; a prefill of
// the whole token budget).
// A locked clock (LlmReplica::clock) is an upper limit beside the cap.
//
// Not modelled: shorter contexts draw less and longer ones more, so that their decodes would run at
// another clock; reaction of the firmware within an iteration; below half the clock bandwidth falls
// as well.
//
// How accurate? docs/accuracy.md, "Power caps", for training; no published row of capped serving.
#include <functional>

#include "core/perf/power/power.h"
#include "core/perf/serving/serving_speed.h"

namespace costwright::perf {

struct PowerCap {
  double per_device_w{};
  int devices = 1;
  double locked_clock = 1;  // upper limit
};
struct SaturatedLoad {
  int max_batch = 1, token_budget = 1;
  double kv_tokens{};
};

// Mean watts of a replica.
double decode_watts(const ServingSpeed& speed, int sequences, double context_tokens);
double prefill_watts(const ServingSpeed& speed, int tokens);

// `cap_held` false: a device that only waits, at the lowest clock, draws more, or so nearly as much
// that some iteration would take 100 times as long.
ServingSpeed under_cap(const std::function<ServingSpeed(double clock)>& at_clock,
                       const DevicePower& device,
                       const PowerCap& cap,
                       const SaturatedLoad& load);

}  // namespace costwright::perf
