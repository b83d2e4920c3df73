#include "core/perf/power/power.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/diagnostics.h"

namespace costwright::perf {
namespace {

constexpr double kAchievedBandwidth = 0.8;  // of the peak, by memory-bound kernels
constexpr double kAchievedCompute = 0.6;    // of the dense peak, by compute-bound ones
constexpr int kBisections = 50;

void require_clock(const DevicePower& device, double clock) {
  require(clock >= device.min_clock && clock <= 1, "clock = {}, must lie in [{}, 1]", clock,
          device.min_clock);
}

double squared_voltage(const DevicePower& device, double clock) {
  const double v = voltage(device, clock);
  return v * v;
}

double awake_w(const DevicePower& device, double clock) {
  return device.static_w + device.clock_w * clock * squared_voltage(device, clock);
}

double memory_scale(const DevicePower& device, double clock) {
  const double core = device.core_share_of_memory;
  return 1 - core + core * squared_voltage(device, clock);
}

OperatingPoint evaluate(const DevicePower& device, std::span<const Operation> work, double clock) {
  double compute_s = 0, memory_s = 0;
  OperatingPoint point;
  point.clock = clock;
  for (const Operation& o : work) {
    point.seconds += std::max(o.compute_s / clock, o.memory_s) + o.fixed_s;
    compute_s += o.compute_s;
    memory_s += o.memory_s;
  }
  point.joules = awake_w(device, clock) * point.seconds +
                 device.compute_w * squared_voltage(device, clock) * compute_s +
                 device.memory_w * memory_scale(device, clock) * memory_s;
  point.power_w = point.seconds > 0 ? point.joules / point.seconds : device.static_w;
  return point;
}

void require_work(std::span<const Operation> work) {
  for (const Operation& o : work) {
    require(o.compute_s >= 0 && o.memory_s >= 0 && o.fixed_s >= 0,
            "operation of {} s compute, {} s memory, {} s fixed: none may be negative", o.compute_s,
            o.memory_s, o.fixed_s);
  }
}

// The phases of an activity, each at its own point.
template <class Run>
OperatingPoint run_phases(const DevicePower& device, const Activity& job, Run run) {
  const std::array<Operation, 1> compute{{{job.compute, 0, 0}}}, memory{{{0, job.memory, 0}}};
  const OperatingPoint c = run(std::span<const Operation>(compute));
  const OperatingPoint m = run(std::span<const Operation>(memory));
  OperatingPoint both;
  both.clock = c.clock;
  both.seconds = c.seconds + m.seconds + job.host;
  both.joules = c.joules + m.joules + device.static_w * job.host;
  both.power_w = both.seconds > 0 ? both.joules / both.seconds : device.static_w;
  both.cap_held = c.cap_held && m.cap_held;
  return both;
}

double mean_power(const DevicePower& device, const Activity& job, double cap_w) {
  return run_under_cap(device, job, cap_w).power_w;
}

double reference_peak(const AcceleratorSpec& accelerator, Precision arithmetic) {
  const double wide =
      std::max(accelerator.peak(Precision::kBf16), accelerator.peak(Precision::kFp16));
  return wide > 0 && arithmetic != Precision::kFp32 ? wide : accelerator.peak(arithmetic);
}

bool is_narrow(Precision p) {
  return p != Precision::kFp32 && p != Precision::kBf16 && p != Precision::kFp16;
}

}  // namespace

DevicePower device_power(const AcceleratorSpec& accelerator) {
  require(accelerator.idle_w >= 0 && accelerator.tdp_w > accelerator.idle_w,
          "accelerator '{}': TDP {} W, idle {} W", accelerator.key, accelerator.tdp_w,
          accelerator.idle_w);
  const PowerFactors& a = accelerator.power;
  require(a.held_share > 0, "accelerator '{}' has no power factors", accelerator.key);
  const double tdp = accelerator.tdp_w;
  DevicePower d;
  d.idle_w = accelerator.idle_w;
  d.static_w = std::max(accelerator.idle_w, a.fixed * tdp);
  // Where a part idles above its architecture's static share, the rest of the TDP is divided.
  const double dynamic_w = (tdp - d.static_w) / (1 - a.fixed);
  d.clock_w = a.clock * dynamic_w;
  d.compute_w = a.compute * dynamic_w;
  d.memory_w = a.memory * dynamic_w;
  d.maximum_w = tdp;
  d.voltage_floor = a.voltage_floor;
  d.voltage_slope = a.voltage_slope;
  d.held_share = a.held_share;
  return d;
}

double voltage(const DevicePower& device, double clock) {
  return std::max(device.voltage_floor, 1 - device.voltage_slope * (1 - clock));
}

OperatingPoint run_at_clock(const DevicePower& device,
                            std::span<const Operation> work,
                            double clock) {
  require_clock(device, clock);
  require_work(work);
  return evaluate(device, work, clock);
}

OperatingPoint run_under_cap(const DevicePower& device,
                             std::span<const Operation> work,
                             double cap_w) {
  require(cap_w > 0, "cap_w = {}, must be above 0", cap_w);
  require_work(work);
  const double held_w = device.held_share * cap_w;
  const OperatingPoint full = evaluate(device, work, 1);
  if (full.power_w <= held_w) {
    return full;
  }
  OperatingPoint best = evaluate(device, work, device.min_clock);
  best.cap_held = best.power_w <= held_w;
  double low = device.min_clock, high = 1;
  for (int i = 0; best.cap_held && i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    const OperatingPoint at = evaluate(device, work, middle);
    if (at.power_w <= held_w) {
      low = middle;
      best = at;
    } else {
      high = middle;
    }
  }
  return best;
}

Activity activity_of(const DevicePower& device, double mean_w, double cap_w) {
  require(mean_w >= 0 && cap_w > 0, "mean_w = {}, cap_w = {}", mean_w, cap_w);
  const auto at = [](double level) {
    return level < 1 ? Activity{0, level, 1 - level} : Activity{level - 1, 2 - level, 0};
  };
  double low = 0, high = 2;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (mean_power(device, at(middle), cap_w) > mean_w ? high : low) = middle;
  }
  return at(low);
}

