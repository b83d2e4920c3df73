#include "core/specs/power_factors.h"

namespace costwright {

std::span<const Factor<PowerFactors>> power_factors() {
  using P = PowerFactors;
  static constexpr Factor<P> kFactors[] = {
      {"static_share", &P::fixed, 1, 0.02, 0.6, 0, "of the TDP: work loaded, core stalled"},
      {"clock_share", &P::clock, 1, 0, 0.6, 0, "of the TDP: more while kernels run"},
      {"compute_share", &P::compute, 1, 0.1, 1.5, 0,
       "of the TDP: more at the FLOP/s that compute-bound kernels achieve"},
      {"memory_share", &P::memory, 1, 0.02, 1.5, 0,
       "of the TDP: more at the bytes/s that memory-bound kernels achieve"},
      {"voltage_floor", &P::voltage_floor, 1, 0.4, 1, 0, "of the voltage at the highest clock"},
      {"voltage_slope", &P::voltage_slope, 1, 0, 3, 0, "voltage lost per share of the clock"},
      {"held_share", &P::held_share, 1, 0.5, 1, 0, "of a power cap that firmware holds"},
      {"llm_flop", &P::llm_flop, 1, 0.2, 5, 0,
       "energy of a 16-bit FLOP of an LLM engine, against the best kernels'"},
      {"llm_narrow_flop", &P::narrow_flop, 1, 0.2, 2, 0, "of an 8- or 4-bit FLOP, against that"},
      {"llm_expert_flop", &P::expert_flop, 1, 0.5, 10, 0,
       "of a FLOP of a mixture of experts, against a dense model's"},
      {"llm_kv_byte", &P::kv_byte, 1, 0.2, 6, 0, "of a byte of KV cache, against one of weights"},
  };
  return kFactors;
}

}  // namespace costwright
