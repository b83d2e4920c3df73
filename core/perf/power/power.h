#pragma once
// What an accelerator draws, and what a lower clock saves. A clock is a share f of the highest,
// from min_clock to 1; the voltage v falls with it down to a floor. Per device:
//   v(f)      = max(voltage_floor, 1 - voltage_slope * (1 - f))
//   time(f)   = sum over operations of max(compute_s / f, memory_s) + fixed_s
//   energy(f) = (static_w + clock_w * f * v^2) * time(f) + compute_w * v^2 * sum of compute_s
//               + memory_w * (1 - c + c * v^2) * sum of memory_s,  c = core_share_of_memory
// Arithmetic speeds up with the clock, memory does not. Two different things lower f:
//   clock locking   the user sets f, whatever runs: run_at_clock
//   power capping   the firmware lowers f only as far as the mean power of the work at hand asks
//                   for, so memory-bound work below the cap keeps f = 1: run_under_cap
// Sources: P_dyn ~ f v^2 [CMOS textbook]; HBM takes about 4 pJ/bit of the energy of a byte
// [O'Connor 2017], the rest moves through the core; data/calibration/power.csv for what is fitted.
//
// How accurate? docs/accuracy.md, "Energy and power": Zeus jobs against the cap, median 2% in
// throughput and 3% in energy; ML.ENERGY's J per output token on H100, published times given, 9%,
// with modelled times and constants refitted without the model 11%.
// Worked, v100-pcie-16 (250 W), one second of arithmetic: 35 + 24.5 + 167.5 = 227 W. Under a cap of
// 150 W the firmware aims at 138 W: f = 0.844, v = 0.797, 35 + 192 * 0.844 * 0.636 = 138 W; it
// takes 1.185 s and 163.5 J.
//
// Not modelled: that bandwidth falls as well at very low clocks (stay above 0.5), temperature,
// leakage against voltage, memory clocks, links, the host, transients, differences between parts of
// one kind (about 5%).
#include <span>

#include "core/specs/accelerator.h"

namespace costwright::perf {

struct DevicePower {                  // watts of one device at the highest clock
  double idle_w{};                    // nothing loaded
  double static_w{};                  // work loaded, core stalled for the host
  double clock_w{};                   // more, while kernels run: clocks and schedulers
  double compute_w{};                 // more, at the FLOP/s that compute-bound kernels achieve
  double memory_w{};                  // more, at the bytes/s that memory-bound kernels achieve
  double maximum_w{};                 // TDP
  double core_share_of_memory = 0.6;  // of memory_w: caches and wires, which follow the voltage
  double min_clock = 0.15;
  double voltage_floor{}, voltage_slope{};  // shares of the voltage at f = 1
  double held_share{};                      // of a power cap: the mean draw that firmware holds
};
// The accelerator's TDP times its factors. Its TDP must exceed its idle power (std::logic_error).
DevicePower device_power(const AcceleratorSpec& accelerator);

double voltage(const DevicePower& device, double clock);  // share of the voltage at f = 1

// A kernel, or an iteration's kernels of one kind, at the full clock. All seconds >= 0.
struct Operation {
  double compute_s{};  // arithmetic at the achieved FLOP/s
  double memory_s{};   // transfers at the achieved bytes/s, overlapping the arithmetic
  double fixed_s{};    // launches and waits between kernels, clocks up
};

struct OperatingPoint {
  double clock = 1.0;
  double seconds{}, power_w{}, joules{};
  bool cap_held = true;  // false: above the cap even at min_clock
};
// Operations that alternate within milliseconds share one clock and one mean power. Longer phases
// (prefill, then decode) are calls of their own.
OperatingPoint run_at_clock(const DevicePower& device,
                            std::span<const Operation> work,
                            double clock);  // in [min_clock, 1]
// The highest clock whose mean power is at most held_share * cap_w. cap_w > 0.
OperatingPoint run_under_cap(const DevicePower& device,
                             std::span<const Operation> work,
                             double cap_w);
// A job of which only the mean power is known (training): shares of its time at the full clock, in
// phases long enough for the firmware to see each. Sum 1.
struct Activity {
  double compute{}, memory{};
  double host{};  // stalled for input or launches, at static_w
};
// Which phases a job of that mean power has, as the power lies
//   between static power and a memory phase's: host and memory
//   above that:                                memory and compute
//   beyond a compute phase's:                  compute alone
// `cap_w` is the cap it was measured under.
Activity activity_of(const DevicePower& device, double mean_w, double cap_w);
// Seconds per second of the job at the full clock; `clock` is the compute phase's.
OperatingPoint run_under_cap(const DevicePower& device, const Activity& job, double cap_w);
OperatingPoint run_at_clock(const DevicePower& device, const Activity& job, double clock);

// Linear in counters, so that a run's energy is exact in sums; mean power clamps at maximum_w:
//   J = idle_w * seconds on + (awake_w - idle_w) * seconds busy + joules_per_* * counters
// Kernels of an LLM engine waste more per operation than the best ones: llm_flop times compute_w
// at 0.6 of the dense peak for a 16-bit FLOP, and so on.
struct LlmPower {  // per device
  double idle_w{}, awake_w{};
  double maximum_w{};  // the mean that firmware holds under the TDP
  double joules_per_weight_byte{}, joules_per_kv_byte{};
  double joules_per_flop{};            // through the weights
  double joules_per_attention_flop{};  // 16 bits
};
// `arithmetic`: that of compute_path(); the accelerator must have a peak for it.
LlmPower llm_power(const AcceleratorSpec& accelerator,
                   Precision arithmetic,
                   bool mixture_of_experts,
                   double clock = 1.0);

// The accelerator at a locked clock, for the models of time: its peaks scale, memory does not.
AcceleratorSpec at_clock(AcceleratorSpec accelerator, double clock);

}  // namespace costwright::perf
