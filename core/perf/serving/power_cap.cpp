#include "core/perf/serving/power_cap.h"

#include <algorithm>
#include <cmath>

namespace costwright::perf {
namespace {

constexpr int kFull = 100;               // percent of the highest clock
constexpr double kLongContext = 2048.0;  // tokens; longer ones are not taken as the usual case
constexpr double kMostStretch = 100.0;   // a cap that leaves less than 1% of the speed is not one

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

// At which clock, in percent, one kind of iteration runs, and how much longer it then takes still.
struct Pace {
  int percent = kFull;
  double stretch = 1;  // 0: the cap cannot be held
};

class Governor {
 public:
  Governor(Clocks& clocks, const DevicePower& device, const PowerCap& cap)
      : clocks_(clocks),
        tdp_w_(device.held_share * device.maximum_w * cap.devices),
        cap_w_(device.held_share * cap.per_device_w * cap.devices),
        locked_(static_cast<int>(std::floor(cap.locked_clock * kFull + 1e-9))) {}

  int locked() const { return locked_; }

  template <class Watts>
  Pace pace(Watts watts) const {
    const int capped = clocks_.highest(cap_w_, watts);
    if (capped == 0) {
      const ServingSpeed& slowest = clocks_[clocks_.lowest()];
      const double waiting_w = slowest.energy.idle_w + slowest.energy.busy_w;
      const double room_w = cap_w_ - waiting_w;
      const double wanted_w = watts(slowest) - waiting_w;
      return {clocks_.lowest(), wanted_w < kMostStretch * room_w ? wanted_w / room_w : 0};
    }
    const int free = std::max(clocks_.highest(tdp_w_, watts), 1);
    const int relative = (capped * kFull + free / 2) / free;
    return {std::clamp(relative, clocks_.lowest(), locked_), 1};
  }

 private:
  Clocks& clocks_;
  double tdp_w_, cap_w_;
  int locked_;
};

// `paces` by sequences.
LlmDecodeTimes capped_decode(Clocks& clocks, const std::vector<Pace>& paces) {
  const Pace saturated = paces.back();
  LlmDecodeTimes times =
      decode_times(clocks[saturated.percent], static_cast<int>(paces.size()) - 1);
  for (std::size_t n = 1; n < paces.size(); ++n) {
    const ServingSpeed& speed = clocks[paces[n].percent];
    times.step_s[n] =
        (speed.decode ? speed.decode->step_s[n] : speed.times.step_s[n]) * paces[n].stretch;
  }
  for (double* s :
       {&times.per_sequence_s, &times.kv_read_per_sequence_s, &times.kv_read_per_token_s,
        &times.kv_flop_per_sequence_s, &times.kv_flop_per_token_s}) {
    *s *= saturated.stretch;
  }
  return times;
}

// `paces` by tokens.
LlmIterationTimes capped_times(Clocks& clocks, const std::vector<Pace>& paces) {
  const Pace saturated = paces.back();
  LlmIterationTimes times = clocks[saturated.percent].times;
  for (std::size_t n = 1; n < paces.size(); ++n) {
    times.step_s[n] = clocks[paces[n].percent].times.step_s[n] * paces[n].stretch;
  }
  for (double* s :
       {&times.per_sequence_s, &times.head_per_sequence_s, &times.kv_read_per_sequence_s,
        &times.kv_read_per_token_s, &times.kv_flop_per_sequence_s, &times.kv_flop_per_token_s,
        &times.prefill_step_s, &times.per_prefill_pair_s}) {
    *s *= saturated.stretch;
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
  const double context = std::min(load.kv_tokens / load.max_batch, kLongContext);
  std::vector<Pace> decode(1), prefill(1);  // by sequences, by tokens
  for (int n = 1; n <= load.max_batch; ++n) {
    decode.push_back(governor.pace([&](const ServingSpeed& s) {
      return decode_watts(s, n, n * context);
    }));
  }
  for (int n = 1; n <= load.token_budget; ++n) {
    prefill.push_back(governor.pace([&](const ServingSpeed& s) {
      return prefill_watts(s, n);
    }));
  }
  const auto any = [&](auto is_it) {
    return std::any_of(decode.begin() + 1, decode.end(), is_it) ||
           std::any_of(prefill.begin() + 1, prefill.end(), is_it);
  };
  const bool slowed = any([&](const Pace& p) {
    return p.percent < governor.locked() || p.stretch != 1;
  });
  ServingSpeed result = at_clock(cap.locked_clock);
  if (slowed) {
    const Pace d = decode.back(), p = prefill.back();
    result = {capped_times(clocks, prefill), capped_decode(clocks, decode),
              capped_energy(clocks[d.percent].energy, clocks[p.percent].energy), d.percent / 100.0,
              p.percent / 100.0};
  }
  result.energy.maximum_w =
      std::min(result.energy.maximum_w, device.held_share * cap.per_device_w * cap.devices);
  result.cap_held = !any([](const Pace& p) {
    return p.stretch <= 0;
  });
  return result;
}

}  // namespace costwright::perf
