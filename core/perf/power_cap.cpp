#include "core/perf/power_cap.h"

#include <algorithm>
#include <cmath>

namespace costwright {
namespace {

constexpr int kFull = 100;  // percent of the highest clock

LlmDecodeTimes decode_times(const ServingSpeed& speed, int max_batch) {
  if (speed.decode) {
    return *speed.decode;
  }
  const LlmIterationTimes& t = speed.times;
  LlmDecodeTimes d;
  d.step_s.assign(t.step_s.begin(), t.step_s.begin() + max_batch + 1);
  d.per_sequence_s = t.per_sequence_s;
  d.kv_read_per_sequence_s = t.kv_read_per_sequence_s;
  d.kv_read_per_token_s = t.kv_read_per_token_s;
  d.kv_flop_per_sequence_s = t.kv_flop_per_sequence_s;
  d.kv_flop_per_token_s = t.kv_flop_per_token_s;
  return d;
}

// Of LlmIterationTimes or LlmDecodeTimes.
template <class Times>
double decode_seconds(const Times& t, int sequences, double context) {
  return t.step_s[static_cast<std::size_t>(sequences)] + t.per_sequence_s * sequences +
         std::max(t.kv_read_per_sequence_s * sequences + t.kv_read_per_token_s * context,
                  t.kv_flop_per_sequence_s * sequences + t.kv_flop_per_token_s * context);
}

// Speeds by clock, each computed when first asked for.
class Clocks {
 public:
  Clocks(const std::function<ServingSpeed(double)>& at_clock, int lowest)
      : at_clock_(at_clock), lowest_(lowest), speeds_(kFull + 1) {}
  const ServingSpeed& operator[](int percent) {
    auto& speed = speeds_[static_cast<std::size_t>(percent)];
    if (!speed) {
      speed = at_clock_(percent / 100.0);
    }
    return *speed;
  }
  int lowest() const { return lowest_; }

  // The highest percent whose watts are at most `most_w`; 0: none. Power rises with the clock.
  template <class Watts>
  int highest(double most_w, Watts watts) {
    if (watts((*this)[kFull]) <= most_w) {
      return kFull;
    }
    int low = lowest_ - 1, high = kFull;  // low fits (or none does), high does not
    while (high - low > 1) {
      const int middle = (low + high) / 2;
      (watts((*this)[middle]) <= most_w ? low : high) = middle;
    }
    return low < lowest_ ? 0 : low;
  }

 private:
  const std::function<ServingSpeed(double)>& at_clock_;
  int lowest_;
  std::vector<std::optional<ServingSpeed>> speeds_;
};

// The clock of one kind of iteration, in percent; 0: the cap cannot be held.
class Governor {
 public:
  Governor(Clocks& clocks, const DevicePower& device, const PowerCap& cap)
      : clocks_(clocks),
        tdp_w_(device.held_share * device.maximum_w * cap.devices),
        cap_w_(device.held_share * cap.per_device_w * cap.devices),
        locked_(static_cast<int>(std::floor(cap.locked_clock * kFull + 1e-9))) {}

  template <class Watts>
  int clock(Watts watts) const {
    const int capped = clocks_.highest(cap_w_, watts);
    if (capped == 0) {
      return 0;
    }
    const int free = clocks_.highest(tdp_w_, watts);
    const int relative = free == 0 ? capped : (capped * kFull + free / 2) / free;
    return std::clamp(relative, clocks_.lowest(), locked_);
  }

 private:
  Clocks& clocks_;
  double tdp_w_, cap_w_;
  int locked_;
};

LlmDecodeTimes capped_decode(Clocks& clocks,
                             const std::vector<int>& clock,
                             const SaturatedLoad& load) {
  LlmDecodeTimes times = decode_times(clocks[clock.back()], load.max_batch);
  for (std::size_t n = 1; n < clock.size(); ++n) {
    const ServingSpeed& speed = clocks[clock[n]];
    times.step_s[n] = speed.decode ? speed.decode->step_s[n] : speed.times.step_s[n];
  }
  return times;
}

LlmEnergy capped_energy(const LlmEnergy& decode, const LlmEnergy& prefill) {
  LlmEnergy energy = decode;
  energy.per_prefill_pair_j = prefill.per_prefill_pair_j;
  energy.prefill_token_more_j =
      prefill.per_token_j + prefill.prefill_token_more_j - decode.per_token_j;
  return energy;
}

}  // namespace

double decode_watts(const ServingSpeed& speed, int sequences, double context_tokens) {
  const double seconds = speed.decode ? decode_seconds(*speed.decode, sequences, context_tokens)
                                      : decode_seconds(speed.times, sequences, context_tokens);
  const LlmEnergy& e = speed.energy;
  return e.idle_w + e.busy_w +
         (e.per_iteration_j + e.per_token_j * sequences + e.per_kv_token_j * context_tokens) /
             seconds;
}

double prefill_watts(const ServingSpeed& speed, int tokens) {
  const double pairs = tokens * (tokens + 1.0) / 2;
  const LlmIterationTimes& t = speed.times;
  const double seconds = t.step_s[static_cast<std::size_t>(tokens)] + t.per_sequence_s +
                         t.prefill_step_s + t.per_prefill_pair_s * pairs;
  const LlmEnergy& e = speed.energy;
  return e.idle_w + e.busy_w +
         (e.per_iteration_j + (e.per_token_j + e.prefill_token_more_j) * tokens +
          e.per_prefill_pair_j * pairs) /
             seconds;
}

ServingSpeed under_cap(const std::function<ServingSpeed(double clock)>& at_clock,
                       const DevicePower& device,
                       const PowerCap& cap,
                       const SaturatedLoad& load) {
  require(cap.per_device_w > 0, "per_device_w = {}, must be above 0", cap.per_device_w);
  Clocks clocks(at_clock, static_cast<int>(std::ceil(device.min_clock * kFull - 1e-9)));
  const Governor governor(clocks, device, cap);
  bool held = true, changed = false;
  const auto clock_of = [&](auto watts) {
    const int clock = governor.clock(watts);
    held = held && clock > 0;
    const int percent = std::max(clock, clocks.lowest());
    changed = changed || percent < cap.locked_clock * kFull - 1e-9;
    return percent;
  };
  std::vector<int> decode(1, kFull), prefill(1, kFull);  // by sequences, by tokens
  for (int n = 1; n <= load.max_batch; ++n) {
    const double context = load.kv_tokens * n / load.max_batch;
    decode.push_back(clock_of([&](const ServingSpeed& s) {
      return decode_watts(s, n, context);
    }));
  }
  for (int n = 1; n <= load.token_budget; ++n) {
    prefill.push_back(clock_of([&](const ServingSpeed& s) {
      return prefill_watts(s, n);
    }));
  }
  ServingSpeed result = changed ? clocks[prefill.back()] : at_clock(cap.locked_clock);
  if (changed) {
    for (std::size_t n = 1; n < prefill.size(); ++n) {
      result.times.step_s[n] = clocks[prefill[n]].times.step_s[n];
    }
    result.decode = capped_decode(clocks, decode, load);
    result.energy = capped_energy(clocks[decode.back()].energy, clocks[prefill.back()].energy);
    result.decode_clock = decode.back() / 100.0;
    result.prefill_clock = prefill.back() / 100.0;
  }
  result.energy.maximum_w =
      std::min(result.energy.maximum_w, device.held_share * cap.per_device_w * cap.devices);
  result.cap_held = held;
  return result;
}

}  // namespace costwright