OperatingPoint run_under_cap(const DevicePower& device, const Activity& job, double cap_w) {
  return run_phases(device, job, [&](std::span<const Operation> phase) {
    return run_under_cap(device, phase, cap_w);
  });
}

OperatingPoint run_at_clock(const DevicePower& device, const Activity& job, double clock) {
  return run_phases(device, job, [&](std::span<const Operation> phase) {
    return run_at_clock(device, phase, clock);
  });
}

LlmPower llm_power(const AcceleratorSpec& accelerator,
                   Precision arithmetic,
                   bool mixture_of_experts,
                   double clock) {
  const PowerFactors& factors = accelerator.power;
  const DevicePower device = device_power(accelerator);
  require_clock(device, clock);
  const double peak = reference_peak(accelerator, arithmetic);
  require(peak > 0 && accelerator.memory_bandwidth > 0,
          "accelerator '{}': peak {} FLOP/s, bandwidth {} bytes/s", accelerator.key, peak,
          accelerator.memory_bandwidth);
  LlmPower p;
  p.idle_w = device.idle_w;
  p.awake_w = awake_w(device, clock);
  p.maximum_w = device.held_share * device.maximum_w;
  p.joules_per_weight_byte = device.memory_w * memory_scale(device, clock) /
                             (kAchievedBandwidth * accelerator.memory_bandwidth);
  p.joules_per_kv_byte = factors.kv_byte * p.joules_per_weight_byte;
  p.joules_per_attention_flop = factors.llm_flop * device.compute_w *
                                squared_voltage(device, clock) / (kAchievedCompute * peak);
  p.joules_per_flop = p.joules_per_attention_flop *
                      (is_narrow(arithmetic) ? factors.narrow_flop : 1.0) *
                      (mixture_of_experts ? factors.expert_flop : 1.0);
  return p;
}

AcceleratorSpec at_clock(AcceleratorSpec accelerator, double clock) {
  require(clock > 0 && clock <= 1, "clock = {}, must lie in (0, 1]", clock);
  for (double& peak : accelerator.peak_flops) {
    peak *= clock;
  }
  return accelerator;
}

}  // namespace costwright::perf
