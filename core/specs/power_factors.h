#pragma once
// What is fitted of the draw of an architecture's devices: data/calibration/power.csv, one row per
// architecture. core/perf/power/power.h says what each does.
#include <span>

#include "core/specs/factor.h"

namespace costwright {

struct PowerFactors {
  // Shares of the TDP.
  double fixed{};    // work loaded, core stalled for the host
  double clock{};    // more, while kernels run
  double compute{};  // more, at the FLOP/s that compute-bound kernels achieve
  double memory{};   // more, at the bytes/s that memory-bound kernels achieve
  // Voltage as a share of that at the highest clock.
  double voltage_floor{};
  double voltage_slope{};  // lost per share of the clock
  double held_share{};     // of a power cap: the mean draw that firmware holds
  // Kernels of an LLM engine against the best ones.
  double llm_flop{};     // energy of a 16-bit FLOP
  double narrow_flop{};  // of an 8- or 4-bit one, against that
  double expert_flop{};  // of a mixture of experts, whose tiles are padded, against a dense model
  double kv_byte{};      // of a byte of KV cache, against one of weights
  friend bool operator==(const PowerFactors&, const PowerFactors&) = default;
};
std::span<const Factor<PowerFactors>> power_factors();

}  // namespace costwright
